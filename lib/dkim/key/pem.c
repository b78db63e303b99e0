/* PEM (RFC 7468).
 *
 * SPDX-License-Identifier: MIT
 *
 * OpenSSL's reader does not always say that it has no memory, and stops at the first block that is
 * wrong. */

#include "pem.h"

#include "numbers.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A block while it is read. */
struct block {
	struct ma_pem *pem;
	unsigned char *letters; /* of base64, without anything between them */
	size_t count;
	size_t padding;
	bool headers; /* lines may still be headers */
	bool faulty;
};

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

static struct ma_text take_line(struct ma_text *text)
{
	const unsigned char *end = text->length > 0 ? memchr(text->data, '\n', text->length) : NULL;
	size_t length = end != NULL ? (size_t)(end - text->data) : text->length;
	struct ma_text line = ma_text_slice(*text, 0, length);

	*text = ma_text_slice(*text, length + 1, text->length);
	while (line.length > 0 && is_blank(line.data[line.length - 1]))
		line.length--;
	return line;
}

/* Whether LINE is the BOUNDARY of a block; its label goes to *LABEL. */
static bool is_boundary(struct ma_text line, const char *boundary, struct ma_text *label)
{
	size_t length = strlen(boundary);
	struct ma_text dashes = MA_TEXT("-----");

	if (!ma_text_starts(line, boundary) || line.length < length + dashes.length ||
	    !ma_text_equal(ma_text_slice(line, line.length - dashes.length, line.length), dashes))
		return false;
	*label = ma_text_slice(line, length, line.length - dashes.length);
	return true;
}

/* A header, the continuation of one, or the empty line after them. */
static bool is_header(struct block *block, struct ma_text line)
{
	if (!block->headers)
		return false;
	if (line.length > 0 && !is_blank(line.data[0]) &&
	    memchr(line.data, ':', line.length) == NULL) {
		block->headers = false;
		return false;
	}
	if (ma_text_starts(line, "Proc-Type:") && line.length >= 9 &&
	    ma_text_equal(ma_text_slice(line, line.length - 9, line.length), MA_TEXT("ENCRYPTED")))
		block->pem->encrypted = true;
	return true;
}

static void add_letters(struct block *block, struct ma_text line)
{
	for (size_t i = 0; i < line.length; i++) {
		unsigned char byte = line.data[i];

		if (byte == '=')
			block->padding++;
		else if (ma_base64_is_letter(byte) && block->padding == 0)
			block->letters[block->count++] = byte;
		else if (!is_blank(byte))
			block->faulty = true;
	}
}

/* The lines of a block up to its end, or up to the next block if it has none. */
static void read_lines(struct block *block)
{
	struct ma_text *text = &block->pem->text;
	struct ma_text label, line, before;

	while (text->length > 0) {
		before = *text;
		line = take_line(text);
		if (is_boundary(line, "-----END ", &label)) {
			block->faulty = block->faulty || !ma_text_equal(label, block->pem->label);
			return;
		}
		if (is_boundary(line, "-----BEGIN ", &label)) {
			*text = before;
			break;
		}
		if (!is_header(block, line))
			add_letters(block, line);
	}
	block->faulty = true;
}

bool ma_pem_open(struct ma_pem *pem, struct ma_text text)
{
	/* Letters, and the octets that they come to, whose last group may be short. */
	size_t size = text.length + text.length / 4 * 3 + 3;

	/* A byte order mark of an editor is not part of the first line. */
	*pem = (struct ma_pem){ .text = ma_text_slice(text,
						      ma_text_starts(text, "\xef\xbb\xbf") ? 3 : 0,
						      text.length) };
	if (text.length > SIZE_MAX / 4)
		return false;
	pem->room = malloc(size);
	pem->size = pem->room != NULL ? size : 0;
	return pem->room != NULL;
}

bool ma_pem_next(struct ma_pem *pem)
{
	struct block block = { .pem = pem, .headers = true };
	size_t size = pem->text.length;

	pem->encrypted = false;
	pem->octets = MA_TEXT("");
	do {
		if (pem->text.length == 0)
			return false;
	} while (!is_boundary(take_line(&pem->text), "-----BEGIN ", &pem->label));
	block.letters = pem->room;
	read_lines(&block);
	pem->octets.data = pem->room + size;
	if (!block.faulty && block.padding <= 2)
		pem->octets.length = ma_base64_write(
			pem->room + size, (struct ma_text){ block.letters, block.count });
	return true;
}

void ma_pem_close(struct ma_pem *pem)
{
	/* A key may be private. */
	if (pem->room != NULL)
		OPENSSL_cleanse(pem->room, pem->size);
	free(pem->room);
}

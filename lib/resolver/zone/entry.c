/* From the bytes of a zone file to its entries: comments, quotes, parentheses, line ends.
 *
 * SPDX-License-Identifier: MIT
 *
 * ldns could read a file by itself.  But it takes an open quote or parenthesis for closed at
 * the end, drops NUL bytes, cuts what is long, and numbers a record by its last line: faults
 * that people ask about would pass unseen.  So it gets whole, checked entries. */

#include "zone.h"

#include <string.h>

/* An entry on its way. */
struct walk {
	struct ma_zonefile_scan *scan;
	struct ma_zonefile_entry *entry;
	unsigned depth;			/* of parentheses */
	struct ma_zonefile_scan opened; /* the line of the outermost one */
};

void ma_zonefile_scan_begin(struct ma_zonefile_scan *scan, const void *text, size_t length)
{
	static const unsigned char bom[] = { 0xef, 0xbb, 0xbf };

	*scan = (struct ma_zonefile_scan){ .text = text, .length = length, .line = 1 };
	/* Windows editors put it there; it is not a part of the first name. */
	if (length >= sizeof(bom) && memcmp(text, bom, sizeof(bom)) == 0)
		scan->position = sizeof(bom);
}

static bool at_end(const struct ma_zonefile_scan *scan)
{
	return scan->position >= scan->length;
}

/* A NUL at the end of the text; one inside is a byte like others. */
static unsigned char peek(const struct ma_zonefile_scan *scan)
{
	return at_end(scan) ? 0 : scan->text[scan->position];
}

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

static bool is_one_of(unsigned char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static bool ends_line(const struct ma_zonefile_scan *scan)
{
	return at_end(scan) || peek(scan) == '\n';
}

static void skip_line(struct ma_zonefile_scan *scan)
{
	const unsigned char *from = scan->text + scan->position;
	const unsigned char *end =
		at_end(scan) ? NULL : memchr(from, '\n', scan->length - scan->position);

	if (end == NULL) {
		scan->position = scan->length;
		return;
	}
	scan->position += (size_t)(end - from) + 1;
	scan->line++;
}

static void note(struct walk *walk, const char *fault)
{
	if (walk->entry->fault != NULL)
		return;
	walk->entry->fault = fault;
	walk->entry->fault_line = walk->scan->line;
}

static void append(struct walk *walk, unsigned char byte)
{
	struct ma_zonefile_entry *entry = walk->entry;

	if (entry->length < MA_ZONE_ENTRY_MAX)
		entry->text[entry->length++] = (char)byte;
	else
		note(walk, "the record is longer than 65,000 bytes");
}

/* Copies one byte, and the byte after a backslash, which stands for itself. */
static void copy(struct walk *walk)
{
	struct ma_zonefile_scan *scan = walk->scan;
	bool escape = peek(scan) == '\\';

	if (peek(scan) == '\0')
		note(walk, "a NUL byte");
	append(walk, scan->text[scan->position++]);
	if (!escape)
		return;
	if (ends_line(scan) || peek(scan) == '\0' || peek(scan) == '\r')
		note(walk, "a backslash at the end of a line");
	else
		append(walk, scan->text[scan->position++]);
}

static void begin_word(struct walk *walk)
{
	if (walk->entry->length > 0)
		append(walk, ' ');
}

static void copy_quoted(struct walk *walk)
{
	append(walk, '"');
	walk->scan->position++;
	while (!ends_line(walk->scan) && peek(walk->scan) != '"')
		copy(walk);
	if (ends_line(walk->scan)) {
		note(walk, "a quotation mark is not closed");
		return;
	}
	append(walk, '"');
	walk->scan->position++;
}

static void read_quoted(struct walk *walk)
{
	begin_word(walk);
	copy_quoted(walk);
}

static void read_word(struct walk *walk)
{
	struct ma_zonefile_scan *scan = walk->scan;

	begin_word(walk);
	while (!ends_line(scan) && !is_blank(peek(scan)) && !is_one_of(peek(scan), ";()")) {
		if (peek(scan) == '"') {
			walk->entry->inner_quotes = true;
			copy_quoted(walk);
		} else {
			copy(walk);
		}
	}
}

static void read_parenthesis(struct walk *walk)
{
	if (walk->scan->text[walk->scan->position++] == '(') {
		walk->depth++;
	} else if (walk->depth > 0) {
		walk->depth--;
	} else {
		note(walk, "a closing parenthesis without an opening one");
	}
}

static void read_line(struct walk *walk)
{
	struct ma_zonefile_scan *scan = walk->scan;

	if (walk->depth == 0)
		walk->opened = *scan;
	while (!ends_line(scan) && walk->entry->fault == NULL && peek(scan) != ';') {
		if (is_blank(peek(scan)))
			scan->position++;
		else if (peek(scan) == '"')
			read_quoted(walk);
		else if (is_one_of(peek(scan), "()"))
			read_parenthesis(walk);
		else
			read_word(walk);
	}
	skip_line(scan);
}

/* Looks for a place to continue after a faulty entry in parentheses: the rest of it is likely
 * to be indented.  One that is not closed took all the rest of the file, so that the place is
 * near its beginning; this once a file, so that no file takes forever. */
static void recover(struct walk *walk, bool unclosed)
{
	struct ma_zonefile_scan *scan = walk->scan;

	if (unclosed && !scan->rewound) {
		*scan = walk->opened;
		scan->rewound = true;
		skip_line(scan);
	}
	while (!at_end(scan) && (is_blank(peek(scan)) || is_one_of(peek(scan), "\n)\";")))
		skip_line(scan);
}

static void finish(struct walk *walk)
{
	struct ma_zonefile_entry *entry = walk->entry;
	bool unclosed =
		walk->depth > 0 && (entry->fault == NULL || entry->length == MA_ZONE_ENTRY_MAX);

	if (unclosed) {
		entry->fault = "a parenthesis is not closed";
		entry->fault_line = walk->opened.line;
	}
	if (walk->depth > 0)
		recover(walk, unclosed);
	entry->text[entry->length] = '\0';
}

static void read_entry(struct walk *walk)
{
	struct ma_zonefile_entry *entry = walk->entry;

	entry->length = 0;
	entry->inner_quotes = false;
	entry->fault = NULL;
	entry->line = walk->scan->line;
	entry->blank = is_blank(peek(walk->scan));
	walk->depth = 0;
	do
		read_line(walk);
	while (walk->depth > 0 && entry->fault == NULL && !at_end(walk->scan));
	finish(walk);
}

bool ma_zonefile_scan_entry(struct ma_zonefile_scan *scan, struct ma_zonefile_entry *entry)
{
	struct walk walk = { .scan = scan, .entry = entry };

	while (!at_end(scan)) {
		read_entry(&walk);
		if (entry->length > 0 || entry->fault != NULL)
			return true;
	}
	return false;
}

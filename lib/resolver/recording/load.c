/* The file of a recording, read: with every byte checked.
 *
 * SPDX-License-Identifier: MIT */

#include "recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 65536,
	FILE_SIZE_MAX = 256 * 1024 * 1024,
};

/* A walk over the bytes of a file, which ends where one is not as it should be. */
struct reader {
	struct mailauth_recording *recording;
	const unsigned char *data;
	size_t length;
	size_t at;
	size_t line;  /* of the byte at .at; 0 after the options */
	size_t place; /* of the fault */
	int status;   /* 0, MAILAUTH_FAULTY or MAILAUTH_ENOMEM */
};

/* Notes that the line, or the byte AT, is bad.  NULL, always. */
static const void *refuse(struct reader *reader, size_t at)
{
	if (reader->status == 0) {
		reader->status = MAILAUTH_FAULTY;
		reader->place = reader->line > 0 ? reader->line : at;
	}
	return NULL;
}

static const unsigned char *take(struct reader *reader, size_t count)
{
	const unsigned char *taken = reader->data + reader->at;

	if (reader->status != 0)
		return NULL;
	if (count > reader->length - reader->at)
		return refuse(reader, reader->length);
	reader->at += count;
	return taken;
}

static unsigned take16(struct reader *reader)
{
	const unsigned char *octets = take(reader, 2);

	return octets != NULL ? (unsigned)octets[0] << 8 | octets[1] : 0;
}

/* The next line without its end; NULL where there is none. */
static const char *take_line(struct reader *reader, size_t *length)
{
	const unsigned char *from = reader->data + reader->at;
	const unsigned char *end = NULL;

	reader->line++;
	if (reader->at < reader->length)
		end = memchr(from, '\n', reader->length - reader->at);
	if (end == NULL)
		return refuse(reader, reader->at);
	*length = (size_t)(end - from);
	reader->at += *length + 1;
	return (const char *)from;
}

/* Reads \DDD at TEXT, of which LENGTH bytes are left: only as it would be written. */
static bool read_escape(const char *text, size_t length, char *value)
{
	unsigned number = 0;

	if (length < 4 || text[0] != '\\')
		return false;
	for (size_t i = 1; i < 4; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = 10 * number + (unsigned)(text[i] - '0');
	}
	*value = (char)number;
	return number > 0 && number <= 255 && !ma_recording_is_plain((unsigned char)number);
}

/* Unescapes LENGTH bytes at TEXT to VALUE, which has room for one more. */
static bool read_value(const char *text, size_t length, char *value)
{
	while (length > 0) {
		size_t used = 1;

		if (ma_recording_is_plain((unsigned char)*text))
			*value = *text;
		else if (read_escape(text, length, value))
			used = 4;
		else
			return false;
		value++;
		text += used;
		length -= used;
	}
	*value = '\0';
	return true;
}

static void read_option(struct reader *reader, const char *line, size_t length)
{
	const char *equals = memchr(line, '=', length);
	size_t name_length = equals != NULL ? (size_t)(equals - line) : 0;
	char *option;

	if (!ma_recording_is_option_name(line, name_length)) {
		refuse(reader, reader->at);
		return;
	}
	/* The name, and after it the value. */
	option = malloc(length + 1);
	if (option == NULL) {
		reader->status = MAILAUTH_ENOMEM;
		return;
	}
	memcpy(option, line, name_length);
	option[name_length] = '\0';
	if (!read_value(equals + 1, length - name_length - 1, option + name_length + 1))
		refuse(reader, reader->at);
	else
		reader->status = mailauth_recording_add_option(reader->recording, option,
							       option + name_length + 1);
	free(option);
}

static void read_head(struct reader *reader)
{
	size_t length;
	const char *line = take_line(reader, &length);

	if (line == NULL)
		return;
	if (length != strlen(MA_RECORDING_MAGIC) || memcmp(line, MA_RECORDING_MAGIC, length) != 0)
		refuse(reader, 0);
	while (reader->status == 0 && (line = take_line(reader, &length)) != NULL && length > 0)
		read_option(reader, line, length);
	reader->line = 0;
}

/* The server's name to SERVER.  It is an address as this library writes it; what matters here
 * is that it is text. */
static void read_server(struct reader *reader, char server[MA_RECORDING_SERVER_MAX + 1])
{
	const unsigned char *length = take(reader, 1);
	const unsigned char *text = length != NULL ? take(reader, *length) : NULL;

	if (text == NULL)
		return;
	for (size_t i = 0; i < *length; i++)
		if (text[i] <= ' ' || text[i] > '~')
			refuse(reader, (size_t)(text + i - reader->data));
	memcpy(server, text, *length);
	server[*length] = '\0';
}

static const unsigned char *take_label(struct reader *reader)
{
	const unsigned char *label = take(reader, 1);
	const unsigned char *text;

	if (label == NULL)
		return NULL;
	if (*label > 63)
		return refuse(reader, reader->at - 1);
	text = take(reader, *label);
	for (size_t i = 0; text != NULL && i < *label; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text = refuse(reader, (size_t)(text + i - reader->data));
	return text != NULL ? label : NULL;
}

static void read_name(struct reader *reader, struct ma_recorded *entry)
{
	const unsigned char *label;
	size_t from = reader->at;

	entry->name = reader->data + from;
	do {
		label = take_label(reader);
		entry->name_length = reader->at - from;
		if (entry->name_length > MA_RECORDING_NAME_MAX)
			refuse(reader, from + MA_RECORDING_NAME_MAX);
	} while (label != NULL && *label != 0 && reader->status == 0);
}

static void read_packet(struct reader *reader, struct ma_recorded *entry)
{
	entry->packet_length = take16(reader);
	entry->packet = take(reader, entry->packet_length);
	if (!ma_recording_is_dns(entry->server))
		return;
	for (size_t i = 0; entry->packet != NULL && i < 2 && i < entry->packet_length; i++)
		if (entry->packet[i] != 0)
			refuse(reader, (size_t)(entry->packet + i - reader->data));
}

static void read_outcome(struct reader *reader, struct ma_recorded *entry)
{
	unsigned failure = take16(reader);

	if (failure != 0 && !ma_recording_is_failure((int)failure))
		refuse(reader, reader->at - 2);
	entry->failure = (uint16_t)failure;
	if (failure == 0)
		read_packet(reader, entry);
}

static void read_entry(struct reader *reader)
{
	const struct mailauth_recording *recording = reader->recording;
	char server[MA_RECORDING_SERVER_MAX + 1] = "";
	struct ma_recorded entry = { .server = server };
	size_t from = reader->at;

	read_server(reader, server);
	read_name(reader, &entry);
	entry.type = (uint16_t)take16(reader);
	read_outcome(reader, &entry);
	if (reader->status == 0 && recording->count > 0 &&
	    ma_recorded_compare(recording->entries[recording->count - 1], &entry) >= 0)
		refuse(reader, from);
	if (reader->status == 0)
		reader->status = ma_recording_note(reader->recording, &entry);
}

static void read_entries(struct reader *reader)
{
	size_t count = (size_t)take16(reader) << 16;

	count |= take16(reader);
	while (count-- > 0 && reader->status == 0)
		read_entry(reader);
	if (reader->at < reader->length)
		refuse(reader, reader->at);
}

/* The whole file to *DATA, which is to be freed in any case.  0, MAILAUTH_EIO with errno set, or
 * MAILAUTH_ENOMEM. */
static int read_file(FILE *file, unsigned char **data, size_t *length)
{
	size_t size = 0;

	do {
		unsigned char *grown = realloc(*data, size = 2 * size + CHUNK);

		if (grown == NULL)
			return MAILAUTH_ENOMEM;
		*data = grown;
		*length += fread(grown + *length, 1, size - *length, file);
		if (*length > FILE_SIZE_MAX) {
			errno = EFBIG;
			return MAILAUTH_EIO;
		}
	} while (*length == size);
	return ferror(file) ? MAILAUTH_EIO : 0;
}

static int load(struct mailauth_recording **recording, const unsigned char *data, size_t length,
		size_t *place)
{
	struct reader reader = { .data = data, .length = length };

	reader.status = mailauth_recording_new(&reader.recording);
	if (reader.status == 0)
		read_head(&reader);
	if (reader.status == 0)
		read_entries(&reader);
	if (reader.status == MAILAUTH_FAULTY && place != NULL)
		*place = reader.place;
	if (reader.status == 0)
		*recording = reader.recording;
	else
		mailauth_recording_free(reader.recording);
	return reader.status;
}

int mailauth_recording_load(struct mailauth_recording **recording, const char *path, size_t *place)
{
	FILE *file = fopen(path, "rbe");
	unsigned char *data = NULL;
	size_t length = 0;
	int status;
	int error;

	if (file == NULL)
		return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	status = read_file(file, &data, &length);
	error = errno;
	fclose(file);
	if (status == 0)
		status = load(recording, data, length, place);
	free(data);
	errno = error;
	return status;
}

/* A message as one text: its fields and its parts, decoded, one after the other.
 *
 * SPDX-License-Identifier: MIT */

#include "../charset.h"
#include "flat.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

static void walk(struct flat *flat, GMimeObject *object, unsigned depth);

/* --- Fields --------------------------------------------------------------------- */

static void add_field(struct flat *flat, const char *name, const char *value)
{
	flat_add_string(flat, name);
	flat_add_string(flat, ": ");
	for (; value != NULL && *value != '\0'; value++)
		flat_add(flat, *value == '\n' || *value == '\r' ? " " : value, 1);
	flat_add_string(flat, "\n");
}

/* Who wrote it and what about, which comes first: it shows what kind of message it is. */
static bool is_leading(const char *name)
{
	return g_ascii_strcasecmp(name, "From") == 0 || g_ascii_strcasecmp(name, "Subject") == 0;
}

/* What was said of the form that is gone. */
static bool is_of_form(const char *name)
{
	return g_ascii_strncasecmp(name, "Content-", 8) == 0 ||
	       g_ascii_strcasecmp(name, "MIME-Version") == 0;
}

static void add_fields(struct flat *flat, GMimeObject *object, bool leading)
{
	GMimeHeaderList *fields = g_mime_object_get_header_list(object);

	for (int i = 0; i < g_mime_header_list_get_count(fields); i++) {
		GMimeHeader *field = g_mime_header_list_get_header_at(fields, i);
		const char *name = g_mime_header_get_name(field);

		if (is_leading(name) == leading && !is_of_form(name))
			add_field(flat, name, g_mime_header_get_value(field));
	}
}

/* "Content-Type: multipart/report; report-type=delivery-status" */
static void add_type(struct flat *flat, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *report = g_mime_content_type_get_parameter(type, "report-type");
	char *name = g_mime_content_type_get_mime_type(type);

	flat_add_string(flat, "Content-Type: ");
	flat_add_string(flat, name);
	if (report != NULL) {
		flat_add_string(flat, "; report-type=");
		flat_add_string(flat, report);
	}
	flat_add_string(flat, "\n\n");
	g_free(name);
}

/* --- Texts ---------------------------------------------------------------------- */

/* The bytes of PART, decoded; not more than are of use. */
static GByteArray *content_of(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	if (content != NULL)
		(void)g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	return bytes;
}

/* LENGTH bytes at BYTES, which are in CHARSET (NULL: it does not say), as UTF-8, to be freed. */
static char *utf8_of(const char *bytes, size_t *length, const char *charset)
{
	char *text = NULL;
	size_t made = *length;

	if (charset != NULL && g_ascii_strcasecmp(charset, "utf-8") != 0 &&
	    g_ascii_strcasecmp(charset, "us-ascii") != 0) {
		/* What Japanese mail programs write has Microsoft's characters. */
		if (g_ascii_strcasecmp(charset, "shift_jis") == 0)
			charset = "CP932";
		text = charset_convert(bytes, *length, charset, true, &made);
	}
	if (text == NULL) {
		text = malloc(*length + 1);
		if (text == NULL)
			abort();
		if (*length > 0)
			memcpy(text, bytes, *length);
		charset_to_utf8(&text, &made);
	}
	*length = made;
	return text;
}

static void add_bytes(struct flat *flat, const char *bytes, size_t length, const char *charset,
		      bool page)
{
	char *text;

	if (length > MIME_TEXT_MAX) {
		flat->limits |= MIME_LIMIT_TEXT;
		length = MIME_TEXT_MAX;
	}
	text = utf8_of(bytes, &length, charset);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] > ' ') {
			flat->texts++;
			break;
		}
	if (page)
		html_add(flat, text, length);
	else
		flat_add(flat, text, length);
	flat_add_string(flat, "\n");
	free(text);
}

static void add_text(struct flat *flat, GMimePart *part, bool page)
{
	GByteArray *bytes = content_of(part);

	add_bytes(flat, (const char *)bytes->data, bytes->len,
		  g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset"), page);
	g_byte_array_unref(bytes);
}

/* --- Parts ---------------------------------------------------------------------- */

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

/* "bounce.eml", attached as bytes. */
static bool is_message_file(GMimePart *part)
{
	const char *name = g_mime_part_get_filename(part);
	size_t length = name != NULL ? strlen(name) : 0;

	return is_type(GMIME_OBJECT(part), "message", "rfc822") ||
	       (length > 4 && g_ascii_strcasecmp(name + length - 4, ".eml") == 0);
}

static void begin_part(struct flat *flat, const char *type)
{
	flat_add_string(flat, "\n--dnsaudit-part\nContent-Type: ");
	flat_add_string(flat, type);
	flat_add_string(flat, "\n\n");
}

static void add_leaf(struct flat *flat, GMimePart *part, unsigned depth)
{
	GMimeObject *object = GMIME_OBJECT(part);
	bool page = is_type(object, "text", "html");
	char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));

	if (is_message_file(part)) {
		GByteArray *bytes = content_of(part);

		begin_part(flat, "message/rfc822");
		flatten(flat, (const char *)bytes->data, bytes->len, depth + 1);
		g_byte_array_unref(bytes);
	} else {
		begin_part(flat, page ? "text/plain" : type);
		if (is_type(object, "text", "*") || is_type(object, "message", "*"))
			add_text(flat, part, page);
	}
	g_free(type);
}

/* Whether PART is a text that has one. */
static bool is_plain(GMimeObject *part)
{
	GByteArray *bytes;
	bool any = false;

	if (!GMIME_IS_PART(part) || !is_type(part, "text", "plain"))
		return false;
	bytes = content_of(GMIME_PART(part));
	for (guint i = 0; i < bytes->len && !any; i++)
		any = bytes->data[i] > ' ';
	g_byte_array_unref(bytes);
	return any;
}

static void add_parts(struct flat *flat, GMimeMultipart *parts, unsigned depth)
{
	/* The same several times: the plain one. */
	bool alternative = is_type(GMIME_OBJECT(parts), "multipart", "alternative");
	int count = g_mime_multipart_get_count(parts);

	for (int i = 0; alternative && i < count; i++)
		if (is_plain(g_mime_multipart_get_part(parts, i))) {
			walk(flat, g_mime_multipart_get_part(parts, i), depth);
			return;
		}
	for (int i = 0; i < count && (flat->limits & MIME_LIMIT_PARTS) == 0; i++)
		walk(flat, g_mime_multipart_get_part(parts, i), depth);
}

static void add_message(struct flat *flat, GMimeMessage *message, unsigned depth)
{
	GMimeObject *body = g_mime_message_get_mime_part(message);

	add_fields(flat, GMIME_OBJECT(message), true);
	add_fields(flat, GMIME_OBJECT(message), false);
	if (body == NULL) {
		flat_add_string(flat, "\n");
		return;
	}
	add_type(flat, body);
	if (GMIME_IS_PART(body) && is_type(body, "text", "*"))
		add_text(flat, GMIME_PART(body), is_type(body, "text", "html"));
	else
		walk(flat, body, depth);
}

static void walk(struct flat *flat, GMimeObject *object, unsigned depth)
{
	GMimeMessage *message;

	if (depth > MIME_DEPTH_MAX) {
		flat->limits |= MIME_LIMIT_DEPTH;
		return;
	}
	if (flat->parts++ >= MIME_PARTS_MAX) {
		flat->limits |= MIME_LIMIT_PARTS;
		return;
	}
	if (GMIME_IS_MULTIPART(object)) {
		add_parts(flat, GMIME_MULTIPART(object), depth + 1);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		begin_part(flat, "message/rfc822");
		message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		if (message != NULL)
			add_message(flat, message, depth + 1);
	} else if (GMIME_IS_PART(object)) {
		add_leaf(flat, GMIME_PART(object), depth);
	}
}

/* What follows the fields of the message, as it is. */
static void add_rest(struct flat *flat, const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && !(bytes[at] == '\n' && at + 1 < length &&
				(bytes[at + 1] == '\n' || bytes[at + 1] == '\r')))
		at++;
	while (at < length && (bytes[at] == '\n' || bytes[at] == '\r'))
		at++;
	add_bytes(flat, bytes + at, length - at, NULL, false);
}

void flatten(struct flat *flat, const char *bytes, size_t length, unsigned depth)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;
	unsigned texts = flat->texts;

	if (depth > MIME_DEPTH_MAX) {
		flat->limits |= MIME_LIMIT_DEPTH;
		return;
	}
	if (length == 0) /* GMime complains of it */
		return;
	stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	if (message != NULL) {
		add_message(flat, message, depth);
		/* It says that it has parts, but none begins as it says. */
		if (flat->texts == texts)
			add_rest(flat, bytes, length);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
}

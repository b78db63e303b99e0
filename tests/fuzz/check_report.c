/* What must hold of every report, whatever someone publishes.
 *
 * SPDX-License-Identifier: MIT
 *
 * The decoder is the test's own, written from RFC 3629 and not from lib/base. */

#include "check_report.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* Decodes one code point; aborts unless there is one. */
static size_t decode(const unsigned char *at, const unsigned char *end, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = at[0] < 0x80 ? 1 : at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;

	require(at[0] < 0x80 || (at[0] >= 0xc2 && at[0] <= 0xf4));
	require((size_t)(end - at) >= length);
	*code = length == 1 ? at[0] : at[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		require((at[i] & 0xc0) == 0x80);
		*code = *code << 6 | (at[i] & 0x3f);
	}
	require(*code >= least[length] && *code <= 0x10ffff);
	require(*code < 0xd800 || *code > 0xdfff);
	return length;
}

void check_text(const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;
	const unsigned char *end = at + length;

	require(strlen(text) == length);
	while (at < end) {
		uint32_t code;

		at += decode(at, end, &code);
		require(code >= 0x20 || code == '\n');
		require(code < 0x7f || code > 0x9f);
		/* Marks and overrides of direction, line and paragraph separators, no characters.
		 */
		require(code < 0x200b || code > 0x200f);
		require(code < 0x2028 || code > 0x202e);
		require(code < 0x2066 || code > 0x2069);
		require(code != 0xfeff && code != 0xfffe && code != 0xffff && code != 0x061c);
	}
}

static void check_finding(const struct mailauth_finding *finding)
{
	size_t length = 0, from, to;
	const unsigned char *record = mailauth_finding_record(finding, &length);

	mailauth_finding_span(finding, &from, &to);
	require(from <= to && (record == NULL || to <= length));
	for (int i = 0; i < 4; i++) {
		enum mailauth_language language = i / 2 ? MAILAUTH_JAPANESE : MAILAUTH_ENGLISH;
		char *text;

		if (mailauth_finding_text(finding, language, i % 2 == 1, &text) != 0)
			abort();
		check_text(text, strlen(text));
		free(text);
	}
}

static void check_sender(const struct mailauth_sender *sender)
{
	const char *explanation = mailauth_sender_explanation(sender);

	require(mailauth_spf_result_word((int)mailauth_sender_result(sender)) != NULL);
	require(mailauth_sender_ip(sender) != NULL && mailauth_sender_domain(sender) != NULL);
	if (explanation == NULL)
		return;
	require(mailauth_sender_result(sender) == MAILAUTH_SPF_FAIL);
	for (; *explanation != '\0'; explanation++)
		require(*explanation >= 0x20 && *explanation < 0x7f);
}

/* What means something in HTML comes from the layout alone: no quotation mark is in a text, and
 * each
 * "<" begins an element of a known name. */
static void check_html(const struct mailauth_report *report, unsigned flags)
{
	static const char *const names[] = {
		"article",  "body",
		"br>",	    "button",
		"code>",    "dd",
		"details",  "div",
		"dl",	    "dt>",
		"fig",	    "footer",
		"h1>",	    "h2>",
		"h3>",	    "h4>",
		"head",	    "html",
		"label",    "li",
		"main",	    "mark>",
		"meta ",    "meter",
		"ol",	    "p",
		"section",  "script src=\"mailauth.js\"",
		"small>",   "strong",
		"summary>", "t",
		"ul",	    "!DOCTYPE html>",
	};
	char *text;
	size_t length;

	if (mailauth_report_html(report, flags != 0 ? MAILAUTH_JAPANESE : MAILAUTH_ENGLISH, flags,
				 &text, &length) != 0)
		abort();
	check_text(text, length);
	for (const char *at = text; (at = strchr(at, '<')) != NULL;) {
		bool known = false;

		at += at[1] == '/' ? 2 : 1;
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			known = known || strncmp(at, names[i], strlen(names[i])) == 0;
		/* The end of the one script, and a button that begins hidden. */
		require(known || strncmp(at, "script>", 7) == 0);
	}
	free(text);
}

void check_report(const struct mailauth_report *report)
{
	for (unsigned i = 0; i < 8; i++) {
		enum mailauth_language language = i / 2 % 2 ? MAILAUTH_JAPANESE : MAILAUTH_ENGLISH;
		char *text;
		size_t length;

		if (mailauth_report_text(report, language, i % 2 ? 1 : 0,
					 (i % 2 ? MAILAUTH_TEXT_ASCII : 0) |
						 (i / 4 ? MAILAUTH_TEXT_LONG : 0),
					 &text, &length) != 0)
			abort();
		check_text(text, length);
		free(text);
	}
	check_html(report, 0);
	check_html(report, MAILAUTH_HTML_PAGE);
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		check_finding(mailauth_report_finding(report, i));
	for (size_t i = 0; i < mailauth_report_sender_count(report); i++)
		check_sender(mailauth_report_sender(report, i));
}

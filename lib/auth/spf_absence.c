/* No SPF record: is there no name, an alias, or a text that was meant as a record but is none?
 *
 * SPDX-License-Identifier: MIT */

#include "spf.h"

#include <string.h>

struct ma_text ma_spf_name_character(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer name = { 0 };
	uint32_t code;

	if (ma_utf8_decode(text, &code) == 0) {
		ma_buffer_string(&name, "0x");
		ma_buffer_byte(&name, (unsigned char)"0123456789ABCDEF"[text.data[0] >> 4]);
		ma_buffer_byte(&name, (unsigned char)"0123456789ABCDEF"[text.data[0] & 15]);
		return ma_buffer_keep(&name, arena);
	}
	ma_buffer_string(&name, "U+");
	for (int shift = code > 0xffff ? 20 : 12; shift >= 0; shift -= 4)
		ma_buffer_byte(&name, (unsigned char)"0123456789ABCDEF"[code >> shift & 15]);
	return ma_buffer_keep(&name, arena);
}

/* What people paste before a record: blanks, quotes, a byte order mark, a full-width space. */
static size_t skip_junk(struct ma_text text)
{
	static const char *const junk[] = { " ",	"\t",		"\"",
					    "'",	"\\",		"\r",
					    "\n",	"\xef\xbb\xbf", "\xe3\x80\x80",
					    "\xc2\xa0", "\xe2\x80\x9c", "\xe2\x80\x9d" };
	size_t at = 0;

	for (size_t i = 0; i < sizeof(junk) / sizeof(*junk); i++) {
		if (ma_text_starts(ma_text_slice(text, at, text.length), junk[i])) {
			at += strlen(junk[i]);
			i = (size_t)-1; /* from the first again */
		}
	}
	return at;
}

/* A text that begins like a record, but that RFC 7208 4.5 discards. */
static bool note_almost(struct ma_pass *pass, struct ma_text name, struct ma_text text)
{
	size_t from = skip_junk(text);
	size_t end = from + strlen("v=spf1");
	struct mailauth_finding *finding;
	uint32_t code;

	if (!ma_text_starts(ma_text_slice(text, from, text.length), "v=spf1"))
		return false;
	if (from == 0) { /* then what follows is neither a space nor the end */
		size_t length = ma_utf8_decode(ma_text_slice(text, end, text.length), &code);

		from = end;
		end += length > 0 ? length : 1;
	} else {
		end = from;
		from = 0;
	}
	finding = ma_findings_add(&pass->findings, MA_SPF_ALMOST_RECORD, name);
	ma_finding_record(finding, text, from, end);
	ma_finding_text(finding, "character",
			ma_spf_name_character(pass->arena, ma_text_slice(text, from, end)));
	return true;
}

static bool note_almosts(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	bool found = false;

	for (size_t i = 0; i < answer->count; i++)
		found = note_almost(pass, name, ma_record_txt(pass->arena, &answer->records[i])) ||
			found;
	return found;
}

void ma_spf_note_absence(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	if (answer->status == MA_ANSWER_NXDOMAIN) {
		ma_findings_add(&pass->findings, MA_SPF_NO_DOMAIN, name);
		return;
	}
	if (answer->alias != NULL)
		ma_finding_name(ma_findings_add(&pass->findings, MA_DNS_ALIAS, name), "target",
				ma_name_present(pass->arena, answer->alias));
	/* "Publish one" would be the wrong advice to somebody who has nearly done so. */
	if (!note_almosts(pass, name, answer))
		ma_findings_add(&pass->findings, MA_SPF_NO_RECORD, name);
}

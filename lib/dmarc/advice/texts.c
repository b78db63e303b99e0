/* Texts at _dmarc that are not DMARC records, and were meant to be one, or a part of one.
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "../meant/meant.h"
#include "advice.h"

#include <string.h>

enum {
	TEXTS_TOLD = 20, /* of a name that is nothing but texts */
};

/* --- Texts that are not records -------------------------------------------------- */

/* Where the bytes of PLAIN from AT on came from: TEXT with its characters made plain. */
static size_t offset_in(struct ma_text text, size_t at)
{
	size_t plain_length = 0;
	size_t from = 0;

	while (from < text.length && plain_length < at) {
		struct ma_text plain;

		from += ma_character_fold(ma_text_slice(text, from, text.length), &plain);
		plain_length += plain.length;
	}
	return from;
}

/* The length of what does not show at the start of TEXT, such as a byte order mark. */
static size_t invisible_length(struct ma_text text)
{
	struct ma_text plain = { 0 };
	size_t from = 0;
	size_t next = 0;

	while (next < text.length && plain.length == 0) {
		from = next;
		next += ma_character_fold(ma_text_slice(text, next, text.length), &plain);
	}
	return plain.length > 0 ? from : next;
}

/* What a record of another kind, or someone's proof, does not begin with. */
static bool is_junk(unsigned char byte)
{
	return byte <= ' ' || ma_is_one_of(byte, "\"'\\`");
}

/* "v", "=" and "DMARC" at AT of TEXT, whatever its case; the length, or 0. */
static size_t version_at(struct ma_text text, size_t at)
{
	size_t from = at;

	if (at >= text.length || ma_fold(text.data[at++]) != 'v')
		return 0;
	while (at < text.length && (is_junk(text.data[at]) || text.data[at] == ':'))
		at++;
	if (at < text.length && text.data[at] == '=')
		at++;
	while (at < text.length && is_junk(text.data[at]))
		at++;
	if (!ma_text_starts(ma_text_slice(text, at, text.length), "dmarc"))
		return 0;
	at += strlen("dmarc");
	while (at < text.length && ma_is_digit(text.data[at]))
		at++;
	return at - from;
}

/* A text at _dmarc, made plain, and what of it is wrong. */
struct text {
	struct ma_text raw;
	struct ma_text plain;
	enum ma_finding_id id;
	size_t from; /* in the plain text */
	size_t to;
};

static bool note_at(struct text *text, enum ma_finding_id id, size_t from, size_t to)
{
	text->id = id;
	text->from = from;
	text->to = to;
	return true;
}

/* Where the word ends that continues at AT, if a separator ends it; else AT. */
static size_t word_end(struct ma_text text, size_t at)
{
	size_t end = at;

	while (end < text.length &&
	       (ma_is_alnum(text.data[end]) || text.data[end] == '-' || text.data[end] == '.'))
		end++;
	return end == text.length || text.data[end] == ';' || text.data[end] == ' ' ? end : at;
}

/* Whether TEXT holds what belongs to DMARC alone: an address for reports, or a policy that ends
 * where a tag does. */
static bool is_telling(struct ma_text text)
{
	static const char *const policies[] = { "none", "quarantine", "reject" };

	for (size_t i = 0; i < text.length; i++)
		if (ma_text_starts(ma_text_slice(text, i, text.length), "rua=mailto:") ||
		    ma_text_starts(ma_text_slice(text, i, text.length), "ruf=mailto:"))
			return true;
	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++)
		if (ma_text_starts(text, policies[i]) &&
		    (text.length == strlen(policies[i]) || text.data[strlen(policies[i])] == ';'))
			return true;
	return false;
}

/* "v=DMRAC1; p=none": another word for the version, before a policy. */
static bool is_of_other_version(struct text *text)
{
	struct ma_text plain = text->plain;
	size_t end = ma_text_starts(plain, "v=") ? word_end(plain, strlen("v=")) : 0;
	size_t at = end;

	while (at < plain.length && (plain.data[at] == ';' || plain.data[at] == ' '))
		at++;
	if (at == end || !ma_text_starts(ma_text_slice(plain, at, plain.length), "p=") ||
	    !is_telling(ma_text_slice(plain, at + strlen("p="), plain.length)))
		return false;
	return note_at(text, MA_DMARC_VERSION_MISWRITTEN, 0, end);
}

/* The record has tags, and its version comes after them or is missing. */
static bool is_without_version(struct text *text)
{
	for (size_t at = 0; at < text->plain.length; at++) {
		size_t length;

		if (at > 0 && ma_is_alnum(text->plain.data[at - 1]))
			continue;
		length = version_at(text->plain, at);
		if (length > 0)
			return note_at(text, MA_DMARC_VERSION_NOT_FIRST, at, at + length);
	}
	/* "DMARC1; p=none" */
	if (ma_text_starts(text->plain, "dmarc1"))
		return note_at(text, MA_DMARC_VERSION_NOT_FIRST, 0, strlen("dmarc1"));
	if (ma_text_starts(text->plain, "p=") || ma_text_starts(text->plain, "p ="))
		return note_at(text, MA_DMARC_VERSION_NOT_FIRST, 0, 1);
	return is_of_other_version(text);
}

/* Why TEXT, which was meant to be a DMARC record, is none; false if it was not meant. */
static bool classify(struct text *text)
{
	size_t from = 0;
	size_t length;
	size_t end;

	while (from < text->plain.length && is_junk(text->plain.data[from]))
		from++;
	length = version_at(text->plain, from);
	if (length == 0)
		return is_without_version(text);
	/* Junk in front stays away in the plain text if it is invisible. */
	if (from > 0 || invisible_length(text->raw) > 0)
		return note_at(text, MA_DMARC_JUNK_BEFORE, 0, from);
	if (!ma_text_starts(text->raw, "v"))
		return note_at(text, MA_DMARC_VERSION_MISWRITTEN, 0, length);
	end = length;
	while (end < text->plain.length && text->plain.data[end] == ' ')
		end++;
	/* "v=DMARC1 p=none", "v=DMARC1, p=none", "v=DMARC1；p=none" */
	if (end < text->plain.length && text->raw.data[0] == 'v' &&
	    text->raw.data[offset_in(text->raw, end)] != ';' &&
	    ma_text_equal(ma_text_slice(text->raw, 0, length),
			  ma_text_slice(text->plain, 0, length)) &&
	    ma_text_equal(ma_text_slice(text->raw, length - 6, length), MA_TEXT("DMARC1")))
		return note_at(text, MA_DMARC_VERSION_RUN_ON, length, length + 1);
	return note_at(text, MA_DMARC_VERSION_MISWRITTEN, 0, word_end(text->plain, length));
}

static bool note_almost(struct ma_pass *pass, struct ma_text name, struct ma_text raw)
{
	struct text text = { .raw = raw, .plain = ma_characters_fold(pass->arena, raw) };
	struct mailauth_finding *finding;
	const struct ma_dmarc_record *guess;
	size_t from, to;

	if (!classify(&text))
		return false;
	from = offset_in(raw, text.from);
	to = offset_in(raw, text.to);
	if (to == 0)
		to = invisible_length(raw);
	finding = ma_findings_add(&pass->findings, text.id, name);
	ma_finding_record(finding, raw, from, to);
	if (text.id == MA_DMARC_JUNK_BEFORE || text.id == MA_DMARC_VERSION_RUN_ON)
		ma_finding_characters(
			finding, ma_characters_word(pass->arena, ma_text_slice(raw, from, to)));
	guess = ma_dmarc_guess(pass->arena, raw);
	if (guess != NULL)
		ma_finding_meant(finding, guess->text);
	return true;
}

/* --- The rest of a record ----------------------------------------------------------- */

/* RECORD and REST as one; .data is NULL if that has a fault. */
static struct ma_text join(struct ma_arena *arena, struct ma_text record, struct ma_text rest)
{
	static const char *const between[] = { "", "; " };

	for (size_t i = 0; i < sizeof(between) / sizeof(*between); i++) {
		struct ma_buffer text = { 0 };
		const struct ma_dmarc_record *joined;

		ma_buffer_text(&text, record);
		ma_buffer_string(&text, between[i]);
		ma_buffer_text(&text, rest);
		joined = ma_dmarc_read(arena, ma_buffer_keep(&text, arena));
		if (joined != NULL && joined->faults == 0 && !joined->invalid &&
		    !ma_dmarc_is_broken(joined))
			return joined->text;
	}
	return (struct ma_text){ 0 };
}

/* Whether TEXT continues the one record of ANSWER. */
static bool note_rest(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer,
		      struct ma_text text)
{
	size_t count;
	const struct ma_dmarc_record **records = ma_dmarc_select(pass->arena, answer, &count);
	struct mailauth_finding *finding;
	struct ma_text joined;

	if (records == NULL || count != 1 || !is_telling(text))
		return false;
	finding = ma_findings_add(&pass->findings, MA_DMARC_REST_APART, name);
	ma_finding_record(finding, text, 0, text.length);
	joined = join(pass->arena, records[0]->text, text);
	if (joined.data != NULL)
		ma_finding_meant(finding, joined);
	return true;
}

/* Where NAME has an SPF record itself, a second one would make both void. */
static void note_spf(struct ma_pass *pass, struct ma_text name, struct ma_text text)
{
	const struct ma_name *domain = ma_name_unescape(pass->arena, name);
	const struct ma_answer *there = NULL;
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, MA_DMARC_SPF_RECORD_HERE, name);
	size_t count = 0;

	ma_finding_record(finding, text, 0, strlen(MA_SPF_VERSION));
	if (domain != NULL)
		there = ma_probe(&pass->view, domain, MA_TYPE_TXT);
	if (there == NULL || there->status == MA_ANSWER_FAILED)
		return;
	ma_spf_select(pass->arena, there, &count);
	ma_finding_text(finding, "count", ma_arena_number(pass->arena, count));
}

bool ma_dmarc_find_texts(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer,
			 bool at_name)
{
	bool meant = false;
	unsigned told = 0;

	for (size_t i = 0; i < answer->count && told < TEXTS_TOLD; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		if (ma_dmarc_is_record(text))
			continue;
		told++;
		if (!at_name) {
			meant = note_almost(pass, name, text) || meant;
		} else if (ma_spf_is_record(text)) {
			note_spf(pass, name, text);
			meant = true;
		} else if (note_rest(pass, name, answer, text) || note_almost(pass, name, text)) {
			meant = true;
		} else {
			ma_finding_record(
				ma_findings_add(&pass->findings, MA_DMARC_UNRELATED_TEXT, name),
				text, 0, 0);
		}
	}
	return meant;
}

/* Where a DMARC record should be and is none: texts that were meant to be one, and records that lie
 * elsewhere.
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

/* What a record of another kind, or someone's proof, does not begin with. */
static bool is_junk(unsigned char byte)
{
	return byte <= ' ' || strchr("\"'\\`", byte) != NULL;
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
	return false;
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
	if (from > 0)
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
	return note_at(text, MA_DMARC_VERSION_MISWRITTEN, 0, length);
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
			ma_finding_record(
				ma_findings_add(&pass->findings, MA_DMARC_SPF_RECORD_HERE, name),
				text, 0, strlen(MA_SPF_VERSION));
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

/* --- Elsewhere ------------------------------------------------------------------- */

static bool holds_record(struct ma_pass *pass, const struct ma_name *name)
{
	const struct ma_answer *answer;
	size_t count;

	if (name == NULL)
		return false;
	answer = ma_probe(&pass->view, name, MA_TYPE_TXT);
	ma_dmarc_select(pass->arena, answer, &count);
	return count > 0;
}

static bool try_name(struct ma_pass *pass, const struct ma_dmarc *dmarc, const struct ma_name *name,
		     enum ma_finding_id id)
{
	if (!holds_record(pass, name))
		return false;
	ma_finding_text(ma_dmarc_note(pass, id, dmarc->domain), "other",
			ma_name_present(pass->arena, name));
	return true;
}

/* RFC 9989 4.5: the record is at _dmarc below the domain.  People put it at the domain itself,
 * leave the underscore out, or have the zone's name added twice. */
static bool find_elsewhere(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_answer *denial = dmarc->walk.steps[0].answer;
	const struct ma_name *apex = denial != NULL ? denial->apex : NULL;
	const struct ma_name *below = ma_name_join(pass->arena, MA_TEXT("_dmarc"), dmarc->domain);
	bool found = false;

	/* What is done because something is absent is done only after a real answer; and below a
	 * name that does not exist there is nothing (RFC 8020). */
	if (denial == NULL || ma_answer_is_gap(denial))
		return false;
	if (dmarc->exists == MA_EXISTS) {
		found = try_name(pass, dmarc, dmarc->domain, MA_DMARC_RECORD_AT_DOMAIN);
		found = try_name(pass, dmarc,
				 ma_name_join(pass->arena, MA_TEXT("dmarc"), dmarc->domain),
				 MA_DMARC_WRONG_NAME) ||
			found;
	}
	if (apex != NULL && below != NULL && ma_name_is_within(dmarc->domain, apex))
		found = try_name(pass, dmarc,
				 ma_name_join(pass->arena, ma_name_text(pass->arena, below), apex),
				 MA_DMARC_DOUBLED_NAME) ||
			found;
	return found;
}

/* Whether something that was found says already why there is no policy. */
static bool is_explained(const struct ma_pass *pass)
{
	for (const struct mailauth_finding *f = pass->findings.first; f != NULL; f = f->next)
		if (mailauth_finding_severity(f) == MAILAUTH_SEVERITY_ERROR)
			return true;
	return false;
}

/* Whether the wildcard just below NAME is an alias of TARGET. */
static bool has_wildcard(struct ma_pass *pass, const struct ma_name *name,
			 const struct ma_name *target)
{
	const struct ma_name *wildcard;
	const struct ma_answer *answer = ma_dmarc_ask_wildcard(pass, name, true, &wildcard);

	return answer != NULL && answer->alias != NULL && ma_name_equal(answer->alias, target);
}

/* Whether _dmarc.DOMAIN is a name of its own: then no wildcard answers for what is below it (RFC
 * 4592 2.2.1), and there is nothing there. */
static bool is_explicit(struct ma_pass *pass, const struct ma_name *domain)
{
	const struct ma_name *name = ma_name_join(pass->arena, MA_TEXT("_dmarc"), domain);
	const struct ma_name *wildcard;
	const struct ma_answer *answer =
		name != NULL ? ma_dmarc_ask_wildcard(pass, name, true, &wildcard) : NULL;

	return answer != NULL && answer->alias == NULL && ma_answer_is_void(answer);
}

/* Whether ALIAS, that of _dmarc, is the alias of a wildcard of the organization (RFC 4592 3.4.2):
 * then there is room for a record at _dmarc. */
static bool is_of_wildcard(struct ma_pass *pass, const struct ma_name *domain,
			   const struct ma_name *alias)
{
	struct ma_name name = *domain, org;
	bool known = ma_psl_org(pass->arena, domain, &org);

	while (!has_wildcard(pass, &name, alias)) {
		if (!known || name.length <= org.length)
			return false;
		name = ma_name_parent(&name);
	}
	return !is_explicit(pass, domain);
}

/* A record that was put at the website's name: valid, but for another name. */
static void note_of_website(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_name *name =
		ma_name_join(pass->arena, MA_TEXT("_dmarc.www"), dmarc->domain);

	try_name(pass, dmarc, name, MA_DMARC_RECORD_AT_WWW);
}

static void note_no_record(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	ma_dmarc_note(pass, MA_DMARC_NO_RECORD, dmarc->domain);
	note_of_website(pass, dmarc);
}

void ma_dmarc_find_absence(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_answer *answer = dmarc->walk.steps[0].answer;

	/* "Publish one" would be the wrong advice to someone who has nearly done so. */
	if (find_elsewhere(pass, dmarc) || is_explained(pass))
		return;
	/* RFC 1034 3.6.2: next to an alias, no other record is allowed. */
	if (answer != NULL && answer->alias != NULL &&
	    !is_of_wildcard(pass, dmarc->domain, answer->alias))
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_ALIAS_NO_RECORD, dmarc->domain),
				"target", ma_name_present(pass->arena, answer->alias));
	else if (ma_psl_is_suffix(pass->arena, dmarc->domain)) /* a registry needs another one */
		return;
	else if (dmarc->exists == MA_MISSING)
		ma_dmarc_note(pass, MA_DMARC_NO_RECORD_NO_NAME, dmarc->domain);
	else
		note_no_record(pass, dmarc);
}

/* No SPF record: is there no name, an alias, or a text that was meant as a record but is none?
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

/* Whether the first LENGTH bytes of TEXT are none but letters, digits and signs that people see,
 * and not the version: they are quoted, and their codes help no one. */
static bool is_written(struct ma_text text, size_t length)
{
	const char *signs = ma_spf_is_labelled(text) ? "=:-_. \"@" : "=:-_.";

	for (size_t i = 0; i < length; i++)
		if (!ma_is_alnum(text.data[i]) && !ma_is_one_of(text.data[i], signs))
			return false;
	return !ma_text_starts(text, MA_SPF_VERSION);
}

/* The first "all" of a text like a record is met by no one yet, but by everyone once the text is a
 * record. */
static void note_open(struct ma_pass *pass, struct ma_text name, struct ma_text text, size_t at)
{
	size_t from = at;

	for (; at <= text.length; at++) {
		struct ma_text word = ma_text_slice(text, from, at);

		if (at < text.length && !ma_is_one_of(text.data[at], " ,;\""))
			continue;
		if (ma_spf_word_is_all(word)) {
			if (word.data[0] == '+' || !ma_spf_is_qualifier(word.data[0]))
				ma_finding_record(ma_findings_add(&pass->findings,
								  MA_SPF_OPEN_WHEN_CORRECTED, name),
						  text, from, at);
			return;
		}
		from = at + 1;
	}
}

/* A text that begins like a record, but that RFC 7208 4.5 discards. */
static bool note_almost(struct ma_pass *pass, struct ma_text name, struct ma_text text)
{
	size_t from;
	size_t to;
	size_t version = ma_spf_find_version(text, &from, &to);
	struct ma_text suggestion;
	struct mailauth_finding *finding;
	uint32_t code;

	if (version == 0)
		return false;
	if (from == to) { /* then what follows is neither a space nor the end */
		size_t length = ma_utf8_decode(ma_text_slice(text, version, text.length), &code);

		from = version;
		to = version + (length > 0 ? length : 1);
	}
	if (is_written(text, version)) {
		finding = ma_findings_add(&pass->findings, MA_SPF_VERSION_MISWRITTEN, name);
		ma_finding_record(finding, text, 0, to > version ? to : version);
	} else {
		finding = ma_findings_add(&pass->findings, MA_SPF_ALMOST_RECORD, name);
		ma_finding_record(finding, text, from, to);
		ma_finding_characters(
			finding, ma_characters_word(pass->arena, ma_text_slice(text, from, to)));
	}
	suggestion = ma_spf_guess_record(pass->arena, text);
	if (suggestion.data != NULL)
		ma_finding_meant(finding, suggestion);
	else
		note_open(pass, name, text, version);
	return true;
}

static bool note_almosts(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	bool found = false;

	for (size_t i = 0; i < answer->count; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		found = ma_spf_find_unspaced(pass, name, &answer->records[i]) ||
			note_almost(pass, name, text) || found;
	}
	return found;
}

struct ma_text ma_spf_of_obsolete_type(struct ma_arena *arena, const struct ma_answer *answer)
{
	struct ma_text text;
	const struct ma_spf_record *record;

	if (answer->spf_type_count != 1)
		return (struct ma_text){ 0 };
	text = ma_record_text(&answer->spf_type[0]);
	record = ma_spf_record_of(&answer->spf_type[0]);
	return record != NULL && ma_spf_is_sound(record) ? text : ma_spf_guess_record(arena, text);
}

/* RFC 7208 3.1: "SPF records MUST be published as a DNS TXT (type 16)".  False if there is no SPF
 * record of the other type either. */
static bool note_obsolete(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	struct ma_text text = ma_spf_of_obsolete_type(pass->arena, answer);
	struct mailauth_finding *finding;

	if (text.data == NULL) {
		if (answer->spf_type_count > 0)
			ma_findings_add(&pass->findings, MA_SPF_OBSOLETE_TYPE, name);
		return false;
	}
	finding = ma_findings_add(&pass->findings, MA_SPF_ONLY_OBSOLETE_TYPE, name);
	ma_finding_record(finding, ma_record_text(&answer->spf_type[0]), 0, 0);
	ma_finding_meant(finding, text);
	return true;
}

/* Whether the alias of the domain leads into another zone: what is published there is for others
 * to say. */
static bool leads_away(const struct ma_pass *pass, const struct ma_answer *answer)
{
	const struct ma_name *domain = pass->settings->domain;

	if (answer->apex != NULL)
		return !ma_name_is_within(domain, answer->apex);
	return !ma_name_is_within(answer->alias, domain) &&
	       !ma_name_is_within(domain, answer->alias);
}

void ma_spf_note_absence(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	if (answer->alias != NULL && answer->status == MA_ANSWER_NXDOMAIN) {
		ma_finding_name(ma_findings_add(&pass->findings, MA_SPF_ALIAS_DANGLING, name),
				"target", ma_name_present(pass->arena, answer->alias));
		return;
	}
	if (answer->alias != NULL && leads_away(pass, answer)) {
		ma_finding_name(ma_findings_add(&pass->findings, MA_SPF_ALIAS_AWAY, name), "target",
				ma_name_present(pass->arena, answer->alias));
		return;
	}
	/* An alias exists, wherever it leads (RFC 6604 3). */
	if (answer->status == MA_ANSWER_NXDOMAIN && answer->alias == NULL) {
		ma_findings_add(&pass->findings, MA_SPF_NO_DOMAIN, name);
		return;
	}
	if (answer->alias != NULL) { /* which can hold no records: the place is where it leads */
		struct ma_text target = ma_name_present(pass->arena, answer->alias);

		ma_finding_name(ma_findings_add(&pass->findings, MA_DNS_ALIAS, name), "target",
				target);
		name = target;
	}
	/* "Publish one" would be the wrong advice to someone who has nearly done so. */
	if (!note_almosts(pass, name, answer) && !note_obsolete(pass, name, answer))
		ma_findings_add(&pass->findings, MA_SPF_NO_RECORD, name);
}

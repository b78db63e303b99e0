/* No key found: were they put at another name, or does the domain send no mail?
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "keys.h"

enum {
	GUESSES_ELSEWHERE = 21, /* looked for at a wrong name, at most */
};

static const struct ma_name *double_zone(struct ma_dkim_keys *keys, const struct ma_name *name,
					 struct ma_text zone)
{
	return name == NULL ? NULL
			    : ma_dkim_name(keys->pass->arena, ma_name_text(keys->pass->arena, name),
					   "", zone);
}

/* Names that were written in full into a field that adds the zone's:
 * _domainkey.example.jp.example.jp exists then, and the keys below it.  All are asked for: what is
 * recorded must not depend on which answer comes first. */
static bool note_doubled(struct ma_dkim_keys *keys, const struct ma_answer *answer)
{
	struct ma_text zone = ma_dkim_zone_of(keys->pass, answer);
	const struct ma_name *parent =
		double_zone(keys, ma_dkim_below_domain(keys->pass, "_domainkey"), zone);
	const struct ma_answer *there = ma_dkim_ask(keys->pass, parent, MA_TYPE_TXT);
	size_t tried = 0;
	bool found = false;

	if (ma_answer_is_gap(there) || there->status == MA_ANSWER_NXDOMAIN ||
	    there->status == MA_ANSWER_FAILED)
		return false;
	for (size_t i = 0; i < keys->count && tried < GUESSES_ELSEWHERE; i++) {
		if (keys->subjects[i]->selector.named)
			continue;
		tried++;
		found = ma_dkim_note_elsewhere(
				keys->pass, &keys->subjects[i]->key,
				double_zone(keys, keys->subjects[i]->selector.owner, zone),
				MA_DKIM_ZONE_NAME_TWICE) ||
			found;
	}
	return found;
}

/* Keys at SELECTOR.domainkey.DOMAIN: domainkey.DOMAIN exists then, and the keys below it. */
static bool note_unscored(struct ma_dkim_keys *keys)
{
	struct ma_pass *pass = keys->pass;
	const struct ma_answer *there =
		ma_dkim_ask(pass, ma_dkim_below_domain(pass, "domainkey"), MA_TYPE_TXT);
	size_t tried = 0;
	bool found = false;

	if (ma_answer_is_gap(there) || there->status == MA_ANSWER_NXDOMAIN ||
	    there->status == MA_ANSWER_FAILED)
		return false;
	for (size_t i = 0; i < keys->count && tried < GUESSES_ELSEWHERE; i++) {
		if (keys->subjects[i]->selector.named)
			continue;
		tried++;
		found = ma_dkim_note_elsewhere(
				pass, &keys->subjects[i]->key,
				ma_dkim_name(pass->arena, keys->subjects[i]->selector.text,
					     "domainkey", pass->settings->domain_text),
				MA_DKIM_WRONG_NAME) ||
			found;
	}
	return found;
}

/* Keys at SELECTOR.DOMAIN, where "_domainkey" was left out.  All are asked for, as above. */
static bool note_forgotten(struct ma_dkim_keys *keys)
{
	struct ma_pass *pass = keys->pass;
	size_t tried = 0;
	bool found = false;

	for (size_t i = 0; i < keys->count && tried < GUESSES_ELSEWHERE; i++) {
		const struct mailauth_key *key = &keys->subjects[i]->key;

		if (keys->subjects[i]->selector.named || keys->subjects[i]->selector.owner == NULL)
			continue;
		tried++;
		found = ma_dkim_note_elsewhere(pass, key,
					       ma_dkim_name(pass->arena,
							    keys->subjects[i]->selector.text, "",
							    pass->settings->domain_text),
					       MA_DKIM_DOMAINKEY_FORGOTTEN) ||
			found;
	}
	return found;
}

/* A domain that sends no mail needs no key: its SPF record says so (RFC 7208 10.1.2), or it is an
 * alias, such as www: what sends is what it leads to. */
static bool sends_no_mail(const struct ma_answer *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		const struct ma_spf_record *record = ma_spf_record_of(&texts->records[i]);

		if (record != NULL && ma_spf_refuses_all(record) && record->terms->next == NULL)
			return true;
	}
	return texts->alias != NULL;
}

void ma_dkim_note_nothing(struct ma_dkim_keys *keys, struct ma_text name,
			  const struct ma_answer *answer)
{
	const struct ma_name *domain = keys->pass->settings->domain;
	const struct ma_answer *texts = ma_dkim_ask(keys->pass, domain, MA_TYPE_TXT);
	size_t tried = keys->guessed - keys->failed - keys->unknown;

	/* Of a name that does not exist, that has been said. */
	if (texts->status == MA_ANSWER_NXDOMAIN)
		return;
	if (tried > 0 &&
	    (note_doubled(keys, answer) || note_unscored(keys) || note_forgotten(keys)))
		return;
	/* Of a selector that was named, it has been said that it is missing; where no key can be,
	 * none has another name. */
	if (answer->status == MA_ANSWER_NXDOMAIN && keys->guessed > 0) {
		if (!sends_no_mail(texts))
			ma_findings_add(&keys->pass->findings, MA_DKIM_NO_DOMAINKEY, name);
	} else if (tried > 0 && !keys->covered) {
		ma_finding_text(ma_findings_add(&keys->pass->findings, MA_DKIM_NONE_FOUND, name),
				"count", ma_arena_number(keys->pass->arena, tried));
	}
}

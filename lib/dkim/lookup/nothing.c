/* No key found: were they put at another name, or does the domain send no mail?
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "keys.h"

enum {
	GUESSES_ELSEWHERE = 21, /* looked for at a wrong name, at most */
	PARENTS_MAX = 2,	/* that are looked at */
};

/* Where keys may be instead: the name of each selector's record there, and what is then wrong. */
struct elsewhere {
	const struct ma_name *(*name)(struct ma_dkim_keys *keys, const struct ma_selector *selector,
				      struct ma_text zone);
	struct ma_text zone;
	enum ma_finding_id fault;
};

/* True if a key of a selector that was guessed is there.  All are asked for: what is recorded must
 * not depend on which answer comes first. */
static bool note_keys(struct ma_dkim_keys *keys, const struct elsewhere *place)
{
	size_t tried = 0;
	bool found = false;

	for (size_t i = 0; i < keys->count && tried < GUESSES_ELSEWHERE; i++) {
		const struct ma_selector *selector = &keys->subjects[i]->selector;

		if (selector->named || selector->owner == NULL)
			continue;
		tried++;
		found = ma_dkim_note_elsewhere(keys->pass, &keys->subjects[i]->key,
					       place->name(keys, selector, place->zone),
					       place->fault) ||
			found;
	}
	return found;
}

/* Whether there may be names below PARENT (RFC 8020 2). */
static bool may_have_names(struct ma_dkim_keys *keys, const struct ma_name *parent)
{
	const struct ma_answer *there = ma_dkim_ask(keys->pass, parent, MA_TYPE_TXT);

	return !ma_answer_is_gap(there) && there->status != MA_ANSWER_NXDOMAIN &&
	       there->status != MA_ANSWER_FAILED;
}

static const struct ma_name *double_zone(struct ma_dkim_keys *keys, const struct ma_name *name,
					 struct ma_text zone)
{
	return name == NULL ? NULL
			    : ma_dkim_name(keys->pass->arena, ma_name_text(keys->pass->arena, name),
					   "", zone);
}

static const struct ma_name *
with_zone_twice(struct ma_dkim_keys *keys, const struct ma_selector *selector, struct ma_text zone)
{
	return double_zone(keys, selector->owner, zone);
}

/* Names that were written in full into a field that adds the zone's:
 * _domainkey.example.jp.example.jp exists then, and the keys below it. */
static bool note_doubled(struct ma_dkim_keys *keys, const struct ma_answer *answer)
{
	struct ma_text zone = ma_dkim_zone_of(keys->pass, answer);
	const struct elsewhere place = { with_zone_twice, zone, MA_DKIM_ZONE_NAME_TWICE };

	return may_have_names(
		       keys,
		       double_zone(keys, ma_dkim_below_domain(keys->pass, "_domainkey"), zone)) &&
	       note_keys(keys, &place);
}

static const struct ma_name *without_underscore(struct ma_dkim_keys *keys,
						const struct ma_selector *selector,
						struct ma_text domain)
{
	return ma_dkim_name(keys->pass->arena, selector->text, "domainkey", domain);
}

/* Keys at SELECTOR.domainkey.DOMAIN: domainkey.DOMAIN exists then, and the keys below it. */
static bool note_unscored(struct ma_dkim_keys *keys)
{
	const struct elsewhere place = { without_underscore, keys->pass->settings->domain_text,
					 MA_DKIM_WRONG_NAME };

	return may_have_names(keys, ma_dkim_below_domain(keys->pass, "domainkey")) &&
	       note_keys(keys, &place);
}

static const struct ma_name *without_domainkey(struct ma_dkim_keys *keys,
					       const struct ma_selector *selector,
					       struct ma_text domain)
{
	return ma_dkim_name(keys->pass->arena, selector->text, "", domain);
}

/* Keys at SELECTOR.DOMAIN, where "_domainkey" was left out. */
static bool note_forgotten(struct ma_dkim_keys *keys)
{
	const struct elsewhere place = { without_domainkey, keys->pass->settings->domain_text,
					 MA_DKIM_DOMAINKEY_FORGOTTEN };

	return note_keys(keys, &place);
}

/* Whether there are names below "_domainkey" of PARENT that no wildcard makes. */
static bool has_keys(struct ma_dkim_keys *keys, const struct ma_name *parent)
{
	struct ma_pass *pass = keys->pass;
	const struct ma_name *name = ma_name_join(pass->arena, MA_TEXT("_domainkey"), parent);
	const struct ma_name *wildcard = ma_name_join(pass->arena, MA_TEXT("*"), parent);
	const struct ma_answer *answer;

	if (name == NULL || wildcard == NULL)
		return false;
	answer = ma_probe(&pass->view, name, MA_TYPE_TXT);
	if (answer->alias != NULL || ma_answer_is_gap(answer) ||
	    (answer->status != MA_ANSWER_NODATA && answer->status != MA_ANSWER_RECORDS))
		return false;
	return ma_probe(&pass->view, wildcard, MA_TYPE_TXT)->status == MA_ANSWER_NXDOMAIN;
}

/* The domain above in the same zone has keys, which are for mail that is signed as that domain (RFC
 * 6376 3.6.2.1).  ANSWER says that there is nothing below "_domainkey" here. */
static void note_above(struct ma_dkim_keys *keys, const struct ma_answer *answer)
{
	const struct ma_name *apex = answer->apex;
	struct ma_name name = *keys->pass->settings->domain;
	struct mailauth_finding *finding;

	if (apex == NULL || answer->alias != NULL || ma_name_labels(apex) < 2 ||
	    !ma_name_is_within(&name, apex))
		return;
	for (unsigned i = 0; i < PARENTS_MAX && !ma_name_equal(&name, apex); i++) {
		name = ma_name_parent(&name);
		if (!has_keys(keys, &name))
			continue;
		finding = ma_findings_add(&keys->pass->findings, MA_DKIM_KEYS_ABOVE,
					  keys->pass->settings->domain_text);
		ma_finding_name(finding, "parent", ma_name_present(keys->pass->arena, &name));
		return;
	}
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

/* RFC 1034 3.6.2: an alias is that of one name.  ANSWER is about _domainkey; where it is that of a
 * wildcard, no one put the alias there. */
static void note_alias(struct ma_dkim_keys *keys, struct ma_text name,
		       const struct ma_answer *answer)
{
	const struct ma_name *wildcard = ma_dkim_below_domain(keys->pass, "*");
	const struct ma_answer *other;

	if (answer->alias == NULL || wildcard == NULL)
		return;
	other = ma_probe(&keys->pass->view, wildcard, MA_TYPE_TXT);
	if (other->alias == NULL || !ma_name_equal(other->alias, answer->alias))
		ma_finding_name(
			ma_findings_add(&keys->pass->findings, MA_DKIM_DOMAINKEY_ALIAS, name),
			"target", ma_name_present(keys->pass->arena, answer->alias));
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
	note_alias(keys, name, answer);
	if (tried > 0 &&
	    (note_doubled(keys, answer) || note_unscored(keys) || note_forgotten(keys)))
		return;
	/* Of a selector that was named, it has been said that it is missing; where no key can be,
	 * none has another name. */
	if (keys->guessed > 0 && !keys->covered && !sends_no_mail(texts))
		note_above(keys, answer);
	if (answer->status == MA_ANSWER_NXDOMAIN && answer->alias == NULL && keys->guessed > 0) {
		if (!sends_no_mail(texts))
			ma_findings_add(&keys->pass->findings, MA_DKIM_NO_DOMAINKEY, name);
	} else if (tried > 0 && !keys->covered) {
		ma_finding_text(ma_findings_add(&keys->pass->findings, MA_DKIM_NONE_FOUND, name),
				"count", ma_arena_number(keys->pass->arena, tried));
	}
}

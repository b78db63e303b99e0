/* A selector without a record: what is missing, and whether it was put elsewhere.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../../spf/spf.h"
#include "lookup.h"

enum {
	PARENTS_MAX = 2, /* that are looked at */
};

/* Labels above which services publish keys. */
static const char *const key_labels[] = { "_domainkey", "domainkey", "dkim" };

static bool is_key_label(struct ma_text label)
{
	for (size_t i = 0; i < sizeof(key_labels) / sizeof(*key_labels); i++)
		if (ma_text_is(label, key_labels[i]))
			return true;
	return false;
}

/* Whether NAME is where services publish keys. */
static bool is_of_service(struct ma_text name)
{
	size_t from = 0;

	for (size_t at = 0; at < name.length; at++) {
		if (name.data[at] != '.')
			continue;
		if (from > 0 && is_key_label(ma_text_slice(name, from, at)))
			return true;
		from = at + 1;
	}
	return ma_provider_find(name, MA_PROVIDER_DKIM) != NULL;
}

/* Whether NAME, a copy, ends as a registered domain does: "dkim.mail" and "_domainkey.jp" are none.
 */
static bool ends_like_domain(struct ma_text name)
{
	size_t top = ma_text_last(name, '.');
	struct ma_text rest = ma_text_slice(name, 0, top);
	size_t dot = ma_text_last(rest, '.');
	size_t last = dot < rest.length ? dot + 1 : 0;

	return top < name.length && ma_suffix_is_top((const char *)name.data + top + 1) &&
	       !is_key_label(ma_text_slice(rest, last, rest.length));
}

/* RFC 1035 5.1: a name without a dot at its end is relative to the zone.  What was typed then;
 * .data is NULL if the alias does not look like that. */
static struct ma_text find_typed(struct ma_pass *pass, const struct ma_answer *answer)
{
	struct ma_text typed = { 0 };

	if (answer->apex != NULL)
		typed = ma_arena_copy(
			pass->arena, ma_name_before_zone(pass->arena, answer->alias, answer->apex));
	return typed.data != NULL && ends_like_domain(typed) && is_of_service(typed)
		       ? typed
		       : (struct ma_text){ 0 };
}

static void note_target(struct ma_pass *pass, const struct ma_selector *selector,
			const struct mailauth_key *key, const struct ma_answer *answer,
			enum ma_finding_id id)
{
	struct ma_text typed = find_typed(pass, answer);
	struct mailauth_finding *finding;

	if (ma_name_may_be_free(pass, selector->owner, MA_TYPE_TXT))
		id = MA_DKIM_TARGET_NO_DOMAIN;
	finding = ma_dkim_note(pass, key, id);
	ma_finding_text(finding, "target", ma_name_present(pass->arena, answer->alias));
	if (typed.data != NULL && id != MA_DKIM_TARGET_NO_DOMAIN)
		ma_finding_name(finding, "other", typed);
}

static void note_absence(struct ma_pass *pass, const struct ma_selector *selector,
			 const struct mailauth_key *key, const struct ma_answer *answer)
{
	if (key->wildcard) {
		ma_dkim_note(pass, key, MA_DKIM_SELECTOR_WILDCARD);
	} else if (answer->alias != NULL &&
		   ma_dkim_is_microsoft(ma_name_present(pass->arena, answer->alias))) {
		return; /* its other selector says what that means */
	} else if (answer->alias != NULL) {
		note_target(pass, selector, key, answer, MA_DKIM_TARGET_MISSING);
	} else if (answer->status == MA_ANSWER_NXDOMAIN) {
		ma_dkim_note(pass, key, MA_DKIM_SELECTOR_MISSING);
	} else {
		ma_dkim_note(pass, key, MA_DKIM_SELECTOR_NO_TEXT);
	}
}

/* Names that people write for SELECTOR._domainkey: without the underscore, the other way round, and
 * without the selector. */
static void note_misnamed(struct ma_pass *pass, const struct ma_selector *selector,
			  const struct mailauth_key *key)
{
	struct ma_text domain = pass->settings->domain_text;
	struct ma_arena *arena = pass->arena;
	const struct ma_name *names[] = {
		ma_dkim_name(arena, selector->text, "domainkey", domain),
		ma_dkim_name(arena, MA_TEXT("_domainkey"), (const char *)selector->text.data,
			     domain),
		ma_dkim_name(arena, MA_TEXT("_domainkey"), "", domain),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		ma_dkim_note_elsewhere(pass, key, names[i], MA_DKIM_WRONG_NAME);
}

/* The same selector of a domain above, in the same zone: that is for mail that is signed as that
 * domain (RFC 6376 3.6.2.1).  ANSWER says that there is nothing at the right place. */
static void note_parents(struct ma_pass *pass, const struct ma_selector *selector,
			 const struct mailauth_key *key, const struct ma_answer *answer)
{
	struct ma_name name = *pass->settings->domain;
	bool found = false;

	if (answer->apex == NULL || answer->alias != NULL || ma_name_labels(answer->apex) < 2 ||
	    !ma_name_is_within(&name, answer->apex))
		return;
	for (unsigned i = 0; i < PARENTS_MAX && !found && !ma_name_equal(&name, answer->apex);
	     i++) {
		name = ma_name_parent(&name);
		found = ma_dkim_note_elsewhere(pass, key,
					       ma_dkim_name(pass->arena, selector->text,
							    "_domainkey",
							    ma_name_text(pass->arena, &name)),
					       MA_DKIM_KEY_AT_PARENT);
	}
	if (found)
		ma_finding_name(pass->findings.last, "parent", ma_name_present(pass->arena, &name));
}

void ma_dkim_evaluate_absence(struct ma_pass *pass, const struct ma_selector *selector,
			      struct mailauth_key *key, const struct ma_answer *answer)
{
	struct ma_text domain = pass->settings->domain_text;
	struct ma_text zone;

	key->status = MAILAUTH_KEY_MISSING;
	key->denied = true;
	key->shown = key->shown || (answer->alias != NULL && !key->wildcard);
	if (!selector->named) {
		if (!key->shown)
			return;
		if (ma_dkim_is_microsoft(ma_name_present(pass->arena, answer->alias)))
			return; /* its other selector says what that means */
		note_target(pass, selector, key, answer, MA_DKIM_ALIAS_DANGLING);
		return;
	}
	if (selector->elsewhere && selector->file == NULL) {
		key->shown = false;
		return;
	}
	note_absence(pass, selector, key, answer);
	note_misnamed(pass, selector, key);
	note_parents(pass, selector, key, answer);
	zone = ma_dkim_zone_of(pass, answer);
	ma_dkim_note_elsewhere(pass, key, ma_dkim_name(pass->arena, selector->text, "", domain),
			       MA_DKIM_DOMAINKEY_FORGOTTEN);
	ma_dkim_note_elsewhere(
		pass, key,
		ma_dkim_name(pass->arena, ma_name_text(pass->arena, selector->owner), "", zone),
		MA_DKIM_ZONE_NAME_TWICE);
}

/* A selector without a record: what is missing, and whether it was put elsewhere.
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "lookup.h"

enum {
	PARENTS_MAX = 2, /* that are looked at */
};

static void note_target(struct ma_pass *pass, const struct ma_selector *selector,
			const struct mailauth_key *key, const struct ma_answer *answer,
			enum ma_finding_id id)
{
	if (ma_name_may_be_free(pass, selector->owner, MA_TYPE_TXT))
		id = MA_DKIM_TARGET_NO_DOMAIN;
	ma_finding_text(ma_dkim_note(pass, key, id), "target",
			ma_name_present(pass->arena, answer->alias));
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

/* A selector without a record: what is missing, and whether it was put elsewhere.
 *
 * SPDX-License-Identifier: MIT */

#include "lookup.h"

static void note_absence(struct ma_pass *pass, const struct mailauth_key *key,
			 const struct ma_answer *answer)
{
	struct mailauth_finding *finding;

	if (key->wildcard) {
		ma_dkim_note(pass, key, MA_DKIM_SELECTOR_WILDCARD);
	} else if (answer->alias != NULL) {
		finding = ma_dkim_note(pass, key, MA_DKIM_TARGET_MISSING);
		ma_finding_text(finding, "target", ma_name_present(pass->arena, answer->alias));
	} else if (answer->status == MA_ANSWER_NXDOMAIN) {
		ma_dkim_note(pass, key, MA_DKIM_SELECTOR_MISSING);
	} else {
		ma_dkim_note(pass, key, MA_DKIM_SELECTOR_NO_TEXT);
	}
}

void ma_dkim_evaluate_absence(struct ma_pass *pass, const struct ma_selector *selector,
			      struct mailauth_key *key, const struct ma_answer *answer)
{
	struct ma_text domain = pass->settings->domain_text;
	struct mailauth_finding *finding;
	struct ma_text zone;

	key->status = MAILAUTH_KEY_MISSING;
	key->denied = true;
	key->shown = key->shown || (answer->alias != NULL && !key->wildcard);
	if (!selector->named) {
		if (!key->shown)
			return;
		if (ma_dkim_is_microsoft(ma_name_present(pass->arena, answer->alias)))
			return; /* its other selector says what that means */
		finding = ma_dkim_note(pass, key, MA_DKIM_ALIAS_DANGLING);
		ma_finding_text(finding, "target", ma_name_present(pass->arena, answer->alias));
		return;
	}
	note_absence(pass, key, answer);
	zone = ma_dkim_zone_of(pass, answer);
	ma_dkim_note_elsewhere(pass, key, ma_dkim_name(pass->arena, selector->text, "", domain),
			       MA_DKIM_DOMAINKEY_FORGOTTEN);
	ma_dkim_note_elsewhere(
		pass, key,
		ma_dkim_name(pass->arena, ma_name_text(pass->arena, selector->owner), "", zone),
		MA_DKIM_ZONE_NAME_TWICE);
}

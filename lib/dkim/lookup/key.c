/* The inquiry about one selector: is there a record, whose is it, and what is wrong with it?
 *
 * SPDX-License-Identifier: MIT */

#include "lookup.h"

/* --- Presence ------------------------------------------------------------------ */

static bool is_valid(const struct ma_dkim_record *record)
{
	return record->status == MAILAUTH_KEY_OK || record->status == MAILAUTH_KEY_WEAK ||
	       record->status == MAILAUTH_KEY_TESTING;
}

static void note_valid(struct ma_pass *pass, const struct mailauth_key *key)
{
	struct mailauth_finding *finding;

	if (key->status != MAILAUTH_KEY_OK)
		return;
	finding = ma_dkim_note(pass, key, MA_DKIM_KEY_VALID);
	ma_finding_text(finding, "type", key->type);
	ma_finding_text(finding, "bits", ma_arena_number(pass->arena, key->bits));
}

static void evaluate_one(struct ma_pass *pass, const struct ma_selector *selector,
			 struct mailauth_key *key, const struct ma_record *txt)
{
	const struct ma_dkim_place place = { &pass->findings, key->name, key->selector,
					     selector->named };
	const struct ma_dkim_record *record = ma_dkim_record_of(txt);
	struct mailauth_finding *last = pass->findings.last;
	bool sound = true;

	ma_dkim_tell(&place, record);
	for (last = last != NULL ? last->next : pass->findings.first; last != NULL;
	     last = last->next)
		sound = sound && mailauth_finding_severity(last) < MAILAUTH_SEVERITY_WARNING;
	key->record = ma_record_text(txt);
	key->type = record->type;
	key->bits = record->bits;
	key->status = record->status;
	key->found = is_valid(record) && !key->wildcard;
	if (sound)
		note_valid(pass, key);
	ma_dkim_compare(pass, selector, record, key);
}

static void evaluate_presence(struct ma_pass *pass, const struct ma_selector *selector,
			      struct mailauth_key *key, const struct ma_answer *answer)
{
	const struct ma_record *meant = NULL;

	key->wildcard = ma_dkim_is_of_wildcard(pass, answer);
	if (key->wildcard) {
		meant = ma_dkim_find_meant(answer);
		key->covered = meant != NULL;
		ma_dkim_note_wildcard(pass, answer, meant);
	}
	if (answer->count == 0 || (key->wildcard && (!selector->named || meant == NULL))) {
		ma_dkim_evaluate_absence(pass, selector, key, answer);
		ma_dkim_compare(pass, selector, NULL, key);
		return;
	}
	key->shown = true;
	if (answer->count > 1)
		ma_dkim_evaluate_several(pass, selector, key, answer);
	else
		evaluate_one(pass, selector, key, &answer->records[0]);
}

/* --- The inquiry --------------------------------------------------------------- */

static void take_links(struct ma_pass *pass, struct mailauth_key *key,
		       const struct ma_answer *answer)
{
	key->aliases = ma_arena_array(pass->arena, answer->link_count + 1, sizeof(*key->aliases));
	for (size_t i = 0; key->aliases != NULL && i < answer->link_count; i++)
		key->aliases[key->alias_count++] =
			ma_name_present(pass->arena, answer->links[i].name);
}

static void evaluate_failure(struct ma_pass *pass, const struct ma_selector *selector,
			     struct mailauth_key *key, const struct ma_answer *answer)
{
	key->status = MAILAUTH_KEY_UNKNOWN;
	key->failure = answer->failure;
	/* What a wildcard says of every selector is reported once, of all guesses. */
	key->wildcard = !selector->named && ma_dkim_fails_like_wildcard(pass, answer);
	key->shown = key->shown || (answer->link_count > 0 && !key->wildcard);
	if (key->shown)
		ma_dkim_note_failure(pass, key->name, key->selector, answer);
}

void ma_key_evaluate(struct ma_pass *pass, const struct ma_selector *selector,
		     struct mailauth_key *key)
{
	const struct ma_answer *answer;

	*key = (struct mailauth_key){ .selector = selector->text,
				      .name = selector->text,
				      .status = MAILAUTH_KEY_MISSING,
				      .shown = selector->named };
	if (selector->owner == NULL) {
		key->name = ma_name_present(pass->arena, pass->settings->domain);
		ma_dkim_note(pass, key, MA_DKIM_BAD_SELECTOR);
		ma_dkim_compare(pass, selector, NULL, key);
		return;
	}
	key->name = ma_name_present(pass->arena, selector->owner);
	answer = ma_ask(&pass->view, selector->owner, MA_TYPE_TXT);
	if (ma_answer_is_gap(answer))
		return; /* what follows depends on it */
	take_links(pass, key, answer);
	if (answer->status == MA_ANSWER_FAILED) {
		evaluate_failure(pass, selector, key, answer);
		ma_dkim_compare(pass, selector, NULL, key);
	} else if (answer->count == 0 && answer->alias == NULL) {
		ma_dkim_evaluate_absence(pass, selector, key, answer);
		ma_dkim_compare(pass, selector, NULL, key);
	} else {
		evaluate_presence(pass, selector, key, answer);
	}
}

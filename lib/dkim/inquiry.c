/* The inquiry about one selector: is there a record, whose is it, and what is wrong with it?
 *
 * SPDX-License-Identifier: MIT */

#include "inquiry.h"

static struct mailauth_finding *note(struct ma_pass *pass, const struct mailauth_key *key,
				     enum ma_finding_id id)
{
	return ma_finding_text(ma_findings_add(&pass->findings, id, key->name), "selector",
			       key->selector);
}

/* Whether the aliases come to a name again. */
static bool is_circle(const struct ma_answer *answer)
{
	for (size_t i = 1; i < answer->link_count; i++)
		for (size_t j = 0; j < i; j++)
			if (ma_name_equal(answer->links[i], answer->links[j]))
				return true;
	return false;
}

void ma_dkim_note_failure(struct ma_pass *pass, struct ma_text name, struct ma_text selector,
			  const struct ma_answer *answer)
{
	bool offline = answer->failure == MAILAUTH_OFFLINE;
	struct ma_text target = name;
	struct mailauth_finding *finding;

	if (answer->link_count > 0)
		target = ma_name_present(pass->arena, answer->links[answer->link_count - 1]);
	if (is_circle(answer)) {
		finding = ma_findings_add(&pass->findings, MA_DKIM_ALIAS_CIRCLE, name);
		ma_finding_text(finding, "selector", selector);
		ma_finding_text(finding, "target", target);
		return;
	}
	finding = ma_findings_add(&pass->findings,
				  offline ? MA_DKIM_LOOKUP_OFFLINE : MA_DKIM_LOOKUP_FAILED, name);
	ma_finding_text(finding, "selector", selector);
	ma_finding_text(finding, "target", target);
	if (!offline)
		ma_finding_failure(finding, answer->failure);
}

const struct ma_record *ma_dkim_find_meant(const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ma_dkim_record_of(&answer->records[i])->is_key)
			return &answer->records[i];
	return NULL;
}

/* The zone that adds its name to what is written into it: its SOA comes with "there is none". */
struct ma_text ma_dkim_zone_of(struct ma_pass *pass, const struct ma_answer *answer)
{
	if (answer->apex != NULL && answer->alias == NULL &&
	    ma_name_is_within(pass->settings->domain, answer->apex))
		return ma_name_text(pass->arena, answer->apex);
	return pass->settings->domain_text;
}

/* --- Wildcards -------------------------------------------------------------- */

static bool same_answer(const struct ma_answer *a, const struct ma_answer *b)
{
	if (a->status != b->status || a->count != b->count ||
	    (a->alias == NULL) != (b->alias == NULL))
		return false;
	if (a->alias != NULL && !ma_name_equal(a->alias, b->alias))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!ma_text_equal(a->records[i].rdata, b->records[i].rdata))
			return false;
	return true;
}

static bool same_links(const struct ma_answer *a, const struct ma_answer *b)
{
	if (a->link_count != b->link_count)
		return false;
	for (size_t i = 0; i < a->link_count; i++)
		if (!ma_name_equal(a->links[i], b->links[i]))
			return false;
	return a->link_count > 0;
}

/* A selector that nobody has. */
static const struct ma_name *nobodys(struct ma_pass *pass)
{
	return ma_dkim_name(pass->arena, MA_TEXT("mailauth-no-such-selector"), "_domainkey",
			    pass->settings->domain_text);
}

/* Whether a wildcard leads there, to where nothing could be looked up. */
static bool fails_like_wildcard(struct ma_pass *pass, const struct ma_answer *answer)
{
	const struct ma_name *name = nobodys(pass);
	const struct ma_answer *other;

	if (name == NULL || answer->link_count == 0)
		return false;
	other = ma_ask(&pass->view, name, MA_TYPE_TXT);
	return other->status == MA_ANSWER_FAILED && same_links(answer, other);
}

/* Whether ANSWER is that of a wildcard: then a selector that nobody has gets it, too. */
static bool is_of_wildcard(struct ma_pass *pass, const struct ma_answer *answer)
{
	const struct ma_name *name = nobodys(pass);
	const struct ma_answer *other;

	if (name == NULL)
		return false;
	other = ma_ask(&pass->view, name, MA_TYPE_TXT);
	if (other->status == MA_ANSWER_FAILED)
		ma_dkim_note_failure(pass, ma_name_present(pass->arena, name), MA_TEXT("*"), other);
	return other->status != MA_ANSWER_FAILED && same_answer(answer, other);
}

/* The same of each selector, and so noted once. */
static void note_wildcard(struct ma_pass *pass, const struct ma_answer *answer,
			  const struct ma_record *meant)
{
	struct ma_text name =
		ma_name_present(pass->arena, ma_dkim_name(pass->arena, MA_TEXT("_domainkey"), "",
							  pass->settings->domain_text));
	enum ma_finding_id id = MA_DKIM_WILDCARD_TEXT;

	if (answer->count == 0)
		return; /* it says nothing at all */
	if (meant != NULL)
		id = ma_dkim_record_of(meant)->status == MAILAUTH_KEY_REVOKED
			     ? MA_DKIM_WILDCARD_REVOKED
			     : MA_DKIM_WILDCARD;
	ma_findings_add(&pass->findings, id, name);
}

/* --- Absence ---------------------------------------------------------------- */

bool ma_dkim_find_elsewhere(struct ma_pass *pass, const struct mailauth_key *key,
			    const struct ma_name *name, enum ma_finding_id id)
{
	const struct ma_answer *answer;
	struct mailauth_finding *finding;
	const struct ma_record *meant;

	if (name == NULL)
		return false;
	answer = ma_ask(&pass->view, name, MA_TYPE_TXT);
	meant = ma_dkim_find_meant(answer);
	if (meant == NULL)
		return false;
	finding = note(pass, key, id);
	ma_finding_record(finding, ma_record_text(meant), 0, 0);
	ma_finding_text(finding, "place", ma_name_present(pass->arena, name));
	return true;
}

static void note_absence(struct ma_pass *pass, const struct mailauth_key *key,
			 const struct ma_answer *answer)
{
	struct mailauth_finding *finding;

	if (key->wildcard)
		note(pass, key, MA_DKIM_SELECTOR_WILDCARD);
	else if (answer->alias != NULL) {
		finding = note(pass, key, MA_DKIM_TARGET_MISSING);
		ma_finding_text(finding, "target", ma_name_present(pass->arena, answer->alias));
	} else if (answer->status == MA_ANSWER_NXDOMAIN)
		note(pass, key, MA_DKIM_SELECTOR_MISSING);
	else
		note(pass, key, MA_DKIM_SELECTOR_NO_TEXT);
}

static void judge_absence(struct ma_pass *pass, const struct ma_selector *selector,
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
		finding = note(pass, key, MA_DKIM_ALIAS_DANGLING);
		ma_finding_text(finding, "target", ma_name_present(pass->arena, answer->alias));
		return;
	}
	note_absence(pass, key, answer);
	zone = ma_dkim_zone_of(pass, answer);
	ma_dkim_find_elsewhere(pass, key, ma_dkim_name(pass->arena, selector->text, "", domain),
			       MA_DKIM_DOMAINKEY_FORGOTTEN);
	ma_dkim_find_elsewhere(
		pass, key,
		ma_dkim_name(pass->arena, ma_name_text(pass->arena, selector->owner), "", zone),
		MA_DKIM_ZONE_NAME_TWICE);
}

/* --- Presence --------------------------------------------------------------- */

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
	finding = note(pass, key, MA_DKIM_KEY_VALID);
	ma_finding_text(finding, "type", key->type);
	ma_finding_text(finding, "bits", ma_arena_number(pass->arena, key->bits));
}

static void judge_one(struct ma_pass *pass, const struct ma_selector *selector,
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

static void judge_presence(struct ma_pass *pass, const struct ma_selector *selector,
			   struct mailauth_key *key, const struct ma_answer *answer)
{
	const struct ma_record *meant = NULL;

	key->wildcard = is_of_wildcard(pass, answer);
	if (key->wildcard) {
		meant = ma_dkim_find_meant(answer);
		key->covered = meant != NULL;
		note_wildcard(pass, answer, meant);
	}
	if (answer->count == 0 || (key->wildcard && (!selector->named || meant == NULL))) {
		judge_absence(pass, selector, key, answer);
		ma_dkim_compare(pass, selector, NULL, key);
		return;
	}
	key->shown = true;
	if (answer->count > 1)
		ma_dkim_judge_several(pass, selector, key, answer);
	else
		judge_one(pass, selector, key, &answer->records[0]);
}

/* --- The inquiry ------------------------------------------------------------ */

static void take_links(struct ma_pass *pass, struct mailauth_key *key,
		       const struct ma_answer *answer)
{
	key->aliases = ma_arena_array(pass->arena, answer->link_count + 1, sizeof(*key->aliases));
	for (size_t i = 0; key->aliases != NULL && i < answer->link_count; i++)
		key->aliases[key->alias_count++] = ma_name_present(pass->arena, answer->links[i]);
}

static void judge_failure(struct ma_pass *pass, const struct ma_selector *selector,
			  struct mailauth_key *key, const struct ma_answer *answer)
{
	key->status = MAILAUTH_KEY_UNKNOWN;
	key->failure = answer->failure;
	/* What a wildcard says of every selector is told once, of all guesses. */
	key->wildcard = !selector->named && fails_like_wildcard(pass, answer);
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
		note(pass, key, MA_DKIM_BAD_SELECTOR);
		ma_dkim_compare(pass, selector, NULL, key);
		return;
	}
	key->name = ma_name_present(pass->arena, selector->owner);
	answer = ma_ask(&pass->view, selector->owner, MA_TYPE_TXT);
	if (ma_answer_is_gap(answer))
		return; /* what follows depends on it */
	take_links(pass, key, answer);
	if (answer->status == MA_ANSWER_FAILED) {
		judge_failure(pass, selector, key, answer);
		ma_dkim_compare(pass, selector, NULL, key);
	} else if (answer->count == 0 && answer->alias == NULL) {
		judge_absence(pass, selector, key, answer);
		ma_dkim_compare(pass, selector, NULL, key);
	} else {
		judge_presence(pass, selector, key, answer);
	}
}

/* Where a DMARC record should be and is none: records that lie elsewhere.
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "advice.h"

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

/* Whether the SPF record says that DOMAIN sends nothing (RFC 7208 10.1.2). */
static bool sends_nothing(struct ma_pass *pass, const struct ma_name *domain)
{
	const struct ma_answer *answer = ma_probe(&pass->view, domain, MA_TYPE_TXT);
	const struct ma_spf_record *only = NULL;

	for (size_t i = 0; i < answer->count; i++) {
		const struct ma_spf_record *record = ma_spf_record_of(&answer->records[i]);

		if (record != NULL && only != NULL) /* RFC 7208 4.5: none counts */
			return false;
		only = record != NULL ? record : only;
	}
	return only != NULL && answer->alias == NULL && ma_spf_refuses_all(only) &&
	       only->terms->next == NULL;
}

static void note_no_record(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	struct mailauth_finding *finding = ma_dmarc_note(pass, MA_DMARC_NO_RECORD, dmarc->domain);

	if (sends_nothing(pass, dmarc->domain))
		ma_finding_text(finding, "silent", MA_TEXT("yes"));
	note_of_website(pass, dmarc);
}

/* Who registers the name that _dmarc is an alias of sets the policy. */
static void note_alias(struct ma_pass *pass, const struct ma_dmarc *dmarc,
		       const struct ma_answer *answer)
{
	const struct ma_name *name = ma_name_join(pass->arena, MA_TEXT("_dmarc"), dmarc->domain);
	bool free = name != NULL && ma_name_may_be_free(pass, name, MA_TYPE_TXT);
	enum ma_finding_id id = free ? MA_DMARC_ALIAS_NO_DOMAIN : MA_DMARC_ALIAS_NO_RECORD;

	ma_finding_text(ma_dmarc_note(pass, id, dmarc->domain), "target",
			ma_name_present(pass->arena, answer->alias));
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
		note_alias(pass, dmarc, answer);
	else if (ma_psl_is_suffix(pass->arena, dmarc->domain)) /* a registry needs another one */
		return;
	else if (dmarc->exists == MA_MISSING)
		ma_dmarc_note(pass, MA_DMARC_NO_RECORD_NO_NAME, dmarc->domain);
	else
		note_no_record(pass, dmarc);
}

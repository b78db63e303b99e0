/* Wildcards below _domainkey: a selector that no one has gets the same answer.
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "lookup.h"

static bool same_answer(const struct ma_answer *a, const struct ma_answer *b)
{
	if (a->status != b->status || (a->alias == NULL) != (b->alias == NULL))
		return false;
	if (a->alias != NULL && !ma_name_equal(a->alias, b->alias))
		return false;
	return ma_answer_is_same(a, b);
}

static bool same_links(const struct ma_answer *a, const struct ma_answer *b)
{
	if (a->link_count != b->link_count)
		return false;
	for (size_t i = 0; i < a->link_count; i++)
		if (!ma_name_equal(a->links[i].name, b->links[i].name))
			return false;
	return a->link_count > 0;
}

/* A selector that no one has. */
static const struct ma_name *nobodys(struct ma_pass *pass)
{
	return ma_dkim_name(pass->arena, MA_TEXT("mailauth-no-such-selector"), "_domainkey",
			    pass->settings->domain_text);
}

/* Whether a wildcard leads there, to where nothing could be looked up. */
bool ma_dkim_fails_like_wildcard(struct ma_pass *pass, const struct ma_answer *answer)
{
	const struct ma_name *name = nobodys(pass);
	const struct ma_answer *other;

	if (name == NULL || answer->link_count == 0)
		return false;
	other = ma_ask(&pass->view, name, MA_TYPE_TXT);
	return other->status == MA_ANSWER_FAILED && same_links(answer, other);
}

/* Whether ANSWER is that of a wildcard: then a selector that no one has gets it, too. */
bool ma_dkim_is_of_wildcard(struct ma_pass *pass, const struct ma_answer *answer)
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

/* Who registers the name that every selector is an alias of has a key for each. */
static void note_free(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	const struct ma_name *anyone = nobodys(pass);

	if (answer->alias != NULL && anyone != NULL &&
	    ma_name_may_be_free(pass, anyone, MA_TYPE_TXT))
		ma_finding_name(ma_findings_add(&pass->findings, MA_DKIM_WILDCARD_NO_DOMAIN, name),
				"target", ma_name_present(pass->arena, answer->alias));
}

/* The same of each selector, and so noted once. */
void ma_dkim_note_wildcard(struct ma_pass *pass, const struct ma_answer *answer,
			   const struct ma_record *meant)
{
	struct ma_text name =
		ma_name_present(pass->arena, ma_dkim_name(pass->arena, MA_TEXT("_domainkey"), "",
							  pass->settings->domain_text));
	enum ma_finding_id id = MA_DKIM_WILDCARD_TEXT;

	note_free(pass, name, answer);
	if (answer->count == 0)
		return; /* it says nothing at all */
	if (meant != NULL)
		id = ma_dkim_record_of(meant)->status == MAILAUTH_KEY_REVOKED
			     ? MA_DKIM_WILDCARD_REVOKED
			     : MA_DKIM_WILDCARD;
	ma_findings_add(&pass->findings, id, name);
}

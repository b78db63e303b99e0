/* What the inquiries about one selector and about the whole domain have in common.
 *
 * SPDX-License-Identifier: MIT */

#include "lookup.h"

struct mailauth_finding *ma_dkim_note(struct ma_pass *pass, const struct mailauth_key *key,
				      enum ma_finding_id id)
{
	return ma_finding_text(ma_findings_add(&pass->findings, id, key->name), "selector",
			       key->selector);
}

/* Whether the aliases come to a name again. */
static bool is_circle(const struct ma_answer *answer)
{
	for (size_t i = 1; i < answer->link_count; i++)
		if (ma_links_to(answer->links, i, answer->links[i].name) > 0)
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
		target = ma_name_present(pass->arena, answer->links[answer->link_count - 1].name);
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

bool ma_dkim_is_meant(const struct ma_record *txt)
{
	return ma_dkim_record_of(txt)->is_key;
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

bool ma_dkim_note_elsewhere(struct ma_pass *pass, const struct mailauth_key *key,
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
	finding = ma_dkim_note(pass, key, id);
	ma_finding_record(finding, ma_record_text(meant), 0, 0);
	ma_finding_text(finding, "place", ma_name_present(pass->arena, name));
	return true;
}

struct ma_text ma_dkim_present(struct ma_pass *pass, const struct ma_name *name)
{
	return name != NULL ? ma_name_present(pass->arena, name) : MA_TEXT("");
}

const struct ma_name *ma_dkim_below_domain(struct ma_pass *pass, const char *first)
{
	return ma_dkim_name(pass->arena, ma_text(first), "", pass->settings->domain_text);
}

const struct ma_answer *ma_dkim_ask(struct ma_pass *pass, const struct ma_name *name, uint16_t type)
{
	static const struct ma_answer nothing = { .status = MA_ANSWER_NXDOMAIN };

	return name != NULL ? ma_ask(&pass->view, name, type) : &nothing;
}

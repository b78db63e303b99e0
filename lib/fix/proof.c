/* Whether a proposal is proven, and what the fix then says of itself.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

enum {
	LENGTH_MAX = 450, /* characters of an SPF record (RFC 7208 3.4) */
};

static size_t count_of(const struct mailauth_report *report, enum ma_finding_id id)
{
	size_t count = 0;

	for (size_t i = 0; i < report->finding_count; i++)
		count += report->findings[i]->id == id;
	return count;
}

/* Whether FINDING is gone, and has not moved to another name. */
static bool is_gone(const struct mailauth_report *before, const struct mailauth_report *after,
		    const struct mailauth_finding *finding)
{
	return !ma_fix_has_finding(after, finding) &&
	       count_of(after, finding->id) < count_of(before, finding->id);
}

/* Whether the section of FINDING is worse then: it has made way for a graver one. */
static bool is_replaced(const struct mailauth_report *before, const struct mailauth_report *after,
			const struct mailauth_finding *finding)
{
	enum mailauth_section section = mailauth_finding_section(finding);

	return mailauth_report_section_severity(after, section) >
	       mailauth_report_section_severity(before, section);
}

/* The findings that are gone. */
static bool find_removed(const struct ma_proposals *proposals, struct mailauth_fix *fix,
			 const struct mailauth_report *after)
{
	const struct mailauth_report *before = proposals->report;
	bool grave = false;

	fix->remove_count = 0;
	fix->removes =
		ma_arena_array(proposals->arena, before->finding_count + 1, sizeof(*fix->removes));
	for (size_t i = 0; fix->removes != NULL && i < before->finding_count; i++) {
		const struct mailauth_finding *finding = before->findings[i];

		if (mailauth_finding_severity(finding) <= MAILAUTH_SEVERITY_OK ||
		    !is_gone(before, after, finding) || is_replaced(before, after, finding))
			continue;
		fix->removes[fix->remove_count++] = finding;
		grave = grave || mailauth_finding_severity(finding) >= MAILAUTH_SEVERITY_WARNING;
	}
	return grave;
}

/* How long the answer may be kept that says what is there now. */
static uint32_t wait_of(const struct ma_proposals *proposals, const struct mailauth_fix *fix)
{
	const struct mailauth_report *report = proposals->report;

	return ma_answer_ttl(ma_recall(report->answers, report->overlay, proposals->arena,
				       fix->name, fix->type));
}

static const struct ma_name *apex_of(const struct ma_proposals *proposals)
{
	struct ma_text apex = proposals->report->zone.apex_text;

	return apex.data != NULL ? ma_name_unescape(proposals->arena, apex) : NULL;
}

static void find_place(const struct ma_proposals *proposals, struct mailauth_fix *fix)
{
	const struct mailauth_report *report = proposals->report;
	struct ma_remedy *remedy = &fix->remedy;

	*remedy = (struct ma_remedy){
		.at = fix->shown, .who = MAILAUTH_WHO_SENDER_ADMIN | MAILAUTH_WHO_HOSTING_PROVIDER
	};
	/* In place of an alias it is at the name itself, and where nothing is, too. */
	remedy->holder = ma_holder_find(report, proposals->arena, fix->shown,
					fix->alias != NULL ? MA_TYPE_CNAME : fix->type);
	if (fix->removed_count + fix->kept_count == 0)
		remedy->holder = (struct ma_holder){ .name = fix->shown,
						     .own = ma_fix_is_own(report, fix->shown) };
	if (ma_text_equal(fix->shown, report->zone.policy_apex) &&
	    report->zone.policy_apex.data != NULL) {
		remedy->zone = report->zone.policy_apex;
		remedy->where = report->zone.policy_servers;
		remedy->where_count = report->zone.policy_server_count;
	} else if (remedy->holder.own && report->zone.apex_text.data != NULL &&
		   ma_holder_is_in_zone(report, fix->shown)) {
		ma_remedy_place(remedy, report);
	}
	remedy->holder.name = ma_domain_of_wildcard(remedy->holder.name);
	remedy->holder.company = ma_report_company_of(report, remedy);
	if (!remedy->holder.own) {
		remedy->who = MAILAUTH_WHO_HOSTING_PROVIDER;
		remedy->manager = true;
		return;
	}
	remedy->wait = wait_of(proposals, fix);
}

/* Whether the mail servers have the address that was published in place of a name. */
static bool has_address(const struct ma_proposal *proposal, const struct mailauth_report *after)
{
	for (size_t i = 0; i < after->mx.count; i++)
		for (size_t k = 0; k < after->mx.hosts[i].address_count; k++)
			if (ma_text_equal(after->mx.hosts[i].addresses[k], proposal->address))
				return true;
	return proposal->address.length == 0;
}

/* The alias goes for what the fix is for. */
static void fill_in_alias(const struct ma_proposals *proposals, struct mailauth_fix *fix)
{
	struct mailauth_fix *alias = fix->alias;

	if (alias == NULL)
		return;
	alias->removes = fix->removes;
	alias->remove_count = fix->remove_count;
	alias->remedy = fix->remedy;
	ma_fix_write_texts(proposals->arena, alias, apex_of(proposals));
}

/* RFC 7208 3.4: longer ones may not arrive.  What is shorter has lost a sender. */
static void confirm_length(struct ma_proposals *proposals, struct ma_fix_form *form)
{
	size_t length = form->added_count > 0 ? ma_record_text(&form->added[0]).length : 0;

	if (length > LENGTH_MAX)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_LONG, "length",
				     ma_arena_number(proposals->arena, length));
}

/* Of a draft it has been said that it has to be checked. */
static bool is_draft(const struct mailauth_fix *fix)
{
	for (size_t i = 0; i < fix->form.confirm_count; i++)
		if (fix->form.confirm[i].phrase == MA_PHRASE_CONFIRM_DRAFT)
			return true;
	return false;
}

static bool refuses_others(const struct ma_spf_published *spf)
{
	return spf->walked && spf->tree.refuses_others && !spf->tree.errors;
}

void ma_fix_confirm_effect(const struct ma_proposals *proposals, struct ma_fix_form *form,
			   const struct mailauth_report *after)
{
	if (refuses_others(&after->spf) && !after->spf.tree.refuses_all &&
	    !refuses_others(&proposals->report->spf))
		ma_form_confirm(form, MA_PHRASE_CONFIRM_EFFECT);
}

/* What a shorter record does not have: a fault that kept receivers from evaluating the record hid
 * it, and it would be the next to set right. */
static bool has_more_lookups(const struct mailauth_report *before,
			     const struct mailauth_report *after)
{
	static const enum ma_finding_id ids[] = { MA_SPF_MANY_LOOKUPS,
						  MA_SPF_TOO_MANY_VOIDS_FAMILY };

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (count_of(after, ids[i]) > count_of(before, ids[i]))
			return true;
	return false;
}

/* Whether a later form may be better: this one leaves the next fault for tomorrow. */
static bool is_crowded(const struct ma_proposals *proposals, struct ma_proposal *proposal,
		       const struct mailauth_report *after)
{
	if (proposal->may_be_crowded || !has_more_lookups(proposals->report, after))
		return false;
	if (proposal->crowded == 0)
		proposal->crowded = proposal->form + 1;
	return true;
}

/* Whether AFTER permits the sender of SENTENCE: records that are published at once may do so
 * together. */
static bool is_permitted(const struct mailauth_report *after, const struct ma_sentence *sentence)
{
	for (size_t i = 0; i < after->sender_count; i++)
		if (ma_text_equal(after->senders[i]->ip_text, sentence->arguments[0].value))
			return after->senders[i]->outcome.result == MAILAUTH_SPF_PASS;
	return false;
}

void ma_fix_drop_permitted(struct ma_proposal *proposal, const struct mailauth_report *after)
{
	struct ma_fix_form *form = &proposal->fix.form;
	size_t count = 0;

	for (size_t i = 0; i < form->confirm_count; i++)
		if (form->confirm[i].phrase != MA_PHRASE_CONFIRM_NOT_SENDER ||
		    !is_permitted(after, &form->confirm[i]))
			form->confirm[count++] = form->confirm[i];
	form->confirm_count = count;
}

/* The record may be sound then, and the server that was asked about still not in it. */
static void confirm_sender(struct ma_proposals *proposals, struct mailauth_fix *fix,
			   const struct mailauth_report *after)
{
	const struct mailauth_report *before = proposals->report;

	for (size_t i = 0; i < after->sender_count && i < before->sender_count; i++) {
		const struct mailauth_sender *sender = after->senders[i];
		enum mailauth_spf_result result = sender->outcome.result;

		if (sender->input.identity != MAILAUTH_IDENTITY_MAILFROM ||
		    before->senders[i]->excused != NULL ||
		    !ma_text_equal(sender->domain_text, fix->shown) ||
		    (result != MAILAUTH_SPF_FAIL && result != MAILAUTH_SPF_SOFTFAIL &&
		     result != MAILAUTH_SPF_NEUTRAL))
			continue;
		ma_form_confirm_text(proposals, &fix->form, MA_PHRASE_CONFIRM_NOT_SENDER, "ip",
				     sender->ip_text);
		return;
	}
}

bool ma_fix_is_proven(struct ma_proposals *proposals, struct ma_proposal *proposal,
		      const struct mailauth_report *after, const struct ma_spf_passing *passing)
{
	struct mailauth_fix *fix = &proposal->fix;

	if (!find_removed(proposals, fix, after) ||
	    !ma_fix_is_no_worse(proposals, after, &proposal, 1))
		return false;
	if (proposal->sources != NULL && !ma_fix_keeps_senders(proposals, proposal, after, passing))
		return false;
	if (!has_address(proposal, after) || is_crowded(proposals, proposal, after))
		return false;
	fix->form = *proposal->forms[proposal->form];
	if (fix->gained.count > 0 && !is_draft(fix) &&
	    proposals->report->settings.expected_ip_count +
			    proposals->report->settings.expected_include_count ==
		    0)
		ma_form_confirm(&fix->form, MA_PHRASE_CONFIRM_GAINED);
	if (proposal->sources != NULL) {
		confirm_sender(proposals, fix, after);
		ma_fix_confirm_effect(proposals, &fix->form, after);
		confirm_length(proposals, &fix->form);
	}
	find_place(proposals, fix);
	ma_fix_write_texts(proposals->arena, fix, apex_of(proposals));
	fill_in_alias(proposals, fix);
	return true;
}

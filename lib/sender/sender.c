/* A sender: which identity is judged, and what check_host() means for it.
 *
 * SPDX-License-Identifier: MIT */

#include "sender.h"

enum {
	RECORDS_MAX = 10, /* of a name that is nothing but SPF records */
};

void ma_sender_read(struct ma_arena *arena, const struct ma_settings *settings,
		    const char *mail_from, const char *helo, struct ma_sender_input *input)
{
	struct ma_text path = { 0 };
	size_t at;

	input->helo = helo != NULL ? ma_arena_copy(arena, ma_text(helo)) : MA_TEXT("");
	input->local_part = MA_TEXT("postmaster"); /* RFC 7208 4.3 */
	input->domain = settings->typed;
	if (mail_from == NULL)
		return;
	path = ma_mailbox_path(ma_arena_copy(arena, ma_text(mail_from)));
	if (path.length == 0) { /* RFC 7208 2.4 */
		input->domain = input->helo;
		input->null_sender = true;
		return;
	}
	at = ma_text_last(path, '@');
	input->domain = ma_mailbox_domain(path);
	if (at > 0 && at < path.length)
		input->local_part = ma_text_slice(path, 0, at);
}

enum mailauth_severity ma_sender_severity(const struct mailauth_sender *sender)
{
	return mailauth_finding_severity(sender->excused != NULL ? sender->excused
								 : sender->finding);
}

/* Whether a term that names the server decided, and not an "all" that is for the rest. */
static bool was_named(const struct ma_spf_outcome *outcome)
{
	const struct ma_spf_term *term = outcome->term;

	/* "-ip4:0.0.0.0/0" names no one either. */
	return term != NULL && term->kind != MA_SPF_ALL && term->bits4 > 0 && term->bits6 > 0;
}

/* Whether what is judged is the name of the greeting, by itself or for the null sender. */
static bool is_greeting(const struct ma_sender_input *input)
{
	return input->identity == MAILAUTH_IDENTITY_HELO || input->null_sender;
}

static bool has_unknown_names(const struct ma_pass *pass)
{
	for (const struct mailauth_finding *f = pass->findings.first; f != NULL; f = f->next)
		if (f->id == MA_SPF_PTR_UNKNOWN)
			return true;
	return false;
}

/* Whether NAME has what was meant as an SPF record. */
static bool has_unread_record(const struct ma_pass *pass, struct ma_text name)
{
	for (const struct mailauth_finding *f = pass->findings.first; f != NULL; f = f->next)
		if (ma_finding_is_of_unread_spf(f->id) && ma_text_equal(f->name, name))
			return true;
	return false;
}

static enum ma_finding_id finding_of(const struct mailauth_sender *sender)
{
	enum mailauth_spf_result result = sender->outcome.result;

	static const enum ma_finding_id ids[] = {
		[MAILAUTH_SPF_NONE] = MA_SPF_SENDER_NONE,
		[MAILAUTH_SPF_NEUTRAL] = MA_SPF_SENDER_NEUTRAL,
		[MAILAUTH_SPF_PASS] = MA_SPF_SENDER_PASS,
		[MAILAUTH_SPF_FAIL] = MA_SPF_SENDER_FAIL,
		[MAILAUTH_SPF_SOFTFAIL] = MA_SPF_SENDER_SOFTFAIL,
		[MAILAUTH_SPF_TEMPERROR] = MA_SPF_SENDER_TEMPERROR,
		[MAILAUTH_SPF_PERMERROR] = MA_SPF_SENDER_PERMERROR,
	};

	/* RFC 7208 2.3 recommends no more than to check it; most hosts have no record. */
	if (is_greeting(&sender->input) && result == MAILAUTH_SPF_NONE)
		return MA_SPF_HELO_NONE;
	if (is_greeting(&sender->input) && result == MAILAUTH_SPF_NEUTRAL)
		return MA_SPF_HELO_NEUTRAL;
	if (sender->unsure && result != MAILAUTH_SPF_PASS && result != MAILAUTH_SPF_TEMPERROR)
		return MA_SPF_SENDER_UNSURE;
	if (sender->input.identity == MAILAUTH_IDENTITY_FROM)
		return result == MAILAUTH_SPF_PASS	  ? MA_SPF_FROM_PASS
		       : result == MAILAUTH_SPF_TEMPERROR ? MA_SPF_SENDER_TEMPERROR
							  : MA_SPF_FROM_NOT_PASS;
	/* Where a redirect leads, the term may be another company's. */
	if (sender->named && result == MAILAUTH_SPF_NEUTRAL &&
	    ma_text_equal(sender->outcome.matched_domain, sender->domain_text))
		return MA_SPF_SENDER_NEUTRAL_TERM;
	return sender->refused ? MA_SPF_SENDER_REFUSED : ids[result];
}

static void note_result(struct ma_pass *pass, struct mailauth_sender *sender,
			const struct ma_name *name)
{
	enum ma_finding_id id = finding_of(sender);
	struct ma_text about = MA_TEXT("");
	struct mailauth_finding *finding;

	if (sender->input.domain.length == 0)
		id = MA_SPF_SENDER_NO_IDENTITY;
	else if (name == NULL && (id != MA_SPF_HELO_NONE || sender->input.null_sender))
		id = MA_SPF_SENDER_MALFORMED;
	else if (id == MA_SPF_SENDER_REFUSED || id == MA_SPF_SENDER_NEUTRAL_TERM)
		about = sender->outcome.matched_domain;
	else if (id == MA_SPF_SENDER_NEUTRAL) /* an "all" belongs there, not next to a redirect */
		about = sender->outcome.last_domain;
	else if (name != NULL)
		about = ma_name_present(pass->arena, name);
	sender->finding = finding = ma_findings_add(&pass->findings, id, about);
	ma_finding_text(finding, "domain", sender->domain_text);
	ma_finding_text(finding, "ip", sender->ip_text);
	ma_finding_result(finding, sender->outcome.result);
	ma_finding_text(finding, "identity",
			ma_text(mailauth_identity_word(sender->input.identity)));
	if (sender->outcome.matched.data != NULL)
		ma_finding_text(finding, "matched", sender->outcome.matched);
	if (id == MA_SPF_SENDER_NONE && has_unread_record(pass, about))
		ma_finding_text(finding, "unread", MA_TEXT("yes"));
	sender->findings = pass->findings.first;
}

/* The records of the domain judged. */
static void list_records(struct ma_pass *pass, struct mailauth_sender *sender,
			 const struct ma_name *name)
{
	const struct ma_answer *answer = ma_ask(&pass->view, name, MA_TYPE_TXT);

	sender->records = ma_arena_array(pass->arena, RECORDS_MAX, sizeof(*sender->records));
	for (size_t i = 0;
	     sender->records != NULL && i < answer->count && sender->record_count < RECORDS_MAX;
	     i++) {
		const struct ma_spf_record *record = ma_spf_record_of(&answer->records[i]);

		if (record != NULL)
			sender->records[sender->record_count++] = (struct ma_without_others){
				.sender = sender, .record = record, .txt = answer->records[i]
			};
	}
}

void ma_sender_set(struct ma_arena *arena, const struct ma_sender_input *input,
		   struct mailauth_sender *sender)
{
	*sender = (struct mailauth_sender){ .input = *input };
	sender->ip_text = ma_ip_text(arena, &input->ip);
	/* RFC 7208 4.3: "malformed … or is not a multi-label domain name" is a "none". */
	ma_domain_read(arena, input->domain, &sender->domain_text, &sender->name);
	if (sender->name != NULL && ma_name_labels(sender->name) < 2)
		sender->name = NULL;
}

void ma_sender_evaluate(struct ma_pass *pass, struct mailauth_sender *sender)
{
	const struct ma_name *name = sender->name;

	*sender = (struct mailauth_sender){ .input = sender->input,
					    .ip_text = sender->ip_text,
					    .domain_text = sender->domain_text,
					    .name = name };
	if (name != NULL) {
		ma_spf_evaluate(pass, &sender->input, sender->domain_text, true, &sender->outcome);
		if (pass->view.gap)
			return; /* the pass is dropped */
		sender->named = was_named(&sender->outcome);
		sender->refused =
			sender->named && (sender->outcome.result == MAILAUTH_SPF_FAIL ||
					  sender->outcome.result == MAILAUTH_SPF_SOFTFAIL);
		sender->unsure = has_unknown_names(pass);
		list_records(pass, sender, name);
	}
	note_result(pass, sender, name);
}

/* check_host() over an overlay.  What it finds on the way is supposition: only the result is
 * reported. */
static enum mailauth_spf_result suppose(struct ma_pass *pass, const struct mailauth_sender *sender)
{
	struct ma_findings kept = pass->findings;
	struct ma_spf_outcome outcome = { 0 };

	pass->findings = (struct ma_findings){ .arena = pass->arena };
	ma_spf_evaluate(pass, &sender->input, sender->domain_text, false, &outcome);
	pass->findings = kept;
	return outcome.result;
}

void ma_sender_evaluate_without_others(struct ma_pass *pass, struct ma_without_others *without)
{
	const struct mailauth_sender *sender = without->sender;
	const struct ma_name *name = ma_name_parse(pass->arena, sender->domain_text);
	struct mailauth_finding *finding;

	if (name == NULL)
		return;
	without->result = suppose(pass, sender);
	finding = ma_findings_add(&pass->findings, MA_SPF_SENDER_RECORD_ALONE,
				  ma_name_present(pass->arena, name));
	ma_finding_record(finding, without->record->text, 0, 0);
	ma_finding_text(finding, "ip", sender->ip_text);
	ma_finding_result(finding, without->result);
}

void ma_sender_evaluate_rest(struct ma_pass *pass, struct mailauth_sender *sender)
{
	const struct ma_spf_outcome *outcome = &sender->outcome;
	struct mailauth_finding *finding;

	sender->too_late = NULL;
	if (suppose(pass, sender) != MAILAUTH_SPF_PASS)
		return;
	finding = ma_findings_add(&pass->findings, MA_SPF_LISTED_TOO_LATE, outcome->matched_domain);
	ma_finding_text(finding, "ip", sender->ip_text);
	ma_finding_text(finding, "matched", outcome->matched);
	sender->too_late = finding;
}

static bool is_refusal(enum mailauth_spf_result result)
{
	return result == MAILAUTH_SPF_FAIL || result == MAILAUTH_SPF_SOFTFAIL ||
	       result == MAILAUTH_SPF_NEUTRAL;
}

/* The same host by its other family: permitted by one address and not by the other. */
static bool is_one_family(const struct mailauth_sender *passed, const struct mailauth_sender *other)
{
	return passed->outcome.result == MAILAUTH_SPF_PASS && is_refusal(other->outcome.result) &&
	       passed->input.ip.length != other->input.ip.length &&
	       passed->input.identity == other->input.identity &&
	       ma_text_equal(passed->domain_text, other->domain_text);
}

void ma_senders_compare(struct ma_findings *findings, struct mailauth_sender *const *senders,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct mailauth_finding *finding;

			if (!is_one_family(senders[i], senders[j]))
				continue;
			finding = ma_findings_add(findings, MA_SPF_ONE_FAMILY,
						  senders[j]->finding->name);
			ma_finding_text(finding, "passed", senders[i]->ip_text);
			ma_finding_text(finding, "other", senders[j]->ip_text);
			return; /* the others are the same over again */
		}
	}
}

/* What DMARC says of the mail that was given: which names SPF and DKIM proved, which of them need a
 * walk of their own, and what they come to.
 *
 * SPDX-License-Identifier: MIT */

#include "sender.h"

/* --- The names ------------------------------------------------------------------- */

static void begin(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;

	if (settings->sender_count > 0 || settings->result_count > 0 || settings->message != NULL)
		ma_inquiries_add_new(inquiries, &ma_identifiers_kind, 0,
				     sizeof(struct ma_identifiers));
}

/* What SPF says of a sender's envelope (RFC 9989 4.3: not of the greeting). */
static struct ma_dmarc_identifier *identify(struct ma_arena *arena,
					    const struct mailauth_sender *sender)
{
	struct ma_dmarc_identifier *identifier = ma_arena_alloc(arena, sizeof(*identifier));

	if (identifier == NULL)
		return NULL;
	identifier->method = MA_BY_SPF;
	identifier->sender = sender;
	identifier->result = ma_text(mailauth_spf_result_word((int)sender->outcome.result));
	ma_domain_read(arena, sender->domain_text, &identifier->domain_text, &identifier->domain);
	return identifier;
}

static void take_results(struct ma_identifiers *all, const struct ma_settings *settings)
{
	for (size_t i = 0; i < settings->result_count; i++) {
		struct ma_dmarc_identifier *result = settings->results[i];

		all->spf_given =
			all->spf_given || (result->method == MA_BY_SPF && !result->greeting);
		all->dkim_given = all->dkim_given || result->method == MA_BY_DKIM;
		all->items[all->count++] = result;
	}
}

/* What a signature of the message proves. */
static struct ma_dmarc_identifier *identify_signature(struct ma_arena *arena,
						      const struct mailauth_signature *signature)
{
	struct ma_dmarc_identifier *identifier = ma_arena_alloc(arena, sizeof(*identifier));

	if (identifier == NULL)
		return NULL;
	identifier->method = MA_BY_DKIM;
	identifier->result = ma_text(mailauth_signature_result_word((int)signature->result));
	identifier->domain_text = signature->domain;
	identifier->selector = signature->selector;
	identifier->domain = signature->domain_name;
	return identifier;
}

static void take_signatures(struct ma_pass *pass, struct ma_identifiers *all, size_t count)
{
	all->dkim_given = all->dkim_given || pass->settings->message != NULL;
	for (size_t i = 0; i < count; i++) {
		const struct mailauth_signature *signature =
			ma_inquiry_read(pass, &ma_signature_kind, i);

		if (signature == NULL)
			continue;
		all->items[all->count] = identify_signature(pass->arena, signature);
		if (all->items[all->count] == NULL)
			return;
		all->count++;
	}
}

/* The identifiers that were handed in, and those of the senders; none once memory failed. */
static void evaluate(struct ma_pass *pass, void *subject)
{
	const struct ma_settings *settings = pass->settings;
	struct ma_identifiers *all = subject;
	size_t signatures = ma_inquiries_count(pass->inquiries, &ma_signature_kind);
	size_t size = settings->result_count + settings->sender_count + signatures + 1;

	*all = (struct ma_identifiers){ 0 };
	all->author = ma_inquiry_read(pass, &ma_dmarc_kind, ma_dmarc_author(pass->inquiries));
	all->items = ma_arena_array(pass->arena, size, sizeof(*all->items));
	if (all->items != NULL) {
		take_results(all, settings);
		take_signatures(pass, all, signatures);
	}
	for (size_t i = 0; i < settings->sender_count; i++) {
		const struct mailauth_sender *sender = ma_inquiry_read(pass, &ma_sender_kind, i);

		if (sender == NULL || all->items == NULL || all->spf_given ||
		    sender->input.identity != MAILAUTH_IDENTITY_MAILFROM)
			continue;
		all->items[all->count] = identify(pass->arena, sender);
		if (all->items[all->count] == NULL)
			return;
		all->count++;
	}
}

static void follow(struct ma_inquiries *inquiries, size_t place, void *subject)
{
	struct ma_identifiers *all = subject;

	(void)place;
	for (size_t i = 0; all->author != NULL && all->author->domain != NULL && i < all->count;
	     i++)
		if (ma_dmarc_needs_walk(all->author, all->items[i]))
			ma_inquiries_add(inquiries, &ma_alignment_kind, i, all->items[i]);
}

const struct ma_kind ma_identifiers_kind = {
	.name = "identifiers",
	.of_sender = true,
	.begin = begin,
	.evaluate = evaluate,
	.follow = follow,
};

static void evaluate_alignment(struct ma_pass *pass, void *subject)
{
	struct ma_dmarc_identifier *identifier = subject;
	const struct ma_dmarc *author =
		ma_inquiry_read(pass, &ma_dmarc_kind, ma_dmarc_author(pass->inquiries));

	ma_dmarc_walk(pass, identifier->domain, &identifier->walk);
	ma_dmarc_walk_matters(pass, &identifier->walk, true);
	if (author != NULL)
		ma_dmarc_walk_matters(pass, &author->walk, true);
}

const struct ma_kind ma_alignment_kind = {
	.name = "alignment",
	.budget = 60,
	.of_sender = true,
	.evaluate = evaluate_alignment,
};

/* --- The mail ------------------------------------------------------------------------ */

/* Of several senders, the one that fares worst counts. */
static int rank(enum mailauth_dmarc_result result)
{
	static const int ranks[] = {
		[MAILAUTH_DMARC_NOT_ASKED] = 0, [MAILAUTH_DMARC_PASS] = 1,
		[MAILAUTH_DMARC_NONE] = 2,	[MAILAUTH_DMARC_UNKNOWN] = 3,
		[MAILAUTH_DMARC_TEMPERROR] = 4, [MAILAUTH_DMARC_PERMERROR] = 5,
		[MAILAUTH_DMARC_FAIL] = 6,
	};

	return ranks[result];
}

/* What does not pass SPF is not a mistake of its domain where DKIM proves it. */
static bool is_excusable(enum mailauth_spf_result result)
{
	return result == MAILAUTH_SPF_FAIL || result == MAILAUTH_SPF_SOFTFAIL ||
	       result == MAILAUTH_SPF_NEUTRAL || result == MAILAUTH_SPF_NONE;
}

/* Why the result of SENDER is nothing to act on, whether for the envelope or the visible From. */
static const struct mailauth_finding *excuse(const struct mailauth_sender *sender,
					     const struct ma_dmarc_message *message,
					     struct ma_findings *findings)
{
	struct mailauth_finding *finding;

	if (message->dkim != MA_ALIGNED_YES || message->proof == NULL ||
	    !is_excusable(sender->outcome.result))
		return NULL;
	if (sender->outcome.result == MAILAUTH_SPF_NONE) /* there is no list to be on */
		return message->result == MAILAUTH_DMARC_PASS ? message->finding : NULL;
	finding = ma_findings_add(findings,
				  sender->named || sender->too_late != NULL
					  ? MA_DMARC_SIGNATURE_SUFFICES
					  : MA_DMARC_FORWARDED,
				  message->finding->name);
	ma_finding_text(finding, "ip", sender->ip_text);
	ma_finding_text(finding, "domain", message->proof->domain_text);
	return finding;
}

/* The visible From is judged in addition to the envelope (RFC 4407): what DMARC says of it is
 * enough where the mail passes, or where only a signature can help. */
static void excuse_from(const struct ma_inquiries *inquiries, const struct mailauth_sender *of,
			const struct ma_dmarc_message *message)
{
	struct mailauth_sender *sender;

	if (message->result != MAILAUTH_DMARC_PASS &&
	    message->finding->id != MA_DMARC_ENVELOPE_UNALIGNED)
		return;
	for (size_t i = 0; (sender = ma_inquiries_subject(inquiries, &ma_sender_kind, i)) != NULL;
	     i++)
		if (sender->input.identity == MAILAUTH_IDENTITY_FROM &&
		    ma_text_equal(sender->ip_text, of->ip_text) &&
		    sender->finding->id == MA_SPF_FROM_NOT_PASS)
			sender->excused = message->finding;
}

static void judge(const struct ma_inquiries *inquiries, struct mailauth_sender *sender,
		  struct ma_findings *findings, struct ma_dmarc_message *worst)
{
	static const struct ma_identifiers none;
	const struct ma_identifiers *all = ma_inquiries_subject(inquiries, &ma_identifiers_kind, 0);
	struct ma_dmarc_evidence evidence = {
		.sender = sender,
		.of_message = inquiries->settings->message != NULL,
	};
	struct ma_dmarc_message message;

	if (all == NULL)
		all = &none;
	evidence.identifiers = all->items;
	evidence.count = all->count;
	evidence.complete = (all->spf_given || sender != NULL) && all->dkim_given;
	ma_dmarc_judge(ma_inquiries_subject(inquiries, &ma_dmarc_kind, ma_dmarc_author(inquiries)),
		       &evidence, findings, &message);
	if (sender != NULL && message.finding != NULL) {
		sender->excused = excuse(sender, &message, findings);
		excuse_from(inquiries, sender, &message);
	}
	if (rank(message.result) > rank(worst->result))
		*worst = message;
}

void ma_senders_judge(const struct ma_inquiries *inquiries, struct ma_findings *findings,
		      struct ma_dmarc_message *worst)
{
	const struct ma_dmarc *author =
		ma_inquiries_subject(inquiries, &ma_dmarc_kind, ma_dmarc_author(inquiries));
	struct mailauth_sender *sender;
	bool any = false;

	if (author == NULL ||
	    (author->domain == NULL && ma_dmarc_author(inquiries) == MA_DMARC_AUDITED))
		return; /* not even the audited domain is one */
	for (size_t i = 0; (sender = ma_inquiries_subject(inquiries, &ma_sender_kind, i)) != NULL;
	     i++) {
		if (sender->input.identity != MAILAUTH_IDENTITY_MAILFROM)
			continue;
		judge(inquiries, sender, findings, worst);
		any = true;
	}
	/* A From without an Author Domain is refused whatever passed (RFC 9989 5.3.1). */
	if (!any && (inquiries->settings->result_count > 0 ||
		     inquiries->settings->message != NULL || author->domain == NULL))
		judge(inquiries, NULL, findings, worst);
}

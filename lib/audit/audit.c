/* The audit: an ordered list of inquiries, the gap rule that settles them, and the report.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

#include <stdlib.h>

/* Questions that one pass of an inquiry may rest on. */
enum {
	BUDGET_RECORD = 250,
	BUDGET_SENDER = 130,
	BUDGET_KEY = 10,
	BUDGET_KEYS = 70,
	BUDGET_MX = 60,
	BUDGET_ZONE = 8,
	/* A walk asks 8 names (RFC 9989 4.10) and what each may be an alias of; beside it stand the
	 * domain itself, a wildcard, and places where records are put by mistake. */
	BUDGET_DMARC = 60,
	BUDGET_REPORTS = 300,
};

/* --- Making --------------------------------------------------------------- */

static int status(const struct mailauth_audit *audit)
{
	return audit->store.failed || audit->report.failed ? MAILAUTH_ENOMEM : 0;
}

static void read_domain(struct ma_arena *arena, struct ma_settings *settings, const char *domain)
{
	struct ma_buffer shown = { 0 };

	settings->typed = ma_arena_copy(arena, ma_text(domain));
	settings->domain_unicode = settings->typed;
	if (ma_domain_read(arena, settings->typed, &settings->domain_text, &settings->domain))
		settings->domain_unicode = ma_idn_to_unicode(arena, settings->domain_text);
	ma_buffer_text(&shown, settings->domain_unicode);
	if (settings->domain != NULL &&
	    !ma_text_equal(settings->domain_unicode, settings->domain_text)) {
		ma_buffer_string(&shown, " (");
		ma_buffer_text(&shown, settings->domain_text);
		ma_buffer_string(&shown, ")");
	}
	settings->domain_shown = ma_buffer_keep(&shown, arena);
}

int mailauth_audit_new(struct mailauth_audit **result, const char *domain, int64_t now)
{
	struct mailauth_audit *audit;

	if (result == NULL || domain == NULL)
		return MAILAUTH_EINVAL;
	audit = calloc(1, sizeof(*audit));
	if (audit == NULL)
		return MAILAUTH_ENOMEM;
	audit->settings.now = now;
	read_domain(&audit->store, &audit->settings, domain);
	audit->answers = ma_answers_new(&audit->store);
	if (status(audit) < 0) {
		mailauth_audit_free(audit);
		return MAILAUTH_ENOMEM;
	}
	*result = audit;
	return 0;
}

void mailauth_audit_free(struct mailauth_audit *audit)
{
	if (audit == NULL)
		return;
	for (struct inquiry *inquiry = audit->inquiries; inquiry; inquiry = inquiry->next)
		ma_buffer_finish(&inquiry->met);
	ma_arena_finish(&audit->store);
	ma_arena_finish(&audit->report);
	free(audit);
}

static bool grow_senders(struct mailauth_audit *audit)
{
	size_t size = audit->sender_size > 0 ? 2 * audit->sender_size : 4;
	struct ma_sender_input *inputs = ma_arena_array(&audit->store, size, sizeof(*inputs));

	if (inputs == NULL)
		return false;
	for (size_t i = 0; i < audit->sender_count; i++)
		inputs[i] = audit->inputs[i];
	audit->inputs = inputs;
	audit->sender_size = size;
	return true;
}

static int add_input(struct mailauth_audit *audit, const struct ma_sender_input *input)
{
	if (audit->sender_count == audit->sender_size && !grow_senders(audit))
		return MAILAUTH_ENOMEM;
	audit->inputs[audit->sender_count++] = *input;
	return status(audit);
}

int mailauth_audit_add_sender(struct mailauth_audit *audit, const char *ip, const char *mail_from,
			      const char *helo)
{
	struct ma_sender_input input = { 0 };
	int r;

	if (audit->stepped || ip == NULL || !ma_ip_parse(ma_text(ip), &input.ip))
		return MAILAUTH_EINVAL;
	ma_ip_unmap(&input.ip);
	ma_sender_read(&audit->store, &audit->settings, mail_from, helo, &input);
	r = add_input(audit, &input);
	if (r < 0 || helo == NULL || helo[0] == '\0')
		return r;
	/* RFC 7208 2.3: the greeting is judged as postmaster at its name. */
	input.identity = MAILAUTH_IDENTITY_HELO;
	input.local_part = MA_TEXT("postmaster");
	input.domain = input.helo;
	return add_input(audit, &input);
}

/* Whether the envelope of mail from the same address is judged by the same domain. */
static bool is_judged(const struct mailauth_audit *audit, const struct ma_sender_input *input)
{
	for (size_t i = 0; i < audit->sender_count; i++) {
		const struct ma_sender_input *other = &audit->inputs[i];

		if (other->identity == MAILAUTH_IDENTITY_MAILFROM &&
		    ma_ip_compare(&other->ip, &input->ip) == 0 &&
		    ma_text_equal(other->domain, input->domain))
			return true;
	}
	return false;
}

int mailauth_audit_add_from(struct mailauth_audit *audit, const char *ip, const char *from)
{
	struct ma_sender_input input = { 0 };
	struct ma_text address;

	if (audit->stepped || ip == NULL || from == NULL || !ma_ip_parse(ma_text(ip), &input.ip))
		return MAILAUTH_EINVAL;
	ma_ip_unmap(&input.ip);
	address = ma_arena_copy(&audit->store, ma_from_address(ma_text(from)));
	if (address.data == NULL)
		return MAILAUTH_ENOMEM;
	if (audit->dmarc.from.data == NULL)
		audit->dmarc.from = address;
	audit->dmarc.from_given = true;
	ma_sender_read(&audit->store, &audit->settings, (const char *)address.data, NULL, &input);
	input.identity = MAILAUTH_IDENTITY_FROM;
	return is_judged(audit, &input) ? status(audit) : add_input(audit, &input);
}

int mailauth_audit_set_receiver(struct mailauth_audit *audit, const char *receiver)
{
	if (audit->stepped || receiver == NULL)
		return MAILAUTH_EINVAL;
	audit->settings.receiver = ma_arena_copy(&audit->store, ma_text(receiver));
	return status(audit);
}

int mailauth_audit_set_eager(struct mailauth_audit *audit, bool eager)
{
	if (audit->stepped)
		return MAILAUTH_EINVAL;
	audit->settings.eager = eager;
	return 0;
}

/* --- Questions and answers ------------------------------------------------ */

const struct mailauth_question *mailauth_audit_next_question(struct mailauth_audit *audit)
{
	return audit->result != NULL ? NULL : ma_answers_next(audit->answers);
}

size_t mailauth_audit_open_questions(const struct mailauth_audit *audit)
{
	return audit->result != NULL ? 0 : ma_answers_open(audit->answers);
}

size_t mailauth_audit_passes(const struct mailauth_audit *audit)
{
	return ma_answers_passes(audit->answers);
}

int mailauth_audit_answer(struct mailauth_audit *audit, uint32_t id, const void *packet,
			  size_t length)
{
	struct mailauth_question *question = ma_answers_find(audit->answers, id);

	if (question == NULL)
		return MAILAUTH_EINVAL;
	if (audit->result != NULL)
		return 0;
	return ma_answers_take(audit->answers, question, packet, length);
}

static bool is_failure(enum mailauth_failure failure)
{
	return failure >= MAILAUTH_TIMED_OUT && failure <= MAILAUTH_CANCELLED;
}

int mailauth_audit_fail(struct mailauth_audit *audit, uint32_t id, enum mailauth_failure failure)
{
	struct mailauth_question *question = ma_answers_find(audit->answers, id);

	if (question == NULL || !is_failure(failure))
		return MAILAUTH_EINVAL;
	ma_answers_fail(audit->answers, question, failure);
	return status(audit);
}

int mailauth_audit_give_up(struct mailauth_audit *audit, enum mailauth_failure failure)
{
	if (!is_failure(failure))
		return MAILAUTH_EINVAL;
	ma_answers_give_up(audit->answers, failure);
	return status(audit);
}

/* --- Inquiries ------------------------------------------------------------ */

static void begin(struct mailauth_audit *audit)
{
	audit->stepped = true;
	audit->senders =
		ma_arena_array(&audit->store, audit->sender_count + 1, sizeof(*audit->senders));
	for (size_t i = 0; audit->senders != NULL && i < audit->sender_count; i++) {
		audit->senders[i] = ma_arena_alloc(&audit->store, sizeof(**audit->senders));
		ma_audit_inquire(audit, INQUIRE_SENDER, i, 0);
	}
	ma_audit_begin_dmarc(audit);
	if (audit->settings.domain == NULL)
		return;
	ma_audit_inquire(audit, INQUIRE_RECORD, 0, 0);
	ma_audit_begin_keys(audit);
	ma_audit_inquire(audit, INQUIRE_MX, 0, 0);
	ma_audit_inquire(audit, INQUIRE_ZONE, 0, 0);
}

static void evaluate(struct mailauth_audit *audit, struct inquiry *inquiry, struct ma_pass *pass)
{
	struct mailauth_sender *sender = audit->senders[inquiry->sender];
	struct ma_dmarc *dmarc = &audit->dmarc.domains[inquiry->record & 1];

	switch (inquiry->kind) {
	case INQUIRE_RECORD:
		ma_spf_record_evaluate(pass, &audit->spf);
		break;
	case INQUIRE_SENDER:
		ma_sender_evaluate(pass, &audit->inputs[inquiry->sender], sender);
		break;
	case INQUIRE_ALONE:
		ma_sender_evaluate_alone(pass, &sender->input, sender->records[inquiry->record],
					 &sender->alone[inquiry->record]);
		break;
	case INQUIRE_KEY:
		ma_key_evaluate(pass, &audit->selectors[inquiry->record],
				audit->keys[inquiry->record]);
		break;
	case INQUIRE_KEYS:
		ma_keys_evaluate(pass, audit->selectors, audit->keys, audit->selector_count);
		break;
	case INQUIRE_BEHIND:
		ma_sender_evaluate_behind(pass, sender);
		break;
	case INQUIRE_DMARC:
		ma_dmarc_evaluate(pass, dmarc->domain, dmarc);
		break;
	case INQUIRE_ALIGN:
		ma_dmarc_walk(pass, audit->dmarc.identifiers[inquiry->record]->domain,
			      &audit->dmarc.identifiers[inquiry->record]->walk);
		break;
	case INQUIRE_REPORTS:
		ma_dmarc_check_reports(pass, dmarc);
		break;
	case INQUIRE_MX:
		ma_mx_evaluate(pass, &audit->mx);
		break;
	case INQUIRE_ZONE:
		ma_zone_evaluate(pass, &audit->zone);
		break;
	}
}

/* What a settled inquiry gives rise to. */
static void follow_up(struct mailauth_audit *audit, const struct inquiry *inquiry)
{
	struct mailauth_sender *sender = audit->senders[inquiry->sender];

	ma_audit_follow_keys(audit, inquiry);
	ma_audit_follow_dmarc(audit, inquiry);
	if (inquiry->kind != INQUIRE_SENDER)
		return;
	/* One that is refused by name was left out of what stands behind on purpose. */
	if (sender->outcome.behind.length > 0 && !sender->refused &&
	    sender->outcome.result != MAILAUTH_SPF_PASS)
		ma_audit_inquire(audit, INQUIRE_BEHIND, inquiry->sender, 0);
	if (sender->record_count < 2)
		return;
	sender->alone =
		ma_arena_array(&audit->report, sender->record_count, sizeof(*sender->alone));
	for (size_t i = 0; sender->alone != NULL && i < sender->record_count; i++)
		ma_audit_inquire(audit, INQUIRE_ALONE, inquiry->sender, i);
}

static bool is_of_sender(const struct inquiry *inquiry)
{
	return inquiry->kind == INQUIRE_SENDER || inquiry->kind == INQUIRE_ALONE ||
	       inquiry->kind == INQUIRE_BEHIND;
}

static unsigned budget_of(const struct inquiry *inquiry)
{
	switch (inquiry->kind) {
	case INQUIRE_RECORD:
		return BUDGET_RECORD;
	case INQUIRE_KEY:
		return BUDGET_KEY;
	case INQUIRE_KEYS:
		return BUDGET_KEYS;
	case INQUIRE_MX:
		return BUDGET_MX;
	case INQUIRE_ZONE:
		return BUDGET_ZONE;
	case INQUIRE_DMARC:
	case INQUIRE_ALIGN:
		return BUDGET_DMARC;
	case INQUIRE_REPORTS:
		return BUDGET_REPORTS;
	default:
		return BUDGET_SENDER;
	}
}

static void note_limit(struct mailauth_audit *audit, struct ma_pass *pass,
		       const struct inquiry *inquiry)
{
	struct ma_text name = audit->settings.domain_text;

	if (is_of_sender(inquiry))
		name = audit->senders[inquiry->sender]->domain_text;
	if (inquiry->kind == INQUIRE_DMARC || inquiry->kind == INQUIRE_REPORTS)
		name = audit->dmarc.domains[inquiry->record].shown;
	ma_findings_add(&pass->findings, MA_AUDIT_LIMIT, name);
}

/* The gap rule.  A pass that met a gap is dropped, whatever it concluded; a pass without one
 * settles its inquiry for good, since answers are write-once.  Nothing else in the library
 * decides what is final. */
static bool run_pass(struct mailauth_audit *audit, struct inquiry *inquiry)
{
	struct ma_arena_mark mark = ma_arena_mark(&audit->report);
	struct ma_pass pass = { .arena = &audit->report, .settings = &audit->settings };

	pass.findings.arena = &audit->report;
	ma_view_begin(&pass.view, audit->answers, &audit->report, &inquiry->met,
		      audit->settings.eager || !is_of_sender(inquiry), budget_of(inquiry));
	inquiry->begun = true;
	evaluate(audit, inquiry, &pass);
	audit->report.failed = audit->report.failed || inquiry->met.failed;
	if (pass.view.gap || status(audit) < 0) {
		ma_arena_rewind(&audit->report, mark);
		return false;
	}
	if (pass.view.limited)
		note_limit(audit, &pass, inquiry);
	ma_view_keep(&pass.view);
	inquiry->settled = true;
	inquiry->failed = pass.view.failed;
	inquiry->findings = pass.findings;
	follow_up(audit, inquiry);
	return true;
}

/* An answer wakes only the inquiries that met its question as a gap. */
static bool is_awake(const struct mailauth_audit *audit, const struct inquiry *inquiry)
{
	const uint32_t *met = (const uint32_t *)(const void *)inquiry->met.data;
	size_t count = inquiry->met.length / sizeof(*met);

	if (inquiry->settled)
		return false;
	for (size_t i = 0; i < count; i++)
		if (ma_answers_is_answered(audit->answers, met[i]))
			return true;
	return !inquiry->begun;
}

int mailauth_audit_step(struct mailauth_audit *audit)
{
	bool settled = true;

	if (audit->result != NULL)
		return MAILAUTH_DONE;
	if (!audit->stepped)
		begin(audit);
	for (struct inquiry *i = audit->inquiries; i != NULL && status(audit) == 0;) {
		bool awake = is_awake(audit, i);

		if (awake && run_pass(audit, i)) {
			i = audit->inquiries; /* it may have added others before itself */
			settled = true;
			continue;
		}
		settled = settled && i->settled;
		i = i->next;
	}
	if (status(audit) == 0 && settled)
		ma_audit_report(audit);
	if (status(audit) < 0)
		return MAILAUTH_ENOMEM;
	return settled ? MAILAUTH_DONE : MAILAUTH_PENDING;
}

const struct mailauth_report *mailauth_audit_report(const struct mailauth_audit *audit)
{
	return audit->result;
}

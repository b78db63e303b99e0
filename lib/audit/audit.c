/* The audit: its settings, its questions and answers, and its steps.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

#include "../receivers/receivers.h"

#include <stdlib.h>

/* --- Making --------------------------------------------------------------- */

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

/* What the audit is made with is one of its settings. */
static int note_making(struct mailauth_audit *audit, const char *domain)
{
	int64_t now = audit->settings.now;
	struct ma_buffer text = { 0 };
	int r = ma_audit_note_option(audit, "domain", domain);

	if (now < 0)
		ma_buffer_byte(&text, '-');
	ma_buffer_number(&text, now < 0 ? 0 - (uint64_t)now : (uint64_t)now);
	if (text.failed)
		r = MAILAUTH_ENOMEM;
	if (r == 0)
		r = ma_audit_note_option(audit, "now", text.data);
	ma_buffer_finish(&text);
	return r;
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
	audit->plan = ma_plan;
	read_domain(&audit->store, &audit->settings, domain);
	audit->answers = ma_answers_new(&audit->store);
	if (note_making(audit, domain) < 0) {
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
	for (struct ma_world *world = audit->worlds; world != NULL; world = world->next)
		for (struct ma_inquiry *i = world->inquiries.first; i != NULL; i = i->next)
			ma_buffer_finish(&i->met);
	ma_arena_finish(&audit->store);
	ma_arena_finish(&audit->report);
	free(audit);
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
	return ma_audit_status(audit);
}

int mailauth_audit_give_up(struct mailauth_audit *audit, enum mailauth_failure failure)
{
	if (!is_failure(failure))
		return MAILAUTH_EINVAL;
	ma_answers_give_up(audit->answers, failure);
	return ma_audit_status(audit);
}

/* --- Stepping --------------------------------------------------------------- */

/* What a domain publishes can make an audit send so much, with all options on; what the caller
 * names himself, many senders or selectors, comes on top. */
static size_t most_packets(const struct ma_settings *settings)
{
	enum { USUAL = 600, SENDERS_USUAL = 4, OF_SENDER = 20, NAMED_USUAL = 8, OF_SELECTOR = 3 };
	size_t most = USUAL;

	if (settings->sender_count > SENDERS_USUAL)
		most += OF_SENDER * (settings->sender_count - SENDERS_USUAL);
	if (settings->named_count > NAMED_USUAL)
		most += OF_SELECTOR * (settings->named_count - NAMED_USUAL);
	return most;
}

static void begin(struct mailauth_audit *audit)
{
	struct ma_settings *settings = &audit->settings;

	if (ma_audit_combine(audit) < 0)
		return;
	audit->stepped = true;
	audit->overlay = ma_audit_overlay(audit);
	ma_audit_use_expected(audit);
	ma_audit_place_selectors(audit);
	settings->senders = audit->inputs;
	settings->sender_count = audit->sender_count;
	settings->named = audit->selectors;
	settings->named_count = audit->selector_count;
	settings->from = audit->dmarc.from;
	settings->from_given = audit->dmarc.from_given;
	settings->results = audit->dmarc.identifiers;
	settings->result_count = audit->dmarc.auth_count;
	/* Without a sender there is nothing else to ask. */
	if (settings->sender_count == 0 && settings->result_count == 0 && settings->message == NULL)
		settings->scope = MAILAUTH_SCOPE_FULL;
	ma_answers_bound(audit->answers, most_packets(settings));
	audit->as_is = ma_audit_begin_world(audit, audit->plan, NULL);
	if (audit->overlay != NULL)
		audit->assumed = ma_audit_begin_world(audit, audit->plan, audit->overlay);
}

static bool step_worlds(struct mailauth_audit *audit)
{
	bool settled = ma_world_step(audit->as_is);

	if (audit->assumed != NULL)
		settled = ma_world_step(audit->assumed) && settled;
	return settled;
}

static struct mailauth_report *make_report_of(struct mailauth_audit *audit,
					      const struct ma_world *world)
{
	struct mailauth_report *report = ma_report_make(&world->inquiries, audit->answers);

	if (report != NULL)
		ma_receivers_judge(report, &audit->report);
	return report;
}

/* With assumptions the report is that of the world as it would be. */
static void make_report(struct mailauth_audit *audit)
{
	struct mailauth_report *as_is = make_report_of(audit, audit->as_is);
	struct mailauth_report *assumed;

	audit->made = as_is;
	if (as_is == NULL || audit->assumed == NULL)
		return;
	assumed = make_report_of(audit, audit->assumed);
	if (assumed != NULL)
		ma_report_compare(assumed, as_is, &audit->report);
	audit->made = assumed;
}

int mailauth_audit_step(struct mailauth_audit *audit)
{
	if (audit->result != NULL)
		return MAILAUTH_DONE;
	if (!audit->stepped)
		begin(audit);
	if (ma_audit_status(audit) == 0 && audit->made == NULL && step_worlds(audit))
		make_report(audit);
	if (ma_audit_status(audit) == 0 && audit->made != NULL &&
	    ma_audit_prove(audit, audit->made))
		audit->result = audit->made;
	if (ma_audit_status(audit) < 0)
		return MAILAUTH_ENOMEM;
	return audit->result != NULL ? MAILAUTH_DONE : MAILAUTH_PENDING;
}

const struct mailauth_report *mailauth_audit_report(const struct mailauth_audit *audit)
{
	return audit->result;
}

/* DMARC within an audit: whose policy is looked for, which names are compared with it, and what it
 * says of the mail that was given.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

enum {
	AUTH_MAX = 100,
};

static int status(const struct mailauth_audit *audit)
{
	return audit->store.failed ? MAILAUTH_ENOMEM : 0;
}

int mailauth_audit_set_from(struct mailauth_audit *audit, const char *from)
{
	if (audit->stepped || from == NULL)
		return MAILAUTH_EINVAL;
	audit->dmarc.from = ma_arena_copy(&audit->store, ma_from_address(ma_text(from)));
	audit->dmarc.from_given = true;
	return status(audit);
}

int mailauth_audit_add_auth(struct mailauth_audit *audit, const char *auth)
{
	struct ma_dmarc_audit *dmarc = &audit->dmarc;
	struct ma_dmarc_identifier *identifier;

	if (audit->stepped || auth == NULL || dmarc->auth_count == AUTH_MAX)
		return MAILAUTH_EINVAL;
	if (dmarc->identifiers == NULL)
		dmarc->identifiers =
			ma_arena_array(&audit->store, AUTH_MAX, sizeof(*dmarc->identifiers));
	identifier = ma_arena_alloc(&audit->store, sizeof(*identifier));
	if (identifier == NULL || dmarc->identifiers == NULL)
		return MAILAUTH_ENOMEM;
	if (!ma_dmarc_read_auth(&audit->store, ma_arena_copy(&audit->store, ma_text(auth)),
				identifier))
		return status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	dmarc->identifiers[dmarc->auth_count++] = identifier;
	dmarc->spf_given =
		dmarc->spf_given || (identifier->method == MA_BY_SPF && !identifier->greeting);
	dmarc->dkim_given = dmarc->dkim_given || identifier->method == MA_BY_DKIM;
	return status(audit);
}

/* --- Inquiries ------------------------------------------------------------------ */

/* The domain of "<info@example.jp>"; NULL if it is none. */
static const struct ma_name *read_from(struct mailauth_audit *audit)
{
	struct ma_sender_input input = { 0 };
	const struct ma_name *name = NULL;
	struct ma_text ascii;

	ma_sender_read(&audit->store, &audit->settings, (const char *)audit->dmarc.from.data, NULL,
		       &input);
	ma_domain_read(&audit->store, input.domain, &ascii, &name);
	audit->dmarc.domains[1].shown =
		name != NULL ? ma_name_present(&audit->store, name) : MA_TEXT("");
	return name;
}

void ma_audit_begin_dmarc(struct mailauth_audit *audit)
{
	struct ma_dmarc_audit *dmarc = &audit->dmarc;
	const struct ma_name *domain = audit->settings.domain;
	const struct ma_name *author;

	dmarc->domains[0].domain = domain;
	if (domain != NULL)
		ma_audit_inquire(audit, INQUIRE_DMARC, 0, 0);
	if (dmarc->from.data == NULL)
		return;
	author = read_from(audit);
	if (author != NULL && domain != NULL && ma_name_equal(author, domain))
		return;
	dmarc->author = 1;
	dmarc->domains[1].domain = author;
	if (author != NULL)
		ma_audit_inquire(audit, INQUIRE_DMARC, 0, 1);
}

/* Whether all is settled that alignment rests on: the Author Domain's policy, and SPF. */
static bool is_ready(const struct mailauth_audit *audit)
{
	for (const struct inquiry *i = audit->inquiries; i != NULL; i = i->next)
		if (!i->settled && (i->kind == INQUIRE_SENDER ||
				    (i->kind == INQUIRE_DMARC && i->record == audit->dmarc.author)))
			return false;
	return true;
}

/* What SPF says of a sender's envelope (RFC 9989 4.3: not of the greeting). */
static struct ma_dmarc_identifier *identify(struct mailauth_audit *audit,
					    const struct mailauth_sender *sender)
{
	struct ma_dmarc_identifier *identifier =
		ma_arena_alloc(&audit->report, sizeof(*identifier));

	if (identifier == NULL)
		return NULL;
	identifier->method = MA_BY_SPF;
	identifier->sender = sender;
	identifier->result = ma_text(mailauth_spf_result_word((int)sender->outcome.result));
	ma_domain_read(&audit->report, sender->domain_text, &identifier->domain_text,
		       &identifier->domain);
	return identifier;
}

/* The identifiers that were handed in, and those of the senders; none once memory failed. */
static void list_identifiers(struct mailauth_audit *audit)
{
	struct ma_dmarc_audit *dmarc = &audit->dmarc;
	size_t size = dmarc->auth_count + audit->sender_count + 1;
	struct ma_dmarc_identifier **list = ma_arena_array(&audit->report, size, sizeof(*list));
	size_t count = 0;

	dmarc->identified = true;
	for (size_t i = 0; list != NULL && i < dmarc->auth_count; i++)
		list[count++] = dmarc->identifiers[i];
	for (size_t i = 0; list != NULL && i < audit->sender_count && !dmarc->spf_given; i++) {
		if (audit->senders[i]->input.identity != MAILAUTH_IDENTITY_MAILFROM)
			continue;
		list[count] = identify(audit, audit->senders[i]);
		if (list[count++] == NULL)
			return;
	}
	dmarc->identifiers = list;
	dmarc->identifier_count = list != NULL ? count : 0;
}

void ma_audit_follow_dmarc(struct mailauth_audit *audit, const struct inquiry *inquiry)
{
	struct ma_dmarc_audit *dmarc = &audit->dmarc;
	const struct ma_dmarc *author = &dmarc->domains[dmarc->author];
	const struct ma_dmarc_record *record;

	if (inquiry->kind == INQUIRE_DMARC) {
		record = dmarc->domains[inquiry->record].policy.record;
		if (record != NULL && (record->rua != NULL || record->ruf != NULL))
			ma_audit_inquire(audit, INQUIRE_REPORTS, 0, inquiry->record);
	}
	if ((inquiry->kind != INQUIRE_DMARC && inquiry->kind != INQUIRE_SENDER) ||
	    dmarc->identified || !is_ready(audit))
		return;
	list_identifiers(audit);
	for (size_t i = 0; author->domain != NULL && i < dmarc->identifier_count; i++)
		if (ma_dmarc_needs_walk(author, dmarc->identifiers[i]))
			ma_audit_inquire(audit, INQUIRE_ALIGN, 0, i);
}

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

static void judge(const struct mailauth_audit *audit, struct mailauth_report *report,
		  const struct mailauth_sender *sender, struct ma_findings *findings)
{
	const struct ma_dmarc_audit *dmarc = &audit->dmarc;
	struct ma_dmarc_message message;
	bool knows_spf = dmarc->spf_given || sender != NULL;

	ma_dmarc_judge(report->dmarc, dmarc->identifiers, dmarc->identifier_count, sender,
		       knows_spf && dmarc->dkim_given, findings, &message);
	if (rank(message.result) > rank(report->message.result))
		report->message = message;
}

void ma_audit_judge_dmarc(const struct mailauth_audit *audit, struct mailauth_report *report,
			  struct ma_findings *findings)
{
	bool any = false;

	if (report->dmarc->domain == NULL && audit->dmarc.author == 0)
		return; /* not even the audited domain is one */
	for (size_t i = 0; i < audit->sender_count; i++) {
		if (audit->senders[i]->input.identity != MAILAUTH_IDENTITY_MAILFROM)
			continue;
		judge(audit, report, audit->senders[i], findings);
		any = true;
	}
	/* A From without an Author Domain is refused whatever passed (RFC 9989 5.3.1). */
	if (!any && (audit->dmarc.auth_count > 0 || report->dmarc->domain == NULL))
		judge(audit, report, NULL, findings);
}

/* The inquiries about DMARC: of the audited domain, of that of the visible From, and of where their
 * reports go.
 *
 * SPDX-License-Identifier: MIT */

#include "advice/advice.h"

/* The domain of "<info@example.jp>"; NULL if it is none. */
static const struct ma_name *read_from(struct ma_arena *arena, const struct ma_settings *settings)
{
	const struct ma_name *name = NULL;
	struct ma_text ascii;

	ma_domain_read(arena, ma_mailbox_domain(ma_mailbox_path(settings->from)), &ascii, &name);
	return name;
}

static void add(struct ma_inquiries *inquiries, size_t place, const struct ma_name *domain)
{
	struct ma_dmarc *dmarc =
		ma_inquiries_add_new(inquiries, &ma_dmarc_kind, place, sizeof(*dmarc));

	if (dmarc == NULL)
		return;
	dmarc->domain = domain;
	dmarc->shown = domain != NULL ? ma_name_present(inquiries->arena, domain) : MA_TEXT("");
}

/* Where the scope is the senders, DMARC is asked of the visible From alone. */
static void begin(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;
	bool given = settings->from.data != NULL;
	const struct ma_name *domain = settings->domain;
	const struct ma_name *author = given ? read_from(inquiries->arena, settings) : domain;
	bool same = author != NULL && domain != NULL && ma_name_equal(author, domain);
	bool asked = settings->scope == MAILAUTH_SCOPE_FULL || (given && same);

	add(inquiries, MA_DMARC_AUDITED, asked ? domain : NULL);
	if (given && !same)
		add(inquiries, MA_DMARC_AUTHOR, author);
}

size_t ma_dmarc_author(const struct ma_inquiries *inquiries)
{
	return ma_inquiries_count(inquiries, &ma_dmarc_kind) > MA_DMARC_AUTHOR ? MA_DMARC_AUTHOR
									       : MA_DMARC_AUDITED;
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct ma_dmarc *dmarc = subject;

	if (dmarc->domain != NULL)
		ma_dmarc_evaluate(pass, dmarc->domain, dmarc);
}

static struct ma_text about(const void *subject)
{
	return ((const struct ma_dmarc *)subject)->shown;
}

static void follow(struct ma_inquiries *inquiries, size_t place, void *subject)
{
	const struct ma_dmarc *dmarc = subject;
	const struct ma_dmarc_record *record = dmarc->policy.record;

	if (record != NULL && (record->rua != NULL || record->ruf != NULL))
		ma_inquiries_add(inquiries, &ma_dmarc_reports_kind, place, subject);
}

static bool is_same(const void *one, const void *other)
{
	const struct ma_name *name = ((const struct ma_dmarc *)one)->domain;
	const struct ma_name *other_name = ((const struct ma_dmarc *)other)->domain;

	return name != NULL && other_name != NULL && ma_name_equal(name, other_name);
}

const struct ma_kind ma_dmarc_kind = {
	.name = "dmarc",
	/* A walk asks 8 names (RFC 9989 4.10) and what each may be an alias of; in addition there
	 * are the domain itself, a wildcard, and places where records are put by mistake. */
	.budget = 60,
	.of_sender = true,
	.begin = begin,
	.evaluate = evaluate,
	.about = about,
	.is_same = is_same,
	.follow = follow,
};

static void evaluate_reports(struct ma_pass *pass, void *subject)
{
	ma_dmarc_find_report_faults(pass, subject);
}

const struct ma_kind ma_dmarc_reports_kind = {
	.name = "dmarc.reports",
	.budget = 300,
	.evaluate = evaluate_reports,
	.about = about,
};

/* DMARC records that are there: as they were meant, one instead of several, without what receivers
 * do not understand.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

enum {
	TEXTS_MAX = 8, /* more at one name are not a mistake in writing */
};

/* The texts at one name that are, or were meant to be, DMARC records. */
struct texts {
	const struct ma_record *records[TEXTS_MAX];
	size_t count;
	size_t spf; /* the first so many of them are SPF records, and do not belong here */
	struct ma_dmarc_draft draft;
	bool has_draft;
	bool changed; /* what the draft says is not what is published */
};

/* --- What was meant ---------------------------------------------------------------- */

/* What the audit says that TEXT was meant to be; .data is NULL if it does not say. */
static struct ma_text find_meant(const struct mailauth_report *report, struct ma_text text)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		const struct ma_argument *meant = ma_finding_value(finding, MA_VALUE_MEANT);

		if (meant != NULL && mailauth_finding_section(finding) == MAILAUTH_SECTION_DMARC &&
		    mailauth_finding_severity(finding) >= MAILAUTH_SEVERITY_WARNING &&
		    ma_text_equal(finding->record, text))
			return meant->value;
	}
	return (struct ma_text){ 0 };
}

static void add_draft(struct texts *texts, struct ma_arena *arena,
		      const struct ma_dmarc_record *record)
{
	struct ma_dmarc_draft other;

	ma_draft_read(arena, record, &other);
	other.published = texts->draft.published;
	if (!texts->has_draft)
		texts->draft = other;
	else if (!ma_draft_merge(&texts->draft, &other))
		texts->draft.unclear = true;
	texts->changed = texts->changed || texts->has_draft || record->faults > 0 ||
			 ma_dmarc_is_broken(record);
	texts->has_draft = true;
}

static void add_text(struct ma_proposals *proposals, struct texts *texts,
		     const struct ma_record *txt)
{
	const struct mailauth_finding *apart =
		ma_report_find(proposals->report, MA_DMARC_REST_APART);
	struct ma_text text = ma_record_text(txt);
	struct ma_text whole = apart != NULL ? find_meant(proposals->report, apart->record)
					     : (struct ma_text){ 0 };
	struct ma_text meant = find_meant(proposals->report, text);
	struct ma_text read = meant.data != NULL ? meant : text;
	const struct ma_dmarc_record *record;

	/* What goes on in another record goes with it. */
	if (whole.data != NULL && ma_dmarc_is_record(text))
		read = meant = whole;
	if (whole.data != NULL && ma_text_equal(text, apart->record)) {
		texts->changed = true;
		if (texts->count < TEXTS_MAX)
			texts->records[texts->count++] = txt;
		return;
	}
	record = ma_dmarc_is_record(read) ? ma_dmarc_read(proposals->arena, read) : NULL;
	if (record == NULL && !ma_spf_is_record(text))
		return;
	if (texts->count == TEXTS_MAX) {
		texts->draft.unclear = true;
		return;
	}
	texts->records[texts->count++] = txt;
	texts->changed = texts->changed || meant.data != NULL || record == NULL;
	if (texts->count == 1 || texts->draft.published.length == 0)
		texts->draft.published = text;
	if (record != NULL)
		add_draft(texts, proposals->arena, record);
	else
		texts->spf++;
}

/* --- What is to be better ---------------------------------------------------------- */

/* Whether the audit finds ID of NAME. */
static bool has(const struct mailauth_report *report, enum ma_finding_id id, struct ma_text name)
{
	const struct mailauth_finding *finding = ma_report_find(report, id);

	return finding != NULL && ma_text_equal(finding->name, name);
}

/* What has no effect, or one that is surely not meant, goes. */
static void improve(const struct mailauth_report *report, const struct ma_dmarc_step *step,
		    struct texts *texts)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;
	struct ma_dmarc_draft *draft = &texts->draft;

	if (has(report, MA_DMARC_RUA_MISSING, dmarc->shown) ||
	    has(report, MA_DMARC_ENFORCED_WITHOUT_REPORTS, dmarc->shown))
		texts->changed = texts->changed || ma_dmarc_applies(dmarc, step);
	if (dmarc->old.known && ma_name_equal(step->name, &dmarc->old.org) &&
	    has(report, MA_DMARC_PSD_N_NEEDED, dmarc->shown)) {
		ma_draft_set(draft, "psd", MA_TEXT("n"));
		texts->changed = true;
	}
	if (!ma_name_equal(step->name, dmarc->domain))
		return;
	if (has(report, MA_DMARC_SP_IGNORED, dmarc->shown)) {
		ma_draft_drop(draft, "sp");
		ma_draft_drop(draft, "np");
		texts->changed = true;
	}
	if (has(report, MA_DMARC_PSD_ON_DOMAIN, dmarc->shown)) {
		ma_draft_drop(draft, "psd");
		texts->changed = true;
	}
}

/* --- Proposing ------------------------------------------------------------------------ */

static bool propose(struct ma_proposals *proposals, const struct ma_dmarc_step *step,
		    struct texts *texts)
{
	const struct ma_name *name = ma_name_join(proposals->arena, MA_TEXT("_dmarc"), step->name);
	struct ma_proposal *proposal;
	struct ma_fix_form *form;

	if (name == NULL || !ma_fix_knows_wildcard(proposals, name, MA_TYPE_TXT) ||
	    (proposal = ma_proposal_add(proposals, name, MA_TYPE_TXT)) == NULL)
		return false;
	for (size_t i = 0; i < texts->count; i++)
		ma_proposal_remove(proposals, proposal, texts->records[i]);
	form = ma_dmarc_add_forms(proposals, proposal, step->name, &texts->draft);
	/* One that a wildcard answers with is not published here. */
	if (texts->spf > 0 && form != NULL &&
	    ma_report_find(proposals->report, MA_DMARC_SPF_RECORD_HERE) != NULL)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_SPF_HERE, "domain",
				     ma_name_present(proposals->arena, step->name));
	return true;
}

static bool correct(struct ma_proposals *proposals, const struct ma_dmarc_step *step)
{
	enum mailauth_policy today[MA_DMARC_OF_COUNT];
	struct texts texts = { .count = 0 };

	/* What a wildcard or an alias gives is published elsewhere. */
	if (step->answer == NULL || step->answer->alias != NULL ||
	    ma_psl_is_suffix(proposals->arena, step->name) ||
	    !ma_fix_is_own(proposals->report, ma_name_present(proposals->arena, step->name)))
		return false;
	for (size_t i = 0; i < step->answer->count; i++)
		add_text(proposals, &texts, &step->answer->records[i]);
	if (texts.count == 0)
		return false;
	if (!texts.has_draft)
		ma_draft_begin(proposals->arena, &texts.draft);
	improve(proposals->report, step, &texts);
	if (!texts.changed || texts.draft.unclear)
		return false;
	ma_dmarc_find_today(proposals->report, step, today);
	ma_draft_lower(&texts.draft, today);
	return propose(proposals, step, &texts);
}

bool ma_dmarc_propose_corrections(struct ma_proposals *proposals)
{
	const struct ma_dmarc_walk *walk = &proposals->report->dmarc_domain->walk;
	bool proposed = false;

	for (size_t i = 0; i < walk->count; i++)
		proposed = correct(proposals, &walk->steps[i]) || proposed;
	return proposed;
}

/* The SPF record of the audited domain: how many there are, and how it is written.
 *
 * SPDX-License-Identifier: MIT */

#include "advice/advice.h"
#include "tree/tree.h"

enum {
	LOOKED_AT_MAX = 10, /* of a name that is nothing but SPF records */
};

/* Of several records those that permit everyone, unless all do. */
static void note_permissive(struct ma_pass *pass, const struct ma_spf_published *published,
			    struct ma_text name)
{
	size_t count = 0;

	for (size_t i = 0; i < published->count; i++)
		count += ma_spf_find_open(published->records[i]) != NULL;
	if (count == published->count)
		return;
	for (size_t i = 0; i < published->count && i < LOOKED_AT_MAX; i++) {
		const struct ma_spf_record *record = published->records[i];
		const struct ma_spf_term *open = ma_spf_find_open(record);

		if (open != NULL)
			ma_finding_record(
				ma_findings_add(&pass->findings, MA_SPF_ONE_PERMITS_ALL, name),
				record->text, open->from, open->to);
	}
}

static void note_several(struct ma_pass *pass, const struct ma_spf_published *published,
			 struct ma_text name)
{
	ma_spf_note_several(pass, name, published->count);
	note_permissive(pass, published, name);
	for (size_t i = 0; i < published->count && i < LOOKED_AT_MAX; i++)
		ma_spf_note_faults(&pass->findings, name, published->records[i]);
}

/* Whether the one record lacks the spaces between its strings. */
static bool is_unspaced(struct ma_pass *pass, const struct ma_spf_published *published,
			struct ma_text name, const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ma_text_equal(ma_record_text(&answer->records[i]), published->records[0]->text))
			return ma_spf_find_unspaced(pass, name, &answer->records[i]);
	return false;
}

static void note_absence(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	ma_spf_note_absence(pass, name, answer);
	ma_spf_find_elsewhere(pass, answer);
}

/* A fault anywhere makes an evaluation to the end fail; where something is not known, neither is
 * what may pass. */
static void judge(const struct ma_pass *pass, struct ma_spf_tree *tree)
{
	for (const struct mailauth_finding *f = pass->findings.first; f != NULL; f = f->next) {
		enum mailauth_severity severity = mailauth_finding_severity(f);

		/* What permits too many can still be evaluated. */
		if (f->id == MA_SPF_PASSES_EVERYONE || f->id == MA_SPF_WIDE_TOTAL ||
		    f->id == MA_SPF_WIDE_TOTAL_IPV6 || f->id == MA_SPF_WILDCARD_PASSES_EVERYONE)
			continue;
		tree->errors = tree->errors || severity == MAILAUTH_SEVERITY_ERROR;
		tree->unanswered = tree->unanswered || severity == MAILAUTH_SEVERITY_UNKNOWN;
		tree->counted = tree->counted && severity < MAILAUTH_SEVERITY_UNKNOWN;
	}
}

void ma_spf_record_evaluate(struct ma_pass *pass, struct ma_spf_published *published)
{
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_answer *answer = ma_ask(&pass->view, domain, MA_TYPE_TXT);
	struct ma_text name = ma_name_present(pass->arena, domain);
	bool unspaced;

	*published = (struct ma_spf_published){ 0 };
	if (answer->status == MA_ANSWER_FAILED) {
		published->unknown = true;
		ma_spf_note_failure(pass, domain, "TXT", answer);
		return;
	}
	published->records = ma_spf_select(pass->arena, answer, &published->count);
	published->ttl = answer->ttl;
	published->elsewhere = answer->status == MA_ANSWER_NXDOMAIN || answer->alias != NULL;
	if (published->count == 0 && !ma_answer_is_gap(answer))
		note_absence(pass, name, answer);
	if (published->count > 1)
		note_several(pass, published, name);
	if (published->count > 0)
		ma_spf_find_beside(pass, published, name, answer);
	if (published->count != 1)
		return;
	published->walked = true;
	unspaced = is_unspaced(pass, published, name, answer);
	ma_spf_tree_walk(pass, published->records[0], published->ttl, &published->tree);
	published->pasted = !unspaced && ma_spf_find_pasted(pass, name, published->records[0]);
	published->pasted = published->pasted || published->tree.pasted;
	ma_spf_find_publication(pass, answer, published);
	judge(pass, &published->tree);
	if (!published->tree.errors && !published->pasted)
		ma_findings_add(&pass->findings, MA_SPF_RECORD_VALID, name);
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL)
		ma_inquiries_add_new(inquiries, &ma_spf_record_kind, 0,
				     sizeof(struct ma_spf_published));
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	ma_spf_record_evaluate(pass, subject);
}

/* There is one alone. */
static bool is_same(const void *one, const void *other)
{
	(void)one;
	(void)other;
	return true;
}

const struct ma_kind ma_spf_record_kind = {
	.name = "spf.record",
	.budget = 250,
	.begin = begin,
	.evaluate = evaluate,
	.is_same = is_same,
};

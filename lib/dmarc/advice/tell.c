/* Faults of DMARC records as findings, with what was meant where that is clear.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

struct mailauth_finding *ma_dmarc_note(struct ma_pass *pass, enum ma_finding_id id,
				       const struct ma_name *name)
{
	return ma_findings_add(&pass->findings, id, ma_name_present(pass->arena, name));
}

struct ma_text ma_dmarc_policy_word(enum mailauth_policy policy)
{
	const char *word = mailauth_policy_word((int)policy);

	return policy <= MAILAUTH_POLICY_ABSENT || word == NULL ? MA_TEXT("-") : ma_text(word);
}

static bool is_counted(const struct ma_dmarc_request *request, bool harsh)
{
	return request->state != MA_REQUEST_ABSENT &&
	       (!harsh || request->state == MA_REQUEST_INVALID ||
		request->policy > MAILAUTH_POLICY_NONE);
}

struct ma_text ma_dmarc_tags_below(const struct ma_dmarc_record *record, bool harsh)
{
	bool sp = is_counted(&record->sp, harsh);
	bool np = is_counted(&record->np, harsh);

	if (sp && np)
		return MA_TEXT("sp, np");
	return sp ? MA_TEXT("sp") : np ? MA_TEXT("np") : (struct ma_text){ 0 };
}

/* Findings about a record, and those of them that show what was meant. */
struct teller {
	struct ma_pass *pass;
	struct ma_text name;
	const struct ma_dmarc_record *record;
	const struct ma_dmarc_record *meant;
	bool guessed;
	struct mailauth_finding *suggesting[MA_DMARC_FAULTS_KEPT];
	unsigned count;
};

/* What the record was meant to be is looked for once. */
static void suggest(struct teller *teller, struct mailauth_finding *finding)
{
	if (!teller->guessed)
		teller->meant = ma_dmarc_guess(teller->pass->arena, teller->record->text);
	teller->guessed = true;
	if (finding == NULL || teller->meant == NULL)
		return;
	ma_finding_meant(finding, teller->meant->text);
	teller->suggesting[teller->count++] = finding;
}

static void add_values(const struct teller *teller, const struct ma_dmarc_fault *fault,
		       struct mailauth_finding *finding)
{
	struct ma_arena *arena = teller->pass->arena;
	struct ma_text text = teller->record->text;

	if (fault->tag != NULL)
		ma_finding_text(finding, "tag", fault->tag->name);
	if (fault->character)
		ma_finding_characters(
			finding,
			ma_characters_word(arena, ma_text_slice(text, fault->from, fault->to)));
	if (fault->count > 0)
		ma_finding_text(finding, "count", ma_arena_number(arena, fault->count));
	if (fault->id == MA_DMARC_PARTIAL_PERCENTAGE)
		ma_finding_text(finding, "percent",
				ma_arena_number(arena, teller->record->percent));
	/* With p, they take effect as well. */
	if ((fault->id == MA_DMARC_P_MISSING || fault->id == MA_DMARC_P_MISSING_VOID) &&
	    ma_dmarc_tags_below(teller->record, true).data != NULL)
		ma_finding_text(finding, "tags", ma_dmarc_tags_below(teller->record, true));
}

/* The tag whose value is a sample with its marks, "<your address>" or "○○@example.jp", and that
 * FAULT is about; NULL if it is none.  It is not a matter of how it is written. */
static const struct ma_tag *find_sample(const struct teller *teller,
					const struct ma_dmarc_fault *fault)
{
	const struct ma_tags *tags = &teller->record->tags;

	if (fault->id != MA_DMARC_URI_INVALID && fault->id != MA_DMARC_BAD_CHARACTER)
		return NULL;
	if (ma_find_placeholder(ma_text_slice(teller->record->text, fault->from, fault->to)) <
	    MA_PLACEHOLDER_WORD)
		return NULL;
	for (size_t i = 0; i < tags->count; i++)
		if (fault->from >= tags->tags[i].value_from &&
		    fault->to <= tags->tags[i].value_to &&
		    (ma_text_equal_fold(tags->tags[i].name, MA_TEXT("rua")) ||
		     ma_text_equal_fold(tags->tags[i].name, MA_TEXT("ruf"))))
			return &tags->tags[i];
	return NULL;
}

static void note_sample(const struct teller *teller, const struct ma_dmarc_fault *fault,
			const struct ma_tag *tag)
{
	bool whole = fault->id == MA_DMARC_BAD_CHARACTER;
	struct mailauth_finding *finding =
		ma_findings_add(&teller->pass->findings, MA_DMARC_URI_PLACEHOLDER, teller->name);

	ma_finding_record(finding, teller->record->text, whole ? tag->value_from : fault->from,
			  whole ? tag->value_to : fault->to);
	ma_finding_text(finding, "tag", tag->name);
}

static void note_fault(struct teller *teller, const struct ma_dmarc_fault *fault)
{
	const struct ma_tag *sample = find_sample(teller, fault);
	struct mailauth_finding *finding;

	if (sample != NULL) {
		note_sample(teller, fault, sample);
		return;
	}
	finding = ma_findings_add(&teller->pass->findings, fault->id, teller->name);
	ma_finding_record(finding, teller->record->text, fault->from, fault->to);
	if (fault->unclear && fault->counts)
		suggest(teller, finding);
	add_values(teller, fault, finding);
	if (fault->unclear && !fault->counts)
		suggest(teller, finding);
}

/* The two policies that differ, if any do; of several differences one that makes it stronger: mail
 * can be lost by it. */
static void compare_reading(const struct teller *teller, const struct ma_dmarc_record *reading,
			    enum mailauth_policy *from, enum mailauth_policy *to)
{
	for (unsigned of = 0; of < MA_DMARC_OF_COUNT; of++) {
		enum mailauth_policy now =
			reading != NULL ? ma_dmarc_effect(reading, of) : MAILAUTH_POLICY_ABSENT;
		enum mailauth_policy then = ma_dmarc_effect(teller->meant, of);

		if (now != then && (*from == *to || (*to < *from && then > now))) {
			*from = now;
			*to = then;
		}
	}
}

/* The same for all receivers, also for those that know small letters alone. */
static bool compare(const struct teller *teller, enum mailauth_policy *from,
		    enum mailauth_policy *to)
{
	*from = *to = MAILAUTH_POLICY_ABSENT;
	compare_reading(teller, teller->record, from, to);
	compare_reading(teller, ma_dmarc_read_exactly(teller->pass->arena, teller->record), from,
			to);
	return *from != *to;
}

void ma_dmarc_note_faults(struct ma_pass *pass, const struct ma_name *name,
			  const struct ma_dmarc_record *record)
{
	struct teller teller = { .pass = pass, .record = record };
	enum mailauth_policy from, to;

	teller.name = ma_name_present(pass->arena, name);
	for (const struct ma_dmarc_fault *f = record->first_fault; f != NULL; f = f->next)
		note_fault(&teller, f);
	/* Who pastes the record as it was meant has to know if another policy takes effect then. */
	if (teller.count == 0 || !compare(&teller, &from, &to))
		return;
	for (unsigned i = 0; i < teller.count; i++) {
		struct mailauth_finding *finding = teller.suggesting[i];

		if (to > from)
			ma_finding_stronger(finding, ma_dmarc_policy_word(from),
					    ma_dmarc_policy_word(to));
		else
			ma_finding_weaker(finding, ma_dmarc_policy_word(from),
					  ma_dmarc_policy_word(to));
	}
}

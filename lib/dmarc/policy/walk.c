/* The DNS tree walk (RFC 9989 4.10): which records there are, from a name up to its top-level
 * domain, in at most eight questions.
 *
 * SPDX-License-Identifier: MIT */

#include "policy.h"

enum {
	LABELS_BELOW = 7, /* RFC 9989 4.10 step 4: what is left of a name with 8 labels or more */
};

static const void *read(struct ma_arena *arena, struct ma_text text)
{
	return ma_dmarc_is_record(text) ? ma_dmarc_read(arena, text) : NULL;
}

const struct ma_dmarc_record **ma_dmarc_select(struct ma_arena *arena,
					       const struct ma_answer *answer, size_t *count)
{
	const struct ma_dmarc_record **records =
		ma_arena_alloc(arena, (answer->count + 1) * sizeof(const struct ma_dmarc_record *));

	*count = 0;
	for (size_t i = 0; records != NULL && i < answer->count; i++) {
		records[*count] = ma_record_read(&answer->records[i], read);
		*count += records[*count] != NULL;
	}
	return records;
}

const struct ma_answer *ma_dmarc_ask(struct ma_pass *pass, const struct ma_name *name)
{
	const struct ma_name *below = ma_name_join(pass->arena, MA_TEXT("_dmarc"), name);

	/* Whether a failure matters is decided below. */
	return below != NULL ? ma_probe(&pass->view, below, MA_TYPE_TXT) : NULL;
}

bool ma_dmarc_is_of_registry(struct ma_pass *pass, const struct ma_dmarc_walk *walk,
			     const struct ma_dmarc_step *step)
{
	return !ma_name_equal(step->name, walk->start) &&
	       ma_psl_is_registry(pass->arena, step->name);
}

/* No one can be asked about the name of a registry, a top-level domain for one, when all that is
 * given is the zone of a domain; and such names have no record, by and large.  So what is
 * OFFLINE there is taken as holding none, and the report says so.  Any other failure, and any other
 * name, stays unknown: what is not known must not change a verdict in silence. */
static bool is_assumed(struct ma_pass *pass, const struct ma_dmarc_walk *walk,
		       const struct ma_dmarc_step *step)
{
	return step->answer->failure == MAILAUTH_OFFLINE &&
	       ma_dmarc_is_of_registry(pass, walk, step);
}

/* RFC 9989 4.10 steps 2 and 6: of several records none counts. */
void ma_dmarc_take_answer(struct ma_pass *pass, struct ma_dmarc_step *step)
{
	size_t count;
	const struct ma_dmarc_record **records = ma_dmarc_select(pass->arena, step->answer, &count);

	if (count > 1)
		step->status = MA_WALK_SEVERAL;
	if (records == NULL || count != 1)
		return;
	/* RFC 6376 3.2: "the entire tag-list is invalid" */
	if (records[0]->invalid) {
		step->invalid = records[0];
		return;
	}
	step->record = records[0];
	step->status = MA_WALK_RECORD;
}

static void take_step(struct ma_pass *pass, const struct ma_dmarc_walk *walk,
		      struct ma_dmarc_step *step)
{
	step->status = MA_WALK_NONE;
	step->answer = ma_dmarc_ask(pass, step->name);
	if (step->answer == NULL) /* no name is as long as that */
		return;
	if (step->answer->status != MA_ANSWER_FAILED) {
		ma_dmarc_take_answer(pass, step);
	} else if (is_assumed(pass, walk, step)) {
		step->status = MA_WALK_NOT_ASKED;
		step->assumed = true;
	} else {
		step->status = MA_WALK_FAILED;
	}
}

void ma_dmarc_walk_matters(struct ma_pass *pass, const struct ma_dmarc_walk *walk, bool registries)
{
	for (size_t i = 0; i < walk->count; i++)
		if (walk->steps[i].status == MA_WALK_FAILED &&
		    (registries || !ma_dmarc_is_of_registry(pass, walk, &walk->steps[i])))
			pass->view.failed = true;
}

void ma_dmarc_walk(struct ma_pass *pass, const struct ma_name *start, struct ma_dmarc_walk *walk)
{
	unsigned labels = (unsigned)ma_name_labels(start);
	bool stopped = false;

	*walk = (struct ma_dmarc_walk){ .start = start };
	while (labels > 0 && walk->count < MA_DMARC_STEPS_MAX) {
		struct ma_dmarc_step *step = &walk->steps[walk->count++];
		struct ma_name target = ma_name_tail(start, labels);

		step->name = ma_name_from_wire(pass->arena, target.wire, target.length);
		step->labels = labels;
		step->status = MA_WALK_NOT_ASKED;
		if (step->name == NULL)
			return;
		if (!stopped)
			take_step(pass, walk, step);
		stopped =
			stopped || (step->record != NULL && step->record->psd != MA_PSD_UNDECIDED);
		labels = labels > LABELS_BELOW + 1 ? LABELS_BELOW : labels - 1;
	}
}

/* The tree of an SPF record: each record that it takes in, each term, and what it costs.
 *
 * SPDX-License-Identifier: MIT */

#include "../../../known/known.h"
#include "../../render.h"

enum {
	DEPTH_SHOWN = 6, /* what is deeper is indented no further */
	NOTE_COLUMN = 48,
};

static const enum ma_phrase_id notes[] = {
	[MA_BRANCH_SENDER] = MA_PHRASE_TREE_SENDER,
	[MA_BRANCH_NONE] = MA_PHRASE_TREE_NONE,
	[MA_BRANCH_SEVERAL] = MA_PHRASE_TREE_SEVERAL,
	[MA_BRANCH_LOOP] = MA_PHRASE_TREE_LOOP,
	[MA_BRANCH_FAILED] = MA_PHRASE_TREE_FAILED,
	[MA_BRANCH_FAULTY] = MA_PHRASE_TREE_FAULTY,
	[MA_BRANCH_UNREACHED] = MA_PHRASE_TREE_UNREACHED,
	[MA_BRANCH_CUT] = MA_PHRASE_TREE_CUT,
};

/* "3 lookups, 1 in vain; leads nowhere", and whose it is, as much of it as there is to say. */
void ma_words_branch(const struct ma_writer *writer, struct ma_buffer *note,
		     const struct ma_spf_branch *branch)
{
	const struct ma_provider *company =
		branch->term != NULL ? ma_provider_of_term(branch->term) : NULL;
	struct ma_arena arena = { 0 };
	const struct ma_argument arguments[] = {
		{ "lookups", ma_arena_number(&arena, branch->lookups), MA_VALUE_SAFE },
		{ "voids", ma_arena_number(&arena, branch->voids), MA_VALUE_SAFE },
	};

	if (branch->lookups > 0)
		ma_words_add(note, ma_phrase(MA_PHRASE_TREE_LOOKUPS, writer->language), arguments,
			     2);
	if (branch->voids > 0)
		ma_words_add(note, ma_phrase(MA_PHRASE_TREE_VOIDS, writer->language), arguments, 2);
	if (branch->state != MA_BRANCH_TERM) {
		if (note->length > 0)
			ma_buffer_string(note, "  ");
		ma_buffer_string(note, ma_phrase(notes[branch->state], writer->language));
	}
	if (company != NULL && note->length > 0)
		ma_buffer_string(note, "  ");
	if (company != NULL)
		ma_buffer_string(note, ma_provider_name(company, writer->language));
	note->failed = note->failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_term(struct ma_writer *writer, size_t indent, const struct ma_spf_branch *branch)
{
	struct ma_buffer note = { 0 };

	ma_buffer_add(&note, "", 0);
	ma_words_branch(writer, &note, branch);
	if (!note.failed)
		ma_write_term(writer, indent, branch->text, NOTE_COLUMN, note.data, MA_STYLE_PLAIN);
	writer->out.failed = writer->out.failed || note.failed;
	ma_buffer_finish(&note);
}

void ma_write_tree(struct ma_writer *writer, const struct ma_spf_tree *tree)
{
	ma_buffer_byte(&writer->out, '\n');
	ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_LABEL_TREE, NULL, 0);
	/* The first is the domain's own record, which was shown. */
	for (size_t i = 1; i < tree->branch_count; i++) {
		const struct ma_spf_branch *branch = tree->branches[i];
		size_t depth = branch->depth < DEPTH_SHOWN ? branch->depth : DEPTH_SHOWN;
		size_t indent = MA_TEXT_MARGIN + 4 * depth;

		if (branch->state != MA_BRANCH_RECORD)
			write_term(writer, indent + 2, branch);
		else
			ma_write_record(writer, indent, branch->domain, (struct ma_text){ 0 },
					branch->text);
	}
}

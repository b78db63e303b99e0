/* The tree of an SPF record: what each term leads to is below it, and can be folded away.
 *
 * SPDX-License-Identifier: MIT */

#include "html.h"

/* A tree on its way. */
struct folding {
	struct ma_writer *writer;
	unsigned level; /* of records that are open */
};

/* How much of the ten lookups is spent (RFC 7208 4.6.4). */
static void write_budget(struct ma_writer *writer, const struct ma_spf_tree *tree)
{
	struct ma_page *page = writer->page;
	struct ma_arena arena = { 0 };
	const struct ma_argument lookups = { "lookups", ma_arena_number(&arena, tree->lookups),
					     MA_VALUE_SAFE };
	struct ma_buffer words = { 0 };

	ma_words_add(&words, ma_phrase(MA_PHRASE_HTML_BUDGET, writer->language), &lookups, 1);
	ma_page_markup(page, "<label class=\"ma-budget\">");
	if (!words.failed)
		ma_page_text(page, ma_buffer_view(&words));
	ma_page_markup(page,
		       " <meter min=\"0\" max=\"10\" low=\"8\" high=\"9\" optimum=\"0\" value=\"");
	ma_buffer_number(&page->out,
			 tree->lookups < MA_SPF_LOOKUPS_MAX ? tree->lookups : MA_SPF_LOOKUPS_MAX);
	ma_page_markup(page, "\"></meter></label>\n");
	page->out.failed = page->out.failed || words.failed || arena.failed;
	ma_buffer_finish(&words);
	ma_arena_finish(&arena);
}

static void close_to(struct folding *folding, unsigned level)
{
	for (; folding->level > level; folding->level--)
		ma_page_markup(folding->writer->page, "</ul></details></li>\n");
}

static void add_code(struct ma_page *page, struct ma_text text)
{
	ma_page_markup(page, "<code>");
	ma_page_visible(page, text);
	ma_page_markup(page, "</code>");
}

/* A term and what there is to say of it; below it, if INSIDE, is a record. */
static void write_term(struct folding *folding, const struct ma_spf_branch *branch, bool inside)
{
	struct ma_page *page = folding->writer->page;
	struct ma_buffer note = { 0 };

	ma_page_markup(page, inside ? "<li><details open><summary>" : "<li>");
	add_code(page, branch->text);
	ma_words_branch(folding->writer, &note, branch);
	ma_page_markup(page, " ");
	if (!note.failed)
		ma_page_text(page, ma_buffer_view(&note));
	ma_page_markup(page, inside ? "</summary>\n" : "</li>\n");
	page->out.failed = page->out.failed || note.failed;
	ma_buffer_finish(&note);
}

/* A record, whose terms follow. */
static void write_record(struct folding *folding, const struct ma_spf_branch *branch, bool folded)
{
	struct ma_page *page = folding->writer->page;

	if (!folded) { /* nothing leads to it: it folds by its own name */
		ma_page_markup(page, "<li><details open><summary>");
		add_code(page, branch->domain);
		ma_page_markup(page, "</summary>\n");
	}
	ma_page_markup(page, "<p>");
	add_code(page, branch->domain);
	ma_page_markup(page, " ");
	add_code(page, branch->text);
	ma_page_markup(page, "</p>\n<ul>\n");
	folding->level++;
}

void ma_html_tree(struct ma_writer *writer, const struct ma_spf_tree *tree)
{
	struct folding folding = { .writer = writer };
	bool folded = false;

	ma_page_end(writer);
	write_budget(writer, tree);
	ma_page_markup(writer->page, "<details class=\"ma-tree\"><summary>");
	ma_page_string(writer->page, ma_phrase(MA_PHRASE_LABEL_TREE, writer->language));
	ma_page_markup(writer->page, "</summary>\n<ul>\n");
	/* The first is the domain's own record, which was shown. */
	for (size_t i = 1; i < tree->branch_count; i++) {
		const struct ma_spf_branch *branch = tree->branches[i];
		bool leads = i + 1 < tree->branch_count &&
			     tree->branches[i + 1]->state == MA_BRANCH_RECORD &&
			     branch->state != MA_BRANCH_RECORD;

		if (!folded)
			close_to(&folding, branch->state == MA_BRANCH_RECORD && branch->depth > 0
						   ? branch->depth - 1
						   : branch->depth);
		if (branch->state == MA_BRANCH_RECORD)
			write_record(&folding, branch, folded);
		else
			write_term(&folding, branch, leads);
		folded = leads;
	}
	close_to(&folding, 0);
	ma_page_markup(writer->page, "</ul></details>\n");
}

/* The records to publish as text: where each goes, what it replaces, the value alone on its line,
 * and the proof.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../render.h"

enum {
	INDENT = 2 * MA_TEXT_MARGIN,
	VALUE_INDENT = 3 * MA_TEXT_MARGIN,
	GAINED_SHOWN = 4,
	ROOM_AFTER_NAME = 4, /* for what a line is not broken before */
};

static bool removes(const struct mailauth_fix *fix, const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < fix->remove_count; i++)
		if (ma_finding_equal(fix->removes[i], finding))
			return true;
	return false;
}

/* Of several that remove it, the one that is about little else. */
size_t ma_text_find_fix(const struct mailauth_report *report,
			const struct mailauth_finding *finding)
{
	size_t found = 0;

	for (size_t i = 0; i < report->fix_count; i++)
		if (removes(report->fixes[i], finding) &&
		    (found == 0 ||
		     report->fixes[i]->remove_count < report->fixes[found - 1]->remove_count))
			found = i + 1;
	return found;
}

/* Adds PHRASE with a NUMBER for KEY, and what else it needs, after what is there. */
static void add_number(const struct ma_writer *writer, struct ma_buffer *words,
		       enum ma_phrase_id phrase, const char *key, size_t number,
		       struct ma_argument other)
{
	struct ma_arena arena = { 0 };
	const struct ma_argument arguments[] = {
		{ key, ma_arena_number(&arena, number), MA_VALUE_SAFE },
		other,
	};

	if (words->length > 0)
		ma_words_between_sentences(words, writer->language);
	ma_words_add(words, ma_phrase(phrase, writer->language), arguments, 2);
	words->failed = words->failed || arena.failed;
	ma_arena_finish(&arena);
}

/* --- Values --------------------------------------------------------------------- */

void ma_write_value(struct ma_writer *writer, struct ma_text value)
{
	struct ma_buffer shown = { 0 };
	bool changed;

	if (writer->page != NULL) {
		ma_page_value(writer, value);
		return;
	}
	if (ma_text_is_plain(value)) /* it can be pasted */
		ma_buffer_text(&shown, value);
	else
		ma_buffer_visible(&shown, value);
	changed = !ma_text_equal(ma_buffer_view(&shown), value);
	ma_buffer_fill(&writer->out, ' ', VALUE_INDENT);
	ma_buffer_text(&writer->out, ma_buffer_view(&shown));
	ma_buffer_byte(&writer->out, '\n');
	writer->out.failed = writer->out.failed || shown.failed;
	ma_buffer_finish(&shown);
	if (changed)
		ma_write_phrase(writer, INDENT, MA_PHRASE_PUBLISH_ESCAPED, NULL, 0);
}

static void write_values(struct ma_writer *writer, const struct ma_text *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ma_write_value(writer, values[i]);
}

/* --- What to do ------------------------------------------------------------------- */

/* Whether one of the values that go was meant to be an SPF record, and is not one. */
static bool holds_text(const struct mailauth_fix *fix)
{
	for (size_t i = 0; fix->counted && i < fix->removed_count; i++)
		if (!ma_spf_is_record(ma_record_text(&fix->removed[i])))
			return true;
	return false;
}

/* Whether the values that go have to be listed: it is not all of them, and no word names them. */
bool ma_fix_lists_old(const struct mailauth_fix *fix)
{
	bool named = fix->counted && !holds_text(fix);

	return fix->removed_count > 0 &&
	       (fix->form.added_count != 1 || ((fix->kept_count > 0 || holds_text(fix)) && !named));
}

static enum ma_phrase_id task_of(const struct mailauth_fix *fix)
{
	static const enum ma_phrase_id replace[][3] = {
		{ MA_PHRASE_PUBLISH_REPLACE, MA_PHRASE_PUBLISH_REPLACE_BOTH,
		  MA_PHRASE_PUBLISH_REPLACE_ALL },
		{ MA_PHRASE_PUBLISH_REPLACE_SPF, MA_PHRASE_PUBLISH_REPLACE_SPF_BOTH,
		  MA_PHRASE_PUBLISH_REPLACE_SPF_ALL },
	};

	if (fix->removed_count == 0)
		return fix->form.added_count == 1 ? MA_PHRASE_PUBLISH_ADD
						  : MA_PHRASE_PUBLISH_ADD_ALL;
	if (fix->form.added_count == 0)
		return MA_PHRASE_PUBLISH_REMOVE;
	if (ma_fix_lists_old(fix))
		return MA_PHRASE_PUBLISH_EXCHANGE;
	return replace[fix->counted][fix->removed_count > 2 ? 2 : fix->removed_count - 1];
}

/* Which record set: its name, also as it is written within the zone, and its type. */
static void add_place(const struct ma_writer *writer, struct ma_buffer *words,
		      const struct mailauth_fix *fix)
{
	const struct ma_argument arguments[] = {
		{ "name", fix->shown, MA_VALUE_SAFE },
		{ "type", ma_text(ma_type_word(fix->type)), MA_VALUE_SAFE },
		{ "relative", fix->texts.relative, MA_VALUE_SAFE },
	};
	bool whole = ma_text_equal(fix->texts.relative, fix->shown);

	ma_words_add(words,
		     ma_phrase(whole ? MA_PHRASE_PUBLISH_PLACE_WHOLE : MA_PHRASE_PUBLISH_PLACE,
			       writer->language),
		     arguments, 3);
}

/* "Publish 1 of 2", unless there is one alone. */
void ma_words_publish(const struct ma_writer *writer, struct ma_buffer *words, size_t number)
{
	struct ma_arena arena = { 0 };
	size_t count = writer->report->fix_count;
	const struct ma_argument arguments[] = {
		{ "number", ma_arena_number(&arena, number), MA_VALUE_SAFE },
		{ "count", ma_arena_number(&arena, count), MA_VALUE_SAFE },
	};
	enum ma_phrase_id label = count > 1 ? MA_PHRASE_LABEL_PUBLISH : MA_PHRASE_LABEL_PUBLISH_ONE;

	ma_words_add(words, ma_phrase(label, writer->language), arguments, 2);
	words->failed = words->failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_label(struct ma_writer *writer, size_t number)
{
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_words_publish(writer, &writer->out, number);
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_string(&writer->out, "  ");
}

/* The columns that the label of fix NUMBER takes, with those around it. */
static size_t label_columns(struct ma_writer *writer, size_t number)
{
	struct ma_writer probe = { .report = writer->report, .language = writer->language };
	size_t columns;

	write_label(&probe, number);
	columns = probe.out.failed ? 0 : ma_columns(ma_buffer_view(&probe.out));
	writer->out.failed = writer->out.failed || probe.out.failed;
	ma_buffer_finish(&probe.out);
	return columns;
}

void ma_words_task(const struct ma_writer *writer, struct ma_buffer *words,
		   const struct mailauth_fix *fix)
{
	size_t changed = fix->removed_count > 0 ? fix->removed_count : fix->form.added_count;
	struct ma_arena arena = { 0 };
	struct ma_buffer place = { 0 };

	add_place(writer, &place, fix);
	if (!place.failed) {
		const struct ma_argument arguments[] = {
			{ "place", ma_buffer_view(&place), MA_VALUE_SAFE },
			{ "count", ma_arena_number(&arena, changed), MA_VALUE_SAFE },
		};

		ma_words_add(words, ma_depth_phrase(writer, task_of(fix)), arguments, 2);
	}
	words->failed = words->failed || place.failed || arena.failed;
	ma_buffer_finish(&place);
	ma_arena_finish(&arena);
}

static void write_task(struct ma_writer *writer, const struct mailauth_fix *fix, size_t number)
{
	size_t column = label_columns(writer, number);
	struct ma_buffer words = { 0 };

	ma_words_task(writer, &words, fix);
	write_label(writer, number);
	/* A long name leaves no room next to the label. */
	if (column + ma_columns(fix->shown) + ROOM_AFTER_NAME > writer->width) {
		column = INDENT;
		while (writer->out.length > 0 && writer->out.data[writer->out.length - 1] == ' ')
			writer->out.length--;
		ma_buffer_byte(&writer->out, '\n');
		ma_buffer_fill(&writer->out, ' ', INDENT);
	}
	ma_write_words(writer, column, INDENT, &words);
}

/* The one value that goes, which no one has to paste: next to its label. */
static void write_old(struct ma_writer *writer, struct ma_text value)
{
	ma_buffer_fill(&writer->out, ' ', INDENT);
	ma_buffer_string(&writer->out, ma_phrase(MA_PHRASE_PUBLISH_OLD, writer->language));
	ma_buffer_byte(&writer->out, ' ');
	ma_buffer_visible(&writer->out, value);
	ma_buffer_byte(&writer->out, '\n');
}

static void write_change(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	bool exchange = ma_fix_lists_old(fix) && fix->form.added_count > 0;

	if (exchange && fix->removed_count == 1) {
		write_old(writer, fix->texts.removed[0]);
	} else if (ma_fix_lists_old(fix)) {
		if (exchange)
			ma_write_phrase(writer, INDENT, MA_PHRASE_PUBLISH_OLD, NULL, 0);
		write_values(writer, fix->texts.removed, fix->removed_count);
	}
	if (exchange)
		ma_write_phrase(writer, INDENT, MA_PHRASE_PUBLISH_NEW, NULL, 0);
	write_values(writer, fix->texts.added, fix->form.added_count);
}

/* --- The proof ---------------------------------------------------------------------- */

/* Who passes that did not before: own senders that were named. */
static void add_gained(const struct ma_writer *writer, struct ma_buffer *words,
		       const struct mailauth_fix *fix)
{
	size_t count = fix->gained.count;
	size_t shown = count > GAINED_SHOWN ? GAINED_SHOWN : count;
	struct ma_buffer ranges = { 0 };

	for (size_t i = 0; i < shown; i++) {
		if (i > 0)
			ma_buffer_string(&ranges,
					 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language));
		ma_buffer_text(&ranges, fix->texts.gained[i]);
	}
	if (count > 0 && !ranges.failed)
		add_number(
			writer, words,
			count > shown ? MA_PHRASE_PUBLISH_GAINED_MORE : MA_PHRASE_PUBLISH_GAINED,
			"count", count - shown,
			(struct ma_argument){ "ranges", ma_buffer_view(&ranges), MA_VALUE_SAFE });
	words->failed = words->failed || ranges.failed;
	ma_buffer_finish(&ranges);
}

static void add_kept(const struct ma_writer *writer, struct ma_buffer *words,
		     const struct mailauth_fix *fix)
{
	const struct ma_argument type = { "type", ma_text(ma_type_word(fix->type)), MA_VALUE_SAFE };

	if (fix->kept_count > 0)
		add_number(writer, words,
			   fix->kept_count == 1 ? MA_PHRASE_PUBLISH_KEPT_ONE
						: MA_PHRASE_PUBLISH_KEPT,
			   "count", fix->kept_count, type);
}

/* Whether the verdict names FINDING as what is wrong: that there may be no mail at all is not. */
static bool is_named_problem(const struct mailauth_finding *finding)
{
	return finding->remedy->told && !finding->remedy->closing;
}

/* The gravest finding that FIX removes: the one that the verdict is about, if it is among them. */
static const struct mailauth_finding *find_solved(const struct mailauth_report *report,
						  const struct mailauth_fix *fix)
{
	const struct mailauth_finding *worst = NULL;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		if (!removes(fix, finding))
			continue;
		if (is_named_problem(finding))
			return finding;
		if (worst == NULL ||
		    mailauth_finding_severity(finding) > mailauth_finding_severity(worst))
			worst = finding;
	}
	return worst;
}

/* Whether the verdict is about another finding of SECTION. */
static bool is_told_of(const struct mailauth_report *report, enum mailauth_section section)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (is_named_problem(report->findings[i]) &&
		    mailauth_finding_section(report->findings[i]) == section)
			return true;
	return false;
}

/* That the problem is solved; where it is not the one that the verdict is about, which it is. */
static void add_solved(const struct ma_writer *writer, struct ma_buffer *words,
		       const struct mailauth_fix *fix)
{
	const struct mailauth_finding *solved = find_solved(writer->report, fix);
	enum ma_phrase_id phrase = MA_PHRASE_PUBLISH_CHECKED;
	struct ma_argument section = { "section", { 0 }, MA_VALUE_SAFE };

	if (solved != NULL) {
		enum mailauth_section where = mailauth_finding_section(solved);

		section.value = ma_text(ma_phrase(ma_section_name(where), writer->language));
		if (!is_named_problem(solved))
			phrase = is_told_of(writer->report, where)
					 ? MA_PHRASE_PUBLISH_CHECKED_ANOTHER
					 : MA_PHRASE_PUBLISH_CHECKED_SECTION;
	}
	ma_words_add(words, ma_phrase(phrase, writer->language), &section, 1);
}

/* What was proven, and what a person has to know before. */
void ma_words_proof(const struct ma_writer *writer, struct ma_buffer *words,
		    const struct mailauth_fix *fix)
{
	if (fix->counted)
		add_number(writer, words, MA_PHRASE_PUBLISH_CHECKED_SPF, "lookups", fix->lookups,
			   (struct ma_argument){ .key = "" });
	else
		add_solved(writer, words, fix);
	add_gained(writer, words, fix);
	add_kept(writer, words, fix);
	if (fix->form.confirm_count > 0)
		ma_words_between_sentences(words, writer->language);
	ma_fix_write_confirm(words, fix, writer->language, !writer->full);
}

static void write_proof(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	struct ma_buffer words = { 0 };

	ma_words_proof(writer, &words, fix);
	ma_buffer_fill(&writer->out, ' ', INDENT);
	ma_write_words(writer, INDENT, INDENT, &words);
}

/* Who can publish it, unless that is the one whom the verdict names. */
void ma_write_publisher(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	struct ma_buffer who = { 0 };
	struct ma_buffer words = { 0 };

	if (fix->remedy.holder.own && writer->report->verdict.remedy.who != 0)
		return;
	ma_words_who(writer, &who, &fix->remedy, MA_WHO_SHORT);
	ma_buffer_string(&words, ma_phrase(MA_PHRASE_LABEL_PUBLISHER, writer->language));
	ma_buffer_text(&words, ma_buffer_view(&who));
	words.failed = words.failed || who.failed;
	ma_buffer_finish(&who);
	ma_buffer_fill(&writer->out, ' ', INDENT);
	ma_write_words(writer, INDENT, INDENT, &words);
}

void ma_write_fixes(struct ma_writer *writer)
{
	for (size_t i = 0; i < writer->report->fix_count; i++) {
		const struct mailauth_fix *fix = writer->report->fixes[i];

		ma_buffer_byte(&writer->out, '\n');
		write_task(writer, fix, i + 1);
		write_change(writer, fix);
		write_proof(writer, fix);
		ma_write_publisher(writer, fix);
	}
}

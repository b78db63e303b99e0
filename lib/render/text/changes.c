/* What assumptions change, and how a zone file differs from what is published, as text.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

/* A finding with its mark, and what it means. */
static void write_finding(struct ma_writer *writer, const struct mailauth_change *change)
{
	struct ma_buffer words = { 0 };

	ma_write_mark(writer, mailauth_finding_severity(change->finding));
	ma_buffer_string(&words, ma_phrase(change->after == NULL ? MA_PHRASE_CHANGE_GONE
								 : MA_PHRASE_CHANGE_NEW,
					   writer->language));
	if (writer->full) {
		ma_words_finding(&words, change->finding, writer->language, false);
		ma_buffer_string(&words, " ");
		ma_buffer_string(&words, mailauth_finding_id(change->finding));
	} else {
		ma_words_finding_in_short(&words, change->finding, writer->language, MA_SAID_LEAST);
	}
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
}

static enum ma_phrase_id policy_phrase(size_t of)
{
	switch (of) {
	case MAILAUTH_POLICY_OF_DOMAIN:
		return MA_PHRASE_CHANGE_POLICY;
	case MAILAUTH_POLICY_OF_EXISTING:
		return MA_PHRASE_CHANGE_POLICY_BELOW;
	default:
		return MA_PHRASE_CHANGE_POLICY_MISSING;
	}
}

/* Whether the address of the sender INDEX is judged by one of its names only. */
static bool is_alone(const struct mailauth_report *report, size_t index)
{
	for (size_t i = 0; i < report->sender_count; i++)
		if (i != index &&
		    ma_text_equal(report->senders[i]->ip_text, report->senders[index]->ip_text))
			return false;
	return true;
}

/* The phrase for a kind whose words are said; false for one that its findings say. */
static bool find_phrase(const struct mailauth_report *report, const struct mailauth_change *change,
			enum ma_phrase_id *phrase)
{
	switch (change->kind) {
	case MAILAUTH_CHANGE_SPOOFABLE:
		*phrase = MA_PHRASE_CHANGE_SPOOFABLE;
		return true;
	case MAILAUTH_CHANGE_SENDER:
		*phrase = is_alone(report, change->index) ? MA_PHRASE_CHANGE_SENDER
							  : MA_PHRASE_CHANGE_SENDER_IDENTITY;
		return true;
	case MAILAUTH_CHANGE_DMARC:
		*phrase = MA_PHRASE_CHANGE_DMARC;
		return true;
	case MAILAUTH_CHANGE_POLICY:
		*phrase = policy_phrase(change->index);
		return true;
	case MAILAUTH_CHANGE_ADDRESSES:
		*phrase = MA_PHRASE_CHANGE_ADDRESSES;
		return true;
	case MAILAUTH_CHANGE_LOOKUPS:
		*phrase = MA_PHRASE_CHANGE_LOOKUPS;
		return true;
	default:
		return false;
	}
}

static enum ma_phrase_id spoofable_phrase(enum mailauth_spoofable spoofable)
{
	switch (spoofable) {
	case MAILAUTH_SPOOFABLE_NO:
		return MA_PHRASE_SPOOFABLE_NO;
	case MAILAUTH_SPOOFABLE_PARTLY:
		return MA_PHRASE_SPOOFABLE_PARTLY;
	case MAILAUTH_SPOOFABLE_YES:
		return MA_PHRASE_SPOOFABLE_YES;
	default:
		return MA_PHRASE_SPOOFABLE_UNKNOWN;
	}
}

/* What a value is that is not a word: a record that is not there permits nothing, and causes no
 * lookups; all else was not to be known. */
static enum ma_phrase_id missing_phrase(const struct mailauth_change *change,
					const struct mailauth_report *report)
{
	bool counts = change->kind == MAILAUTH_CHANGE_ADDRESSES ||
		      change->kind == MAILAUTH_CHANGE_LOOKUPS;

	return counts && !report->spf.unknown && !report->spf.walked ? MA_PHRASE_CHANGE_NONE
								     : MA_PHRASE_CHANGE_UNKNOWN;
}

/* The standards' own words stay as they are; those of ours are translated. */
static struct ma_text word_of(const struct ma_writer *writer, const struct mailauth_change *change,
			      const struct mailauth_report *report, const char *word)
{
	if (change->kind == MAILAUTH_CHANGE_SPOOFABLE)
		return ma_text(
			ma_phrase(spoofable_phrase(report->verdict.spoofable), writer->language));
	if (word != NULL)
		return ma_text(word);
	return ma_text(ma_phrase(missing_phrase(change, report), writer->language));
}

/* Who sent, and by which of its names that is judged. */
static void add_sender(const struct ma_writer *writer, const struct mailauth_sender *sender,
		       struct ma_argument *arguments)
{
	arguments[0] = (struct ma_argument){ "ip", sender->ip_text, MA_VALUE_SAFE };
	arguments[1] = (struct ma_argument){ "domain", sender->domain_text, MA_VALUE_RAW };
	arguments[2] =
		(struct ma_argument){ "identity",
				      ma_text(ma_identity_phrase(writer, sender->input.identity)),
				      MA_VALUE_SAFE };
}

static void write_change(struct ma_writer *writer, const struct mailauth_change *change)
{
	const struct mailauth_report *report = writer->report;
	enum ma_phrase_id phrase;
	struct ma_argument arguments[5] = {
		{ "before", word_of(writer, change, report->before, change->before),
		  MA_VALUE_SAFE },
		{ "after", word_of(writer, change, report, change->after), MA_VALUE_SAFE },
	};
	size_t count = 2;

	if (change->kind == MAILAUTH_CHANGE_SENDER) {
		add_sender(writer, report->senders[change->index], arguments + count);
		count = 5;
	}
	if (change->kind == MAILAUTH_CHANGE_FINDING)
		write_finding(writer, change);
	else if (find_phrase(report, change, &phrase))
		ma_write_phrase(writer, 2 * MA_TEXT_MARGIN, phrase, arguments, count);
}

/* In short, notes alone that come or go are counted. */
static bool is_counted(const struct ma_writer *writer, const struct mailauth_change *change)
{
	return !writer->full && change->kind == MAILAUTH_CHANGE_FINDING &&
	       mailauth_finding_severity(change->finding) < MAILAUTH_SEVERITY_WARNING;
}

static void write_counted(struct ma_writer *writer, size_t counted)
{
	struct ma_arena arena = { 0 };
	struct ma_argument count = { "count", ma_arena_number(&arena, counted), MA_VALUE_SAFE };

	if (counted > 0)
		ma_write_phrase(writer, 2 * MA_TEXT_MARGIN, MA_PHRASE_CHANGE_NOTES, &count, 1);
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}

void ma_write_changes(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	size_t counted = 0;

	if (report->before == NULL)
		return;
	ma_buffer_byte(&writer->out, '\n');
	ma_write_phrase(writer, 0,
			report->change_count > 0 ? MA_PHRASE_CHANGES : MA_PHRASE_NO_CHANGES, NULL,
			0);
	for (size_t i = 0; i < report->change_count; i++) {
		if (is_counted(writer, &report->changes[i]))
			counted++;
		else
			write_change(writer, &report->changes[i]);
	}
	write_counted(writer, counted);
}

/* --- A zone file ------------------------------------------------------------------- */

static void write_value(struct ma_writer *writer, enum ma_phrase_id label, struct ma_text place,
			struct ma_text value)
{
	const struct ma_argument arguments[] = {
		{ "place", place, MA_VALUE_SAFE },
		{ "value", value, MA_VALUE_RAW },
	};

	ma_write_phrase(writer, 2 * MA_TEXT_MARGIN, label, arguments, 2);
}

static void write_values(struct ma_writer *writer, enum ma_phrase_id label, struct ma_text place,
			 const struct ma_text *values, size_t count)
{
	if (count == 0)
		write_value(writer, label, place,
			    ma_text(ma_phrase(MA_PHRASE_COMPARED_NOTHING, writer->language)));
	for (size_t i = 0; i < count; i++)
		write_value(writer, label, place, values[i]);
}

/* Those that are asked: the zone above says who. */
static void write_place(struct ma_writer *writer, const struct ma_compared *set)
{
	const struct ma_delegation *delegation = &writer->report->servers.delegation;
	struct ma_buffer names = { 0 };

	for (size_t i = 0; i < delegation->count; i++) {
		ma_buffer_string(&names,
				 i > 0 ? ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language)
				       : "");
		ma_buffer_text(&names, delegation->names[i]);
	}
	if (delegation->count == 0)
		ma_buffer_text(&names, set->server);
	if (!names.failed)
		write_value(writer, MA_PHRASE_COMPARED_WHERE, ma_buffer_view(&names),
			    (struct ma_text){ 0 });
	writer->out.failed = writer->out.failed || names.failed;
	ma_buffer_finish(&names);
}

static enum ma_phrase_id state_of(const struct mailauth_report *report,
				  const struct ma_compared *set)
{
	if (set->server.data == NULL)
		return report->servers.delegation.count == 0 ? MA_PHRASE_COMPARED_NO_ZONE_ABOVE
							     : MA_PHRASE_COMPARED_UNKNOWN;
	return set->same ? MA_PHRASE_COMPARED_SAME : MA_PHRASE_COMPARED_DIFFERENT;
}

static void write_set(struct ma_writer *writer, const struct ma_compared *set)
{
	const struct ma_argument arguments[] = {
		{ "type", ma_text(ma_type_word(set->type)), MA_VALUE_SAFE },
		{ "name", set->name, MA_VALUE_SAFE },
	};

	ma_write_phrase(writer, MA_TEXT_MARGIN, state_of(writer->report, set), arguments, 2);
	if (set->same || set->server.data == NULL)
		return;
	write_values(writer, MA_PHRASE_COMPARED_FILE, set->server, set->file, set->file_count);
	write_values(writer, MA_PHRASE_COMPARED_PUBLISHED, set->server, set->published,
		     set->published_count);
	/* Name servers are set where the domain was registered. */
	if (set->type != MA_TYPE_NS)
		write_place(writer, set);
}

void ma_write_comparison(struct ma_writer *writer)
{
	const struct ma_servers *servers = &writer->report->servers;

	if (servers->compared_count == 0)
		return;
	ma_buffer_byte(&writer->out, '\n');
	ma_write_phrase(writer, 0, MA_PHRASE_COMPARISON, NULL, 0);
	for (size_t i = 0; i < servers->compared_count; i++)
		write_set(writer, &servers->compared[i]);
}

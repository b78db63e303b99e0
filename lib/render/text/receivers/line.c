/* What receivers ask for, in one line: what is not met, and who asks for it.
 *
 * SPDX-License-Identifier: MIT */

#include "receivers.h"

enum {
	ITEMS_SHOWN = 3,
	RECEIVERS_SHOWN = 1, /* of an item */
};

/* Who asks for a demand that is not met: sets of receivers. */
struct asking {
	unsigned all;
	unsigned bulk; /* of bulk senders only */
};

static void note_date(const char **oldest, const char *date)
{
	if (date != NULL &&
	    (*oldest == NULL || ma_text_compare(ma_text(date), ma_text(*oldest)) < 0))
		*oldest = date;
}

/* --- What is not met ---------------------------------------------------------------- */

/* Where something is missing that a receiver asks of everyone, what it asks of bulk senders is left
 * to the table. */
static void note_receiver(const struct mailauth_receiver *receiver, struct asking *asking)
{
	bool bulk = mailauth_receiver_result(receiver) == MAILAUTH_RECEIVER_PARTLY;
	const struct ma_requirement *requirement;

	for (size_t i = 0; (requirement = ma_requirement(receiver->id, i)) != NULL; i++) {
		struct asking *of = &asking[requirement->demand];

		if (!ma_is_unmet(receiver, requirement) || requirement->bulk != bulk)
			continue;
		*(bulk ? &of->bulk : &of->all) |= 1u << receiver->id;
	}
}

/* What does not pass for the visible sender fails DMARC: the same need not be said twice. */
static void join_alignment(struct asking *asking)
{
	struct asking *fail = &asking[MA_DEMAND_NO_DMARC_FAIL];

	if (asking[MA_DEMAND_ALIGNMENT].all == 0)
		return;
	asking[MA_DEMAND_ALIGNMENT].all |= fail->all;
	*fail = (struct asking){ 0 };
}

static bool is_same(const struct asking *a, const struct asking *b)
{
	return a->all == b->all && a->bulk == b->bulk;
}

/* The demand is listed with an earlier one that the same receivers ask for. */
static bool is_listed(const struct asking *asking, size_t demand)
{
	for (size_t i = 0; i < demand; i++)
		if (is_same(&asking[i], &asking[demand]))
			return true;
	return false;
}

/* The first of those that ask for it; of bulk senders only where none asks everyone. */
static void add_receivers(const struct ma_writer *writer, struct ma_buffer *list,
			  const struct asking *of)
{
	unsigned set = of->all != 0 ? of->all : of->bulk;
	size_t count = 0;

	for (size_t i = 0; i < MA_RECEIVER_COUNT; i++)
		if ((set & 1u << i) != 0 && count++ < RECEIVERS_SHOWN)
			ma_words_listed(writer, list, ma_receiver_phrase((enum ma_receiver_id)i));
	if (count > RECEIVERS_SHOWN || (of->all != 0 && of->bulk != 0))
		ma_buffer_string(list, ma_phrase(MA_PHRASE_RECEIVERS_MORE, writer->language));
}

/* When it was looked up what the receiver asks for that an item names. */
static const char *date_of(const struct mailauth_report *report, const struct asking *of)
{
	unsigned set = of->all != 0 ? of->all : of->bulk;

	for (size_t i = 0; i < report->receiver_count; i++)
		if ((set & 1u << report->receivers[i].id) != 0)
			return mailauth_receiver_date(&report->receivers[i]);
	return NULL;
}

/* All demands of the same receivers as DEMAND, and those receivers. */
static void add_item(const struct ma_writer *writer, struct ma_buffer *items,
		     const struct asking *asking, size_t demand)
{
	const struct asking *of = &asking[demand];
	enum ma_phrase_id phrase =
		of->all == 0 ? MA_PHRASE_RECEIVERS_ITEM_BULK : MA_PHRASE_RECEIVERS_ITEM;
	struct ma_buffer demands = { 0 };
	struct ma_buffer receivers = { 0 };

	for (size_t i = demand; i < MA_DEMAND_COUNT; i++)
		if (is_same(&asking[i], of))
			ma_words_listed(writer, &demands, ma_demand_phrase((enum ma_demand_id)i));
	add_receivers(writer, &receivers, of);
	if (!demands.failed && !receivers.failed) {
		const struct ma_argument arguments[] = {
			{ "demands", ma_buffer_view(&demands), MA_VALUE_SAFE },
			{ "receivers", ma_buffer_view(&receivers), MA_VALUE_SAFE },
		};

		ma_words_add(items, ma_phrase(phrase, writer->language), arguments, 2);
	}
	items->failed = items->failed || demands.failed || receivers.failed;
	ma_buffer_finish(&demands);
	ma_buffer_finish(&receivers);
}

static void add_items(const struct ma_writer *writer, struct ma_buffer *items,
		      const struct asking *asking, const char **oldest)
{
	size_t count = 0;

	for (size_t i = 0; i < MA_DEMAND_COUNT && count <= ITEMS_SHOWN; i++) {
		if ((asking[i].all | asking[i].bulk) == 0 || is_listed(asking, i))
			continue;
		if (count > 0)
			ma_buffer_string(items, ma_phrase(MA_PHRASE_RECEIVERS_ITEM_SEPARATOR,
							  writer->language));
		if (count++ < ITEMS_SHOWN) {
			add_item(writer, items, asking, i);
			note_date(oldest, date_of(writer->report, &asking[i]));
		} else {
			ma_buffer_string(
				items, ma_phrase(MA_PHRASE_RECEIVERS_ITEM_MORE, writer->language));
		}
	}
}

/* --- What is not known --------------------------------------------------------------- */

/* Which of the reasons there are, as a set. */
static unsigned find_reasons(const struct mailauth_report *report)
{
	unsigned reasons = 0;

	for (size_t i = 0; i < report->receiver_count; i++) {
		const struct mailauth_receiver *receiver = &report->receivers[i];
		const struct ma_requirement *requirement;

		for (size_t j = 0; (requirement = ma_requirement(receiver->id, j)) != NULL; j++)
			reasons |= 1u << ma_receiver_state(receiver, requirement).reason;
	}
	return reasons;
}

/* What would show more, if anything would. */
static bool find_hint(const struct mailauth_report *report, enum ma_phrase_id *hint)
{
	unsigned reasons = find_reasons(report);
	bool sender = (reasons & 1u << MAILAUTH_DEMAND_NEEDS_SENDER) != 0;
	/* Those of a message are judged without its being asked. */
	bool signature = (reasons & 1u << MAILAUTH_DEMAND_NEEDS_SIGNATURE) != 0 &&
			 report->settings.message == NULL;

	*hint = (reasons & 1u << MAILAUTH_DEMAND_NOT_ANSWERED) != 0 ? MA_PHRASE_RECEIVERS_LINE_DNS
		: sender && signature ? MA_PHRASE_RECEIVERS_LINE_SENDER_SIGNATURE
		: sender	      ? MA_PHRASE_RECEIVERS_LINE_SENDER
				      : MA_PHRASE_RECEIVERS_LINE_SIGNATURE;
	return sender || signature || *hint == MA_PHRASE_RECEIVERS_LINE_DNS;
}

/* --- The line ------------------------------------------------------------------------- */

/* The worst of the results of all receivers. */
static enum ma_phrase_id line_phrase(const struct mailauth_report *report, bool unmet)
{
	for (size_t i = 0; i < report->receiver_count && !unmet; i++)
		if (mailauth_receiver_result(&report->receivers[i]) == MAILAUTH_RECEIVER_UNKNOWN)
			return MA_PHRASE_RECEIVERS_LINE_UNKNOWN;
	return unmet ? MA_PHRASE_RECEIVERS_LINE_UNMET : MA_PHRASE_RECEIVERS_LINE_MET;
}

static void write_line(struct ma_writer *writer, enum ma_phrase_id phrase, const char *date,
		       struct ma_buffer *items)
{
	const struct ma_argument arguments[] = {
		{ "date", ma_text(date), MA_VALUE_SAFE },
		{ "items", ma_buffer_view(items), MA_VALUE_SAFE },
	};
	struct ma_buffer words = { 0 };
	enum ma_phrase_id hint;
	bool hinted;

	hinted = phrase == MA_PHRASE_RECEIVERS_LINE_UNKNOWN && find_hint(writer->report, &hint);
	if (hinted && hint == MA_PHRASE_RECEIVERS_LINE_DNS) {
		phrase = hint;
		hinted = false;
	}
	ma_words_add(&words, ma_phrase(phrase, writer->language), arguments, 2);
	if (hinted) {
		ma_words_between_sentences(&words, writer->language);
		ma_buffer_string(&words, ma_phrase(hint, writer->language));
	}
	ma_write_words(writer, 0, 0, &words);
}

void ma_write_receivers(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	struct asking asking[MA_DEMAND_COUNT] = { { 0 } };
	struct ma_buffer items = { 0 };
	const char *oldest = NULL;
	bool unmet;

	if (report->receiver_count == 0)
		return;
	for (size_t i = 0; i < report->receiver_count; i++)
		note_receiver(&report->receivers[i], asking);
	join_alignment(asking);
	ma_buffer_add(&items, "", 0);
	add_items(writer, &items, asking, &oldest);
	unmet = oldest != NULL;
	for (size_t i = 0; i < report->receiver_count && !unmet; i++)
		note_date(&oldest, mailauth_receiver_date(&report->receivers[i]));
	if (!items.failed)
		write_line(writer, line_phrase(report, unmet), oldest, &items);
	writer->out.failed = writer->out.failed || items.failed;
	ma_buffer_finish(&items);
}

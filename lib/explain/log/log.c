/* A mail log: bytes to lines, lines to causes.
 *
 * SPDX-License-Identifier: MIT */

#include "log.h"

#include <stdlib.h>
#include <string.h>

enum {
	WORDING_MAX = 400, /* bytes of a reason that differ from others' */
};

int mailauth_log_new(struct mailauth_log **log, const struct mailauth_explainer *explainer)
{
	struct mailauth_log *made = calloc(1, sizeof(*made));

	if (made != NULL)
		made->line = malloc(MA_LOG_LINE_MAX);
	if (made == NULL || made->line == NULL) {
		free(made);
		return MAILAUTH_ENOMEM;
	}
	made->explainer = explainer;
	*log = made;
	return 0;
}

void mailauth_log_free(struct mailauth_log *log)
{
	if (log == NULL)
		return;
	for (size_t i = 0; i < log->cause_count; i++) {
		mailauth_explanation_free(log->causes[i]->newest);
		free(log->causes[i]->receivers.seen);
		free(log->causes[i]);
	}
	free(log->causes);
	free(log->line);
	free(log);
}

/* --- Causes -------------------------------------------------------------------- */

static void keep_word(char *kept, struct ma_text word)
{
	size_t length = word.length < MA_LOG_WORD_MAX ? word.length : MA_LOG_WORD_MAX - 1;

	if (length > 0)
		memcpy(kept, word.data, length);
	kept[length] = '\0';
}

/* What REASON is, without what differs from message to message: words with an @ and numbers that
 * are not codes. */
static uint64_t wording_of(struct ma_text reason)
{
	unsigned char words[WORDING_MAX];
	size_t length = 0;

	for (size_t at = 0; at < reason.length && length + 2 < WORDING_MAX;) {
		size_t to = at, digits = 0, others = 0;
		bool sign = false;

		while (to < reason.length && !ma_is_one_of(reason.data[to], " ,;:()<>[]")) {
			digits += ma_is_digit(reason.data[to]);
			others += !ma_is_digit(reason.data[to]) && reason.data[to] != '.';
			sign = sign || reason.data[to] == '@';
			to++;
		}
		if (!sign && (digits == 0 || (others == 0 && digits <= 7)))
			for (; at < to && length + 2 < WORDING_MAX; at++)
				words[length++] = reason.data[at];
		else
			words[length++] = '#';
		if (to < reason.length)
			words[length++] = reason.data[to];
		at = to + 1;
	}
	return ma_log_hash((struct ma_text){ words, length });
}

static struct ma_log_cause *new_cause(struct mailauth_log *log)
{
	struct ma_log_cause **causes =
		realloc(log->causes, (log->cause_count + 1) * sizeof(struct ma_log_cause *));
	struct ma_log_cause *cause = calloc(1, sizeof(*cause));

	if (causes != NULL)
		log->causes = causes;
	if (causes == NULL || cause == NULL) {
		free(cause);
		return NULL;
	}
	log->causes[log->cause_count++] = cause;
	return cause;
}

/* The cause that EXPLANATION, which it takes, names; NULL if memory failed. */
static struct ma_log_cause *cause_of(struct mailauth_log *log,
				     struct mailauth_explanation *explanation)
{
	struct ma_log_cause *cause = NULL;

	for (size_t i = 0; i < log->cause_count && cause == NULL; i++)
		if (log->causes[i]->row == explanation->row &&
		    log->causes[i]->situation == explanation->situation)
			cause = log->causes[i];
	if (cause == NULL)
		cause = new_cause(log);
	if (cause == NULL) {
		mailauth_explanation_free(explanation);
		return NULL;
	}
	mailauth_explanation_free(cause->newest);
	cause->row = explanation->row;
	cause->situation = explanation->situation;
	cause->newest = explanation;
	return cause;
}

/* --- Lines ---------------------------------------------------------------------- */

/* The cause of a line, explained once for each wording. */
static struct ma_log_cause *find_cause(struct mailauth_log *log, struct ma_text line,
				       const struct ma_log_line *read)
{
	uint64_t hash = wording_of(read->reason);
	struct ma_log_seen *seen = &log->seen[hash % MA_LOG_SEEN_MAX];
	struct mailauth_explanation *explanation;

	if (seen->hash == hash)
		return seen->cause;
	if (mailauth_explain(log->explainer, line.data, line.length, NULL, &explanation) < 0)
		return NULL;
	seen->cause = cause_of(log, explanation);
	seen->hash = seen->cause != NULL ? hash : 0;
	return seen->cause;
}

static int add_failure(struct mailauth_log *log, struct ma_text line,
		       const struct ma_log_line *read)
{
	struct ma_log_cause *cause;

	if (read->recipient.length == 0 || read->reason.length == 0) {
		log->counts[MAILAUTH_LOG_CUT]++;
		return 0;
	}
	log->counts[read->state == MA_LOG_GAVE_UP ? MAILAUTH_LOG_GIVEN_UP
						  : MAILAUTH_LOG_DEFERRED]++;
	cause = find_cause(log, line, read);
	if (cause == NULL || !ma_log_names_add(&cause->receivers, read->recipient))
		return MAILAUTH_ENOMEM;
	if (cause->count++ == 0)
		keep_word(cause->first, read->date);
	keep_word(cause->last, read->date);
	keep_word(cause->queue_id, read->queue_id);
	return 0;
}

static int add_line(struct mailauth_log *log, struct ma_text line, bool too_long)
{
	struct ma_log_line read;

	while (line.length > 0 && line.data[line.length - 1] == '\r')
		line.length--;
	read = ma_log_read(line);
	log->counts[MAILAUTH_LOG_LINES]++;
	if (read.state == MA_LOG_SENT)
		log->counts[MAILAUTH_LOG_DELIVERED]++;
	else if (read.state == MA_LOG_REFUSES)
		log->counts[MAILAUTH_LOG_REFUSED]++;
	else if (read.state == MA_LOG_GAVE_UP || read.state == MA_LOG_WAITS)
		return add_failure(log, line, &read);
	else if (too_long)
		log->counts[MAILAUTH_LOG_CUT]++;
	return 0;
}

/* Keeps the start of a line for later. */
static void keep(struct mailauth_log *log, const unsigned char *bytes, size_t length)
{
	size_t room = MA_LOG_LINE_MAX - log->length;

	log->too_long = log->too_long || length > room;
	length = length < room ? length : room;
	if (length > 0)
		memcpy(log->line + log->length, bytes, length);
	log->length += length;
}

static int end_line(struct mailauth_log *log)
{
	struct ma_text line = { log->line, log->length };
	bool too_long = log->too_long;

	log->length = 0;
	log->too_long = false;
	return line.length > 0 ? add_line(log, line, too_long) : 0;
}

int mailauth_log_add(struct mailauth_log *log, const void *bytes, size_t length)
{
	const unsigned char *data = bytes;

	for (size_t at = 0; at < length;) {
		const unsigned char *end = memchr(data + at, '\n', length - at);
		size_t to = end != NULL ? (size_t)(end - data) : length;
		int r = 0;

		if (end != NULL && log->length == 0) {
			r = add_line(log, (struct ma_text){ data + at, to - at }, false);
		} else {
			keep(log, data + at, to - at);
			if (end != NULL)
				r = end_line(log);
		}
		if (r < 0)
			return r;
		at = to + 1;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct ma_log_cause *const *left = a;
	const struct ma_log_cause *const *right = b;

	if ((*left)->count != (*right)->count)
		return (*left)->count < (*right)->count ? 1 : -1;
	return strcmp((*left)->row != NULL ? (*left)->row->id : "",
		      (*right)->row != NULL ? (*right)->row->id : "");
}

int mailauth_log_end(struct mailauth_log *log)
{
	int r = end_line(log);

	if (log->cause_count > 1)
		qsort(log->causes, log->cause_count, sizeof(struct ma_log_cause *), compare);
	for (size_t i = 0; i < log->cause_count; i++)
		ma_log_names_sort(&log->causes[i]->receivers);
	return r;
}

/* --- What it came to --------------------------------------------------------------- */

uint64_t mailauth_log_count(const struct mailauth_log *log, enum mailauth_log_count count)
{
	return (unsigned)count < MAILAUTH_LOG_COUNTS ? log->counts[count] : 0;
}

const struct mailauth_explanation *mailauth_log_cause(const struct mailauth_log *log, size_t index)
{
	return index < log->cause_count ? log->causes[index]->newest : NULL;
}

uint64_t mailauth_log_cause_count(const struct mailauth_log *log, size_t index)
{
	return index < log->cause_count ? log->causes[index]->count : 0;
}

static const struct ma_log_cause *cause_at(const struct mailauth_log *log, size_t index)
{
	static const struct ma_log_cause none = { 0 };

	return index < log->cause_count ? log->causes[index] : &none;
}

static const char *word(const char *kept)
{
	return kept[0] != '\0' ? kept : NULL;
}

const char *mailauth_log_cause_first(const struct mailauth_log *log, size_t index)
{
	return word(cause_at(log, index)->first);
}

const char *mailauth_log_cause_last(const struct mailauth_log *log, size_t index)
{
	return word(cause_at(log, index)->last);
}

const char *mailauth_log_cause_queue_id(const struct mailauth_log *log, size_t index)
{
	return word(cause_at(log, index)->queue_id);
}

size_t mailauth_log_cause_receiver_count(const struct mailauth_log *log, size_t index)
{
	return cause_at(log, index)->receivers.distinct;
}

const char *mailauth_log_cause_receiver(const struct mailauth_log *log, size_t index,
					size_t receiver, uint64_t *count)
{
	const struct ma_log_names *names = &cause_at(log, index)->receivers;

	if (receiver >= names->count)
		return NULL;
	if (count != NULL)
		*count = names->items[receiver].count;
	return names->items[receiver].name;
}

/* The verb "diff": two files of reports, side by side.
 *
 * SPDX-License-Identifier: MIT
 *
 * Reports are read in turn, one of each file.  A report whose other half was not read yet waits, so
 * that two runs over one list, in its order, take no more memory than a few reports, and others as
 * much as they are out of step. */

#include "diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum side { OLD, NEW, SIDES };

struct diff {
	const struct options *options;
	struct reader readers[SIDES];
	json_t *waiting[SIDES]; /* by key: arrays of states, the oldest first */
	unsigned long long counts[CHANGES];
};

static int no_memory(const struct diff *diff)
{
	complain(diff->options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

static int check_output(const struct diff *diff)
{
	if (!ferror(stdout))
		return 0;
	complain_of_system(diff->options->language, MESSAGE_CANNOT_WRITE, errno);
	return STATUS_OUTPUT;
}

/* --- Changes -------------------------------------------------------------------------- */

static bool write_json(const json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);

	if (text == NULL)
		return false;
	puts(text);
	free(text);
	return true;
}

/* Nothing is known of it that was not: to say so every day helps no one. */
static bool is_still_unknown(enum change change, const json_t *old, const json_t *new)
{
	return change == CHANGE_UNKNOWN && !json_is_true(json_object_get(old, "complete")) &&
	       !json_is_true(json_object_get(new, "complete"));
}

static int note(struct diff *diff, const json_t *old, const json_t *new)
{
	enum change change = CHANGE_SAME;
	json_t *object = compare(old, new, &change);
	bool good = object != NULL;

	diff->counts[change] += good;
	if (good && change != CHANGE_SAME && !is_still_unknown(change, old, new)) {
		if (diff->options->format == FORMAT_JSON)
			good = write_json(object);
		else
			show_change(diff->options, object, change);
	}
	json_decref(object);
	return good ? check_output(diff) : no_memory(diff);
}

/* --- Halves --------------------------------------------------------------------------- */

/* Takes the first state of KEY that waits on SIDE; NULL if none does. */
static json_t *take(struct diff *diff, enum side side, const char *key)
{
	json_t *states = json_object_get(diff->waiting[side], key);
	json_t *state = json_incref(json_array_get(states, 0));

	if (json_array_size(states) > 1)
		json_array_remove(states, 0);
	else if (states != NULL)
		json_object_del(diff->waiting[side], key);
	return state;
}

static bool keep(struct diff *diff, enum side side, const char *key, json_t *state)
{
	json_t *states = json_object_get(diff->waiting[side], key);

	if (states == NULL) {
		states = json_array();
		if (json_object_set_new(diff->waiting[side], key, states) != 0)
			return false;
	}
	return json_array_append(states, state) == 0;
}

static int meet(struct diff *diff, enum side side, json_t *state)
{
	const char *key = json_string_value(json_object_get(state, "key"));
	json_t *other = take(diff, side == OLD ? NEW : OLD, key);
	int status;

	if (other == NULL)
		return keep(diff, side, key, state) ? 0 : no_memory(diff);
	status = side == OLD ? note(diff, state, other) : note(diff, other, state);
	json_decref(other);
	return status;
}

/* Whether there was one more report goes to *MORE. */
static int read_one(struct diff *diff, enum side side, bool *more)
{
	json_t *report;
	json_t *state;
	int status = reader_next(&diff->readers[side], &report);

	if (status != 0 || report == NULL)
		return status;
	*more = true;
	state = state_of(report);
	json_decref(report);
	status = state != NULL ? meet(diff, side, state) : no_memory(diff);
	json_decref(state);
	return status;
}

/* Those without another half. */
static int note_alone(struct diff *diff, enum side side)
{
	const char *key;
	json_t *states;
	int status = 0;

	json_object_foreach(diff->waiting[side], key,
			    states) for (size_t i = 0; i < json_array_size(states) && status == 0;
					 i++)
	{
		const json_t *state = json_array_get(states, i);

		status = side == OLD ? note(diff, state, NULL) : note(diff, NULL, state);
	}
	return status;
}

static int compare_all(struct diff *diff)
{
	bool more = true;
	int status = 0;

	while (more && status == 0) {
		more = false;
		status = read_one(diff, OLD, &more);
		if (status == 0)
			status = read_one(diff, NEW, &more);
	}
	if (status == 0)
		status = note_alone(diff, OLD);
	return status == 0 ? note_alone(diff, NEW) : status;
}

/* --- The end ---------------------------------------------------------------------------- */

static int write_summary(struct diff *diff)
{
	json_t *counts = json_object();
	json_t *object = json_pack("{s:o}", "summary", counts);
	bool good = object != NULL;

	for (int i = 0; i < CHANGES && good; i++)
		good = json_object_set_new(counts, change_word((enum change)i),
					   json_integer((json_int_t)diff->counts[i])) == 0;
	good = good && write_json(object);
	json_decref(object);
	return good ? 0 : no_memory(diff);
}

static int finish(struct diff *diff)
{
	int status = 0;

	if (diff->options->format == FORMAT_JSON)
		status = write_summary(diff);
	else
		show_summary(diff->options, diff->counts);
	if (status != 0)
		return status;
	if (fflush(stdout) != 0 || ferror(stdout))
		return check_output(diff);
	if (diff->counts[CHANGE_WORSE] > 0)
		return STATUS_FOUND;
	return diff->counts[CHANGE_UNKNOWN] > 0 ? STATUS_INCOMPLETE : STATUS_CLEAN;
}

int diff_run(const struct options *options)
{
	struct diff diff = { .options = options };
	int status = 0;

	diff.waiting[OLD] = json_object();
	diff.waiting[NEW] = json_object();
	if (diff.waiting[OLD] == NULL || diff.waiting[NEW] == NULL)
		status = no_memory(&diff);
	if (status == 0)
		status = reader_open(&diff.readers[OLD], options, options->operand);
	if (status == 0)
		status = reader_open(&diff.readers[NEW], options, options->newer);
	if (status == 0)
		status = compare_all(&diff);
	if (status == 0)
		status = finish(&diff);
	for (int i = 0; i < SIDES; i++) {
		reader_close(&diff.readers[i]);
		json_decref(diff.waiting[i]);
	}
	return status;
}

/* Two states of one domain: what has become of it.
 *
 * SPDX-License-Identifier: MIT
 *
 * What one of the two does not know is never a change: a name server that did not answer takes
 * nothing away and adds nothing. */

#include "diff.h"

#include <string.h>

/* What speaks for a judgement. */
struct signs {
	bool worse;
	bool better;
	bool differ;
};

const char *change_word(enum change change)
{
	static const char *const words[CHANGES] = {
		[CHANGE_SAME] = "same",	      [CHANGE_WORSE] = "worse",
		[CHANGE_BETTER] = "better",   [CHANGE_CHANGED] = "changed",
		[CHANGE_UNKNOWN] = "unknown", [CHANGE_ADDED] = "added",
		[CHANGE_REMOVED] = "removed",
	};

	return words[change];
}

static bool is_complete(const json_t *state)
{
	return json_is_true(json_object_get(state, "complete"));
}

/* --- Verdicts ------------------------------------------------------------------------ */

/* Its place among WORDS, which end with NULL; -1 for what is not known. */
static int rank(const json_t *word, const char *const *words)
{
	for (int i = 0; json_is_string(word) && words[i] != NULL; i++)
		if (strcmp(json_string_value(word), words[i]) == 0)
			return i;
	return -1;
}

static bool compare_ranks(json_t *object, const char *name, const char *const *words,
			  const json_t *old, const json_t *new, struct signs *signs)
{
	json_t *before = json_object_get(old, name);
	json_t *after = json_object_get(new, name);
	int was = rank(before, words);
	int is = rank(after, words);

	if (was < 0 || is < 0 || was == is)
		return true;
	signs->worse = signs->worse || is > was;
	signs->better = signs->better || is < was;
	return json_object_set_new(object, name, json_pack("[O,O]", before, after)) == 0;
}

static bool compare_verdicts(json_t *object, const json_t *old, const json_t *new,
			     struct signs *signs)
{
	static const char *const spoofable[] = { "no", "partly", "yes", NULL };
	static const char *const severity[] = { "ok", "notice", "warning", "error", NULL };

	if (!compare_ranks(object, "spoofable", spoofable, old, new, signs))
		return false;
	/* The worst of what is known may not be the worst. */
	return !is_complete(old) || !is_complete(new) ||
	       compare_ranks(object, "severity", severity, old, new, signs);
}

/* --- Findings ------------------------------------------------------------------------- */

static bool is_same(const json_t *a, const json_t *b)
{
	return json_equal(json_object_get(a, "id"), json_object_get(b, "id")) &&
	       json_equal(json_object_get(a, "name"), json_object_get(b, "name"));
}

static size_t count_same(const json_t *list, size_t length, const json_t *finding)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += is_same(json_array_get(list, i), finding);
	return count;
}

static bool is_serious(const json_t *finding)
{
	const char *severity = json_string_value(json_object_get(finding, "severity"));

	return severity != NULL &&
	       (strcmp(severity, "warning") == 0 || strcmp(severity, "error") == 0);
}

/* A finding that only says what is not known. */
static bool is_unknown(const json_t *finding)
{
	const char *severity = json_string_value(json_object_get(finding, "severity"));

	return severity != NULL && strcmp(severity, "unknown") == 0;
}

/* Adds what FROM has and TO has not, one by one, as NAME; whether there are serious ones. */
static bool add_findings(json_t *object, const char *name, const json_t *from, const json_t *to,
			 bool *serious)
{
	json_t *list = json_array();
	bool good = list != NULL;

	for (size_t i = 0; i < json_array_size(from) && good; i++) {
		json_t *finding = json_array_get(from, i);

		if (is_unknown(finding) ||
		    count_same(from, i, finding) < count_same(to, json_array_size(to), finding))
			continue;
		*serious = *serious || is_serious(finding);
		good = json_array_append(list, finding) == 0;
	}
	if (good && json_array_size(list) > 0)
		return json_object_set_new(object, name, list) == 0;
	json_decref(list);
	return good;
}

static bool compare_findings(json_t *object, const json_t *old, const json_t *new,
			     struct signs *signs)
{
	const json_t *before = json_object_get(old, "findings");
	const json_t *after = json_object_get(new, "findings");

	if (is_complete(old) && !add_findings(object, "new", after, before, &signs->worse))
		return false;
	return !is_complete(new) || add_findings(object, "gone", before, after, &signs->better);
}

/* --- The judgement ---------------------------------------------------------------------- */

static enum change judge(const json_t *object, const json_t *old, const json_t *new,
			 const struct signs *signs)
{
	if (signs->worse)
		return CHANGE_WORSE;
	if (signs->better)
		return CHANGE_BETTER;
	if (!is_complete(old) || !is_complete(new))
		return CHANGE_UNKNOWN;
	return signs->differ || json_object_get(object, "new") != NULL ||
			       json_object_get(object, "gone") != NULL
		       ? CHANGE_CHANGED
		       : CHANGE_SAME;
}

/* What is said of a domain that only one of the two has. */
static json_t *alone(json_t *object, const json_t *state)
{
	static const char *const names[] = { "spoofable", "severity" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		json_t *value = json_object_get(state, names[i]);

		if (value != NULL && json_object_set(object, names[i], value) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static json_t *begin(const json_t *state)
{
	static const char *const names[] = { "domain", "id" };
	json_t *object = json_object();
	bool good = object != NULL && json_object_set_new(object, "change", json_string("")) == 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && good; i++) {
		json_t *value = json_object_get(state, names[i]);

		good = value == NULL || json_object_set(object, names[i], value) == 0;
	}
	if (good)
		return object;
	json_decref(object);
	return NULL;
}

json_t *compare(const json_t *old, const json_t *new, enum change *change)
{
	json_t *object = begin(new != NULL ? new : old);
	struct signs signs = { .worse = false };

	if (object == NULL)
		return NULL;
	*change = new == NULL ? CHANGE_REMOVED : CHANGE_ADDED;
	if (old == NULL || new == NULL)
		object = alone(object, new != NULL ? new : old);
	else if (compare_verdicts(object, old, new, &signs) &&
		 compare_findings(object, old, new, &signs) &&
		 compare_values(object, old, new, &signs.differ))
		*change = judge(object, old, new, &signs);
	else
		json_object_clear(object);
	if (json_object_get(object, "change") != NULL &&
	    json_object_set_new(object, "change", json_string(change_word(*change))) == 0)
		return object;
	json_decref(object);
	return NULL;
}

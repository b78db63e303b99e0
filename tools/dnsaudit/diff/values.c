/* Records, policies and keys: which are not what they were.
 *
 * SPDX-License-Identifier: MIT */

#include "diff.h"

#include <string.h>

/* "" is nothing. */
static json_t *shown(const char *value)
{
	return value[0] != '\0' ? json_string(value) : json_null();
}

static json_t *pair(const char *old, const char *new)
{
	json_t *array = json_array();

	if (array != NULL && json_array_append_new(array, shown(old)) == 0 &&
	    json_array_append_new(array, shown(new)) == 0)
		return array;
	json_decref(array);
	return NULL;
}

/* What is not known on one side is not compared. */
static bool compare_value(json_t *object, const char *name, const json_t *old, const json_t *new,
			  bool *differ)
{
	const char *before = json_string_value(json_object_get(old, name));
	const char *after = json_string_value(json_object_get(new, name));

	if (before == NULL || after == NULL || strcmp(before, after) == 0)
		return true;
	*differ = true;
	return json_object_set_new(object, name, pair(before, after)) == 0;
}

/* --- Keys -------------------------------------------------------------------------- */

static json_t *key_change(const char *selector, const char *old, const char *new)
{
	json_t *object = json_object();

	if (object != NULL && json_object_set_new(object, "selector", json_string(selector)) == 0 &&
	    json_object_set_new(object, "old", shown(old)) == 0 &&
	    json_object_set_new(object, "new", shown(new)) == 0)
		return object;
	json_decref(object);
	return NULL;
}

/* Those of FROM that TO does not have so.  A selector that TO does not list says something only if
 * TO is complete.  With LISTED, selectors that TO lists are passed over: they were compared. */
static bool compare_keys(json_t *list, json_t *from, const json_t *to, bool reverse, bool complete)
{
	const char *selector;
	json_t *value;

	json_object_foreach(from, selector, value)
	{
		const char *here = json_string_value(value);
		const char *there = json_string_value(json_object_get(to, selector));

		if (there == NULL ? !complete || here[0] == '\0'
				  : reverse || strcmp(here, there) == 0)
			continue;
		if (there == NULL)
			there = "";
		if (json_array_append_new(list, key_change(selector, reverse ? there : here,
							   reverse ? here : there)) != 0)
			return false;
	}
	return true;
}

static bool add_keys(json_t *object, const json_t *old, const json_t *new, bool *differ)
{
	json_t *before = json_object_get(old, "keys");
	json_t *after = json_object_get(new, "keys");
	json_t *list = json_array();

	if (list == NULL ||
	    !compare_keys(list, before, after, false,
			  json_is_true(json_object_get(new, "complete"))) ||
	    !compare_keys(list, after, before, true,
			  json_is_true(json_object_get(old, "complete")))) {
		json_decref(list);
		return false;
	}
	if (json_array_size(list) == 0) {
		json_decref(list);
		return true;
	}
	*differ = true;
	return json_object_set_new(object, "keys", list) == 0;
}

bool compare_values(json_t *object, const json_t *old, const json_t *new, bool *differ)
{
	static const char *const names[] = { "policy", "spf", "dmarc", "mx" };
	const json_t *before = json_object_get(old, "values");
	const json_t *after = json_object_get(new, "values");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!compare_value(object, names[i], before, after, differ))
			return false;
	return add_keys(object, old, new, differ);
}

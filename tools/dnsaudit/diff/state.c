/* A report, reduced to what is compared.
 *
 * SPDX-License-Identifier: MIT */

#include "diff.h"

#include <stdlib.h>
#include <string.h>

/* Adds VALUE, which is shared, unless there is none. */
static bool share(json_t *object, const char *name, json_t *value)
{
	return value == NULL || json_is_null(value) || json_object_set(object, name, value) == 0;
}

/* --- Its name ------------------------------------------------------------------------ */

/* An id is any JSON; a line without either is called by its number. */
static json_t *key_of(const json_t *report)
{
	const json_t *domain = json_object_get(report, "domain");
	const json_t *id = json_object_get(report, "id");
	json_t *key;
	char *text;

	if (id == NULL && domain != NULL)
		return json_string(json_string_value(domain));
	if (id == NULL)
		id = json_object_get(report, "line");
	text = id != NULL ? json_dumps(id, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
	key = json_sprintf("id %s", text != NULL ? text : "");
	free(text);
	return key;
}

/* --- Records --------------------------------------------------------------------------- */

/* A record; "" if the word NONE at STATUS says that there is none; else it is not known. */
static bool add_record(json_t *values, const char *name, const json_t *section, const char *status,
		       const char *none)
{
	const json_t *word = json_object_get(section, status);
	json_t *record = json_object_get(section, "record");

	if (json_is_string(record))
		return json_object_set(values, name, record) == 0;
	if (json_is_string(word) && strcmp(json_string_value(word), none) == 0)
		return json_object_set_new(values, name, json_string("")) == 0;
	return true;
}

/* The hosts with commas between. */
static bool add_hosts(json_t *values, const json_t *report)
{
	const json_t *hosts = json_object_get(report, "mx");
	json_t *list;
	size_t i;

	if (!json_is_array(hosts))
		return true;
	list = json_string("");
	for (i = 0; i < json_array_size(hosts) && list != NULL; i++) {
		const json_t *host = json_object_get(json_array_get(hosts, i), "host");
		json_t *longer = json_sprintf("%s%s%s", json_string_value(list), i > 0 ? ", " : "",
					      json_is_string(host) ? json_string_value(host) : ".");

		json_decref(list);
		list = longer;
	}
	return json_object_set_new(values, "mx", list) == 0;
}

static json_t *values_of(const json_t *report)
{
	const json_t *dmarc = json_object_get(report, "dmarc");
	json_t *values = json_object();

	if (values != NULL &&
	    add_record(values, "spf", json_object_get(report, "spf"), "status", "none") &&
	    add_record(values, "dmarc", dmarc, "published", "absent") &&
	    share(values, "policy", json_object_get(dmarc, "policy")) && add_hosts(values, report))
		return values;
	json_decref(values);
	return NULL;
}

/* A key that is not published is "". */
static json_t *keys_of(const json_t *report)
{
	const json_t *list = json_object_get(json_object_get(report, "dkim"), "keys");
	json_t *keys = json_object();
	bool good = keys != NULL;

	for (size_t i = 0; i < json_array_size(list) && good; i++) {
		const json_t *key = json_array_get(list, i);
		const char *selector = json_string_value(json_object_get(key, "selector"));

		if (selector != NULL)
			good = add_record(keys, selector, key, "status", "missing");
	}
	if (good)
		return keys;
	json_decref(keys);
	return NULL;
}

/* --- Findings ---------------------------------------------------------------------------- */

static json_t *reduce_finding(json_t *finding)
{
	static const char *const names[] = { "id", "severity", "section", "name", "text" };
	json_t *reduced = json_object();
	bool good = reduced != NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && good; i++)
		good = share(reduced, names[i], json_object_get(finding, names[i]));
	if (good)
		return reduced;
	json_decref(reduced);
	return NULL;
}

static json_t *findings_of(const json_t *report)
{
	const json_t *list = json_object_get(report, "findings");
	json_t *findings = json_array();
	bool good = findings != NULL;

	for (size_t i = 0; i < json_array_size(list) && good; i++) {
		json_t *finding = json_array_get(list, i);

		if (!json_is_false(json_object_get(finding, "counts")))
			good = json_array_append_new(findings, reduce_finding(finding)) == 0;
	}
	if (good)
		return findings;
	json_decref(findings);
	return NULL;
}

json_t *state_of(const json_t *report)
{
	const json_t *verdict = json_object_get(report, "verdict");
	bool complete = json_is_true(json_object_get(report, "complete"));
	json_t *state = json_object();

	if (state != NULL && json_object_set_new(state, "key", key_of(report)) == 0 &&
	    share(state, "domain", json_object_get(report, "domain")) &&
	    share(state, "id", json_object_get(report, "id")) &&
	    json_object_set_new(state, "complete", json_boolean(complete)) == 0 &&
	    share(state, "spoofable", json_object_get(verdict, "spoofable")) &&
	    share(state, "severity", json_object_get(verdict, "severity")) &&
	    json_object_set_new(state, "findings", findings_of(report)) == 0 &&
	    json_object_set_new(state, "values", values_of(report)) == 0 &&
	    json_object_set_new(state, "keys", keys_of(report)) == 0)
		return state;
	json_decref(state);
	return NULL;
}

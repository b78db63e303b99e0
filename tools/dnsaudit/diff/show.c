/* Changes as text.
 *
 * SPDX-License-Identifier: MIT */

#include "diff.h"

#include <stdlib.h>
#include <string.h>

enum {
	NUMBER = 32,
};

/* --- One domain ------------------------------------------------------------------------ */

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

/* What it is called: the domain, and the id if it has one. */
static void say_name(const struct options *options, const json_t *object, enum change change)
{
	static const enum message_id ids[CHANGES] = {
		[CHANGE_SAME] = MESSAGE_DIFF_CHANGED,	 [CHANGE_WORSE] = MESSAGE_DIFF_WORSE,
		[CHANGE_BETTER] = MESSAGE_DIFF_BETTER,	 [CHANGE_CHANGED] = MESSAGE_DIFF_CHANGED,
		[CHANGE_UNKNOWN] = MESSAGE_DIFF_UNKNOWN, [CHANGE_ADDED] = MESSAGE_DIFF_ADDED,
		[CHANGE_REMOVED] = MESSAGE_DIFF_REMOVED,
	};
	const json_t *id = json_object_get(object, "id");
	char *text = id != NULL ? json_dumps(id, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	const char *domain = text_of(object, "domain");
	json_t *name = text != NULL ? json_sprintf("%s (%s)", domain, text) : json_string(domain);

	say(options->language, ids[change], name != NULL ? json_string_value(name) : domain);
	json_decref(name);
	free(text);
}

/* Whether others can send as the domain, as far as both say it. */
static void say_spoofable(const struct options *options, const json_t *object)
{
	static const struct {
		const char *word;
		enum message_id id;
	} words[] = {
		{ "no", MESSAGE_DIFF_SPOOFABLE_NO },
		{ "partly", MESSAGE_DIFF_SPOOFABLE_PARTLY },
		{ "yes", MESSAGE_DIFF_SPOOFABLE_YES },
	};
	const char *now =
		json_string_value(json_array_get(json_object_get(object, "spoofable"), 1));

	for (size_t i = 0; now != NULL && i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(now, words[i].word) == 0)
			say(options->language, words[i].id);
}

static void say_findings(const struct options *options, const json_t *list, enum message_id id)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *finding = json_array_get(list, i);

		say(options->language, id, text_of(finding, "id"), text_of(finding, "text"));
	}
}

/* What was, and what is; nothing is said to be nothing. */
static void say_pair(const struct options *options, const char *what, const json_t *old,
		     const json_t *new)
{
	enum mailauth_language language = options->language;

	say(language, MESSAGE_DIFF_BEFORE, what,
	    json_is_string(old) ? json_string_value(old) : message(MESSAGE_DIFF_NOTHING, language));
	say(language, MESSAGE_DIFF_AFTER, what,
	    json_is_string(new) ? json_string_value(new) : message(MESSAGE_DIFF_NOTHING, language));
}

static void say_values(const struct options *options, const json_t *object)
{
	static const struct {
		const char *name;
		enum message_id what;
	} values[] = {
		{ "policy", MESSAGE_DIFF_POLICY },
		{ "dmarc", MESSAGE_DIFF_DMARC },
		{ "spf", MESSAGE_DIFF_SPF },
		{ "mx", MESSAGE_DIFF_MX },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		const json_t *pair = json_object_get(object, values[i].name);

		if (pair != NULL)
			say_pair(options, message(values[i].what, options->language),
				 json_array_get(pair, 0), json_array_get(pair, 1));
	}
}

static void say_keys(const struct options *options, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *key = json_array_get(list, i);
		json_t *what = json_sprintf("%s %s", message(MESSAGE_DIFF_KEY, options->language),
					    text_of(key, "selector"));

		if (what != NULL)
			say_pair(options, json_string_value(what), json_object_get(key, "old"),
				 json_object_get(key, "new"));
		json_decref(what);
	}
}

void show_change(const struct options *options, const json_t *object, enum change change)
{
	say_name(options, object, change);
	if (change == CHANGE_ADDED || change == CHANGE_REMOVED)
		return;
	say_spoofable(options, object);
	say_findings(options, json_object_get(object, "new"), MESSAGE_DIFF_NEW);
	say_findings(options, json_object_get(object, "gone"), MESSAGE_DIFF_GONE);
	say_values(options, object);
	say_keys(options, json_object_get(object, "keys"));
}

/* --- All of them ---------------------------------------------------------------------------- */

void show_summary(const struct options *options, const unsigned long long counts[CHANGES])
{
	char numbers[CHANGES][NUMBER];

	for (int i = 0; i < CHANGES; i++)
		snprintf(numbers[i], NUMBER, "%llu", counts[i]);
	say(options->language, MESSAGE_DIFF_SUMMARY, numbers[CHANGE_WORSE], numbers[CHANGE_BETTER],
	    numbers[CHANGE_CHANGED], numbers[CHANGE_SAME], numbers[CHANGE_UNKNOWN],
	    numbers[CHANGE_ADDED], numbers[CHANGE_REMOVED]);
}

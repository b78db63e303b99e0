/* Why a line has no report.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_MOST = 1000, /* bytes of the input */
};

static const struct {
	const char *code;
	enum message_id text;
} faults[FAULT_CODES] = {
	[FAULT_NONE] = { "", MESSAGE_INTERNAL },
	[FAULT_BAD_JSON] = { "bad-json", MESSAGE_LINE_BAD_JSON },
	[FAULT_TOO_LONG] = { "too-long", MESSAGE_LINE_TOO_LONG },
	[FAULT_NO_DOMAIN] = { "no-domain", MESSAGE_LINE_NO_DOMAIN },
	[FAULT_UNKNOWN_OPTION] = { "unknown-option", MESSAGE_LINE_UNKNOWN_OPTION },
	[FAULT_BAD_VALUE] = { "bad-value", MESSAGE_LINE_BAD_VALUE },
	[FAULT_NEEDS_ADDRESS] = { "needs-address", MESSAGE_LINE_NEEDS_ADDRESS },
	[FAULT_NO_MEMORY] = { "system", MESSAGE_NO_MEMORY },
	[FAULT_CRASHED] = { "crashed", MESSAGE_LINE_CRASHED },
};

void fault_set(struct fault *fault, enum fault_code code, const char *name, const char *value,
	       size_t length)
{
	if (length > SHOWN_MOST)
		length = SHOWN_MOST;
	fault_clear(fault);
	fault->code = code;
	fault->name = name != NULL ? strdup(name) : NULL;
	fault->value = malloc(length + 1);
	if (fault->value == NULL)
		return;
	memcpy(fault->value, value, length);
	fault->value[length] = '\0';
	fault->value_length = length;
}

void fault_clear(struct fault *fault)
{
	free(fault->name);
	free(fault->value);
	*fault = (struct fault){ .code = FAULT_NONE };
}

/* The input as text that is safe to show; NULL without memory. */
static json_t *input_of(const struct fault *fault)
{
	json_t *input;
	char *name = NULL;
	char *value = NULL;

	if (fault->value != NULL)
		(void)mailauth_visible(fault->value, fault->value_length, &value);
	if (fault->name != NULL)
		(void)mailauth_visible(fault->name, strlen(fault->name), &name);
	input = json_sprintf("%s%s%s", name != NULL ? name : "", name != NULL ? "=" : "",
			     value != NULL ? value : "");
	mailauth_free(name);
	mailauth_free(value);
	return input;
}

static json_t *object_of(const struct fault *fault, uint64_t number, const json_t *id,
			 enum mailauth_language language)
{
	json_t *object = json_object();
	json_t *error = json_object();
	bool good = json_object_set_new(object, "line", json_integer((json_int_t)number)) == 0;

	if (id != NULL)
		good = json_object_set_new(object, "id", json_deep_copy(id)) == 0 && good;
	good = json_object_set_new(error, "code", json_string(faults[fault->code].code)) == 0 &&
	       json_object_set_new(error, "text",
				   json_string(message(faults[fault->code].text, language))) == 0 &&
	       json_object_set_new(error, "input", input_of(fault)) == 0 && good;
	/* It takes the error in any case. */
	good = json_object_set_new(object, "error", error) == 0 && good;
	if (good)
		return object;
	json_decref(object);
	return NULL;
}

char *fault_line(const struct fault *fault, uint64_t number, const json_t *id,
		 enum mailauth_language language)
{
	json_t *object = object_of(fault, number, id, language);
	char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
	size_t length = text != NULL ? strlen(text) : 0;
	char *line = text != NULL ? realloc(text, length + 2) : NULL;

	json_decref(object);
	if (line == NULL) {
		free(text);
		return NULL;
	}
	memcpy(line + length, "\n", 2);
	return line;
}

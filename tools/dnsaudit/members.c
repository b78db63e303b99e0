/* Reading the members of a request, one value after the other.
 *
 * SPDX-License-Identifier: MIT */

#include "members.h"

#include <stdio.h>
#include <string.h>

void members_begin(struct members *members, json_t *object)
{
	*members = (struct members){ .object = object, .place = json_object_iter(object) };
}

static json_t *value_at(const struct members *members)
{
	json_t *value = json_object_iter_value(members->place);

	if (json_is_array(value))
		return json_array_get(value, members->index);
	return members->index == 0 && !json_is_null(value) ? value : NULL;
}

/* The next value of this key, or of a later one; NULL after the last. */
static json_t *next_value(struct members *members)
{
	while (members->place != NULL) {
		json_t *value = value_at(members);

		members->index++;
		if (value != NULL)
			return value;
		members->place = json_object_iter_next(members->object, members->place);
		members->index = 0;
	}
	return NULL;
}

/* "mail_from" is --mail-from.  False if no option is so long. */
static bool read_name(const char *key, char name[MEMBER_NAME_MOST])
{
	size_t length = strlen(key);

	name[0] = '\0';
	if (length >= MEMBER_NAME_MOST)
		return false;
	for (size_t i = 0; i <= length; i++)
		name[i] = key[i] == '_' ? '-' : key[i];
	return true;
}

enum member_kind members_next(struct members *members, struct member *member)
{
	json_t *value = next_value(members);

	if (value == NULL)
		return MEMBER_END;
	member->key = json_object_iter_key(members->place);
	member->value = json_string_value(value);
	member->on = json_is_true(value);
	if (!read_name(member->key, member->name))
		return MEMBER_UNKNOWN;
	if (json_is_boolean(value))
		return MEMBER_SWITCH;
	if (json_is_integer(value)) {
		snprintf(member->digits, sizeof(member->digits), "%" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
		member->value = member->digits;
	}
	return member->value != NULL ? MEMBER_VALUE : MEMBER_BAD;
}

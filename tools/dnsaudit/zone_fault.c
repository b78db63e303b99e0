/* What is wrong with the zone files given, in the reader's language.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum message_id message_of(int kind)
{
	switch (kind) {
	case MAILAUTH_ZONE_INCLUDE:
		return MESSAGE_FAULT_INCLUDE;
	case MAILAUTH_ZONE_EMPTY:
		return MESSAGE_FAULT_EMPTY;
	case MAILAUTH_ZONE_NO_SOA:
		return MESSAGE_FAULT_NO_SOA;
	case MAILAUTH_ZONE_SECOND_SOA:
		return MESSAGE_FAULT_SECOND_SOA;
	case MAILAUTH_ZONE_OUT_OF_ZONE:
		return MESSAGE_FAULT_OUT_OF_ZONE;
	case MAILAUTH_ZONE_CNAME_AND_OTHER:
		return MESSAGE_FAULT_CNAME_AND_OTHER;
	case MAILAUTH_ZONE_TWICE:
		return MESSAGE_FAULT_TWICE;
	case MAILAUTH_ZONE_MORE:
		return MESSAGE_FAULT_MORE;
	case MAILAUTH_ZONE_CLASS:
		return MESSAGE_FAULT_CLASS;
	default:
		return MESSAGE_FAULT_SYNTAX;
	}
}

/* What the reader says of a line, in English, with the word that it is about around it. */
static const enum message_id details[] = {
	MESSAGE_DETAIL_A_RELATIVE_NAME_AND_NO_ORIGIN,
	MESSAGE_DETAIL_A_NAME_OVER_255_OCTETS,
	MESSAGE_DETAIL_NOT_A_DOMAIN_NAME,
	MESSAGE_DETAIL_A_FULL_WIDTH_SPACE_U_3000,
	MESSAGE_DETAIL_AN_UNKNOWN_DIRECTIVE,
	MESSAGE_DETAIL_ONE_WORD_HAS_TO_FOLLOW,
	MESSAGE_DETAIL_NOT_A_TIME_TO_LIVE,
	MESSAGE_DETAIL_NO_RECORD_TYPE,
	MESSAGE_DETAIL_NOT_A_RECORD_TYPE,
	MESSAGE_DETAIL_THE_FIRST_RECORD_HAS_NO_NAME,
	MESSAGE_DETAIL_A_STRING_OVER_255_OCTETS_DIVIDE,
	MESSAGE_DETAIL_HEXADECIMAL_DIGITS_HAVE_TO_FOLLOW,
	MESSAGE_DETAIL_NOT_A_NUMBER_OR_A_NUMBER,
	MESSAGE_DETAIL_QUOTATION_MARKS_AROUND_SOMETHING_THAT_IS,
	MESSAGE_DETAIL_A_QUOTATION_MARK_INSIDE_A_WORD,
	MESSAGE_DETAIL_A_VALUE_IS_MISSING,
	MESSAGE_DETAIL_MORE_VALUES_THAN_THIS_TYPE_HAS,
	MESSAGE_DETAIL_THE_RECORD_IS_TOO_LONG,
	MESSAGE_DETAIL_A_VALUE_THAT_THIS_TYPE_CANNOT,
	MESSAGE_DETAIL_THE_RECORD_IS_LONGER_THAN_65,
	MESSAGE_DETAIL_A_NUL_BYTE,
	MESSAGE_DETAIL_A_BACKSLASH_AT_THE_END_OF,
	MESSAGE_DETAIL_A_QUOTATION_MARK_IS_NOT_CLOSED,
	MESSAGE_DETAIL_A_CLOSING_PARENTHESIS_WITHOUT_AN_OPENING,
	MESSAGE_DETAIL_A_PARENTHESIS_IS_NOT_CLOSED,
};

/* DETAIL in LANGUAGE, which the caller frees; NULL where there are no such words, or no memory. */
static char *translate(const char *detail, enum mailauth_language language)
{
	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++) {
		const char *from = message(details[i], MAILAUTH_ENGLISH);
		const char *to = message(details[i], language);
		const char *at = strstr(detail, from);
		size_t size;
		char *text;

		if (at == NULL)
			continue;
		size = strlen(detail) + strlen(to) + 1;
		if ((text = malloc(size)) != NULL)
			snprintf(text, size, "%.*s%s%s", (int)(at - detail), detail, to,
				 at + strlen(from));
		return text;
	}
	return NULL;
}

static void complain_of_line(enum mailauth_language language, const char *file, const char *line,
			     const char *detail)
{
	char *text = translate(detail, language);

	complain(language, MESSAGE_FAULT_SYNTAX, file, line, text != NULL ? text : detail);
	free(text);
}

void complain_of_zones(const struct mailauth_zones *zones, enum mailauth_language language)
{
	for (size_t i = 0; i < mailauth_zones_fault_count(zones); i++) {
		const char *file = mailauth_zones_fault_file(zones, i);
		const char *detail = mailauth_zones_fault_detail(zones, i);
		int kind = mailauth_zones_fault_kind(zones, i);
		char line[16];

		snprintf(line, sizeof(line), "%u", mailauth_zones_fault_line(zones, i));
		if (kind == MAILAUTH_ZONE_MORE)
			complain(language, message_of(kind), file);
		else if (kind == MAILAUTH_ZONE_TWICE)
			complain(language, message_of(kind), file, detail);
		else if (message_of(kind) == MESSAGE_FAULT_SYNTAX)
			complain_of_line(language, file, line, detail);
		else
			complain(language, message_of(kind), file, line, detail);
	}
}

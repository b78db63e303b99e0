/* What each server is asked.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

/* About the zone's apex, or about the domain. */
static const struct {
	const char *prefix;
	bool of_apex;
	uint16_t type;
} questions[MA_SERVER_QUESTIONS] = {
	{ NULL, true, MA_TYPE_SOA }, { NULL, true, MA_TYPE_NS },       { NULL, false, MA_TYPE_TXT },
	{ NULL, false, MA_TYPE_MX }, { "_dmarc", false, MA_TYPE_TXT },
};

const struct ma_name *ma_server_question_name(struct ma_pass *pass, size_t question,
					      const struct ma_name *apex)
{
	const struct ma_name *name = questions[question].of_apex ? apex : pass->settings->domain;

	return questions[question].prefix == NULL
		       ? name
		       : ma_name_join(pass->arena, ma_text(questions[question].prefix), name);
}

uint16_t ma_server_question_type(size_t question)
{
	return questions[question].type;
}

/* What each server is asked, and at which addresses.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

/* About the zone's apex, or about the domain. */
static const struct {
	const char *prefix;
	bool of_apex;
	uint16_t type;
} questions[MA_SERVER_QUESTIONS] = {
	[MA_SERVER_SOA] = { NULL, true, MA_TYPE_SOA },
	[MA_SERVER_NS] = { NULL, true, MA_TYPE_NS },
	[MA_SERVER_TXT] = { NULL, false, MA_TYPE_TXT },
	[MA_SERVER_MX] = { NULL, false, MA_TYPE_MX },
	[MA_SERVER_POLICY] = { "_dmarc", false, MA_TYPE_TXT },
	[MA_SERVER_KEY] = { NULL, false, MA_TYPE_TXT },
};

/* The record of the first selector that the caller named. */
static const struct ma_name *find_key(const struct ma_settings *settings)
{
	for (size_t i = 0; i < settings->named_count; i++)
		if (settings->named[i].owner != NULL && !settings->named[i].elsewhere)
			return settings->named[i].owner;
	return NULL;
}

const struct ma_name *ma_server_question_name(struct ma_pass *pass, size_t question,
					      const struct ma_name *apex)
{
	const struct ma_name *name = questions[question].of_apex ? apex : pass->settings->domain;

	if (question == MA_SERVER_KEY)
		return find_key(pass->settings);
	return questions[question].prefix == NULL
		       ? name
		       : ma_name_join(pass->arena, ma_text(questions[question].prefix), name);
}

uint16_t ma_server_question_type(size_t question)
{
	return questions[question].type;
}

bool ma_server_may_be_asked(const struct ma_settings *settings, const struct ma_ip *ip)
{
	return settings->servers == MA_SERVERS_ANY || ma_ip_may_be_asked(ip);
}

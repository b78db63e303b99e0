/* The settings of an audit: the domain, compared with what was typed.
 *
 * SPDX-License-Identifier: MIT */

#include "inquiry.h"

static bool is_same(struct ma_text typed, struct ma_text text)
{
	return typed.length == text.length && ma_text_starts(typed, (const char *)text.data);
}

bool ma_domain_is_as_typed(const struct ma_settings *settings)
{
	struct ma_text typed = settings->typed;

	if (typed.length > 0 && typed.data[typed.length - 1] == '.')
		typed.length--;
	return is_same(typed, settings->domain_text) || is_same(typed, settings->domain_unicode);
}

bool ma_settings_expect_ip(const struct ma_settings *settings, const struct ma_ip *ip)
{
	for (size_t i = 0; i < settings->expected_ip_count; i++)
		if (ma_ip_in_prefix(ip, &settings->expected_ips[i].ip,
				    settings->expected_ips[i].bits))
			return true;
	return false;
}

/* Addresses for reports that were copied from a sample and not filled in.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

/* Whether HOST belongs to the domain that DMARC is about: then it is no one's sample. */
static bool is_own(const struct ma_dmarc *dmarc, const struct ma_name *host)
{
	return ma_name_is_within(host, dmarc->policy.domain) ||
	       (dmarc->org_known && ma_name_is_within(host, &dmarc->org));
}

bool ma_dmarc_is_sample_host(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			     const struct ma_name *host)
{
	return ma_find_placeholder(ma_name_text(pass->arena, host)) >= MA_PLACEHOLDER_WORD &&
	       !is_own(dmarc, host);
}

/* mailto:your@…, whatever comes after it: BEFORE ends in the "@". */
static bool is_yours(struct ma_text before)
{
	static const char *const samples[] = { "mailto:your@", "mailto:yours@",
					       "mailto:yourname@" };

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (ma_text_equal_fold(before, ma_text(samples[i])))
			return true;
	return false;
}

bool ma_dmarc_is_sample(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			const struct ma_dmarc_uri *uri, const struct ma_name *host)
{
	size_t before = (size_t)(uri->host.data - uri->text.data);

	if (ma_find_placeholder(ma_text_slice(uri->text, 0, before)) >= MA_PLACEHOLDER_WORD)
		return true;
	if (is_yours(ma_text_slice(uri->text, 0, before)))
		return true;
	if (ma_find_placeholder(uri->host) == MA_PLACEHOLDER_SIGN)
		return true;
	/* RFC 2606 3: no one can have such a name, unless the audit is a sample, too. */
	return host != NULL && ma_name_is_example(host) && pass->settings->domain != NULL &&
	       !ma_name_is_example(pass->settings->domain) && !is_own(dmarc, host);
}

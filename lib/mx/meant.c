/* What was meant by a mail server that does not exist: names that the zone was appended to, and
 * samples that were not filled in.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "mx.h"

/* "0." and, where the dot was left out, "0" below the domain: a null MX with the digit of its
 * preference for the root (RFC 7505 3). */
static bool is_zero(const struct ma_name *name, const struct ma_name *domain)
{
	struct ma_name parent = ma_name_parent(name);

	return name->wire[0] == 1 && name->wire[1] == '0' &&
	       (parent.length == 1 || ma_name_equal(&parent, domain));
}

enum ma_finding_id ma_mx_find_meant(struct ma_pass *pass, const struct ma_name *name,
				    const struct ma_answer *denial, struct ma_text *meant)
{
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_name *apex = denial->apex != NULL ? denial->apex : domain;
	struct ma_text typed = ma_name_before_zone(pass->arena, name, apex);
	enum ma_placeholder placeholder = ma_find_placeholder(ma_name_text(pass->arena, name));
	const struct ma_name *host;
	struct ma_ip ip;

	*meant = typed;
	if (is_zero(name, domain))
		return MA_MX_NULL_MISTYPED;
	if (typed.data != NULL && ma_ip_parse(typed, &ip))
		return MA_MX_ADDRESS_AND_ZONE;
	host = typed.data != NULL ? ma_name_parse(pass->arena, typed) : NULL;
	if (host != NULL && (ma_name_is_within(host, apex) ||
			     ma_provider_find(ma_name_present(pass->arena, host),
					      MA_PROVIDER_MX | MA_PROVIDER_HOST) != NULL)) {
		*meant = ma_name_present(pass->arena, host);
		return MA_MX_DOUBLED_ZONE;
	}
	if (placeholder > MA_PLACEHOLDER_EXAMPLE ||
	    (placeholder == MA_PLACEHOLDER_EXAMPLE && !ma_name_is_example(domain)))
		return MA_MX_PLACEHOLDER;
	return MA_MX_NO_ADDRESS;
}

/* Names that anyone may be able to register.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "advice.h"

/* RFC 2308 3: the zone that denies a name is the closest one that exists.  Where it is the root,
 * there is no such top-level domain to register anything in; where it is the registered domain, or
 * below that, someone has it. */
static bool is_registered(struct ma_pass *pass, const struct ma_name *name,
			  const struct ma_name *zone)
{
	const char *domain =
		ma_suffix_registered((const char *)ma_name_text(pass->arena, name).data);

	return zone != NULL &&
	       (ma_name_labels(zone) == 0 ||
		(domain != NULL &&
		 ma_domain_is_within(ma_name_text(pass->arena, zone), ma_text(domain))));
}

bool ma_name_may_be_free(struct ma_pass *pass, const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = ma_ask(&pass->view, name, type);
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_answer *soa;

	if (answer->alias != NULL)
		name = answer->alias;
	if (answer->status != MA_ANSWER_NXDOMAIN || ma_name_labels(name) < 2 ||
	    is_registered(pass, name, answer->apex))
		return false;
	if (domain == NULL || answer->apex == NULL || !ma_name_is_within(domain, answer->apex))
		return domain == NULL || !ma_name_is_within(name, domain);
	soa = ma_probe(&pass->view, domain, MA_TYPE_SOA);
	return soa->apex == NULL || !ma_name_equal(soa->apex, answer->apex);
}

/* The Public Suffix List: names below which anyone may register.
 *
 * SPDX-License-Identifier: MIT */

#include "known.h"

#include <libpsl.h>
#include <string.h>

bool ma_suffix_is_public(const char *name, bool of_registry)
{
	const psl_ctx_t *list = psl_builtin();

	if (list == NULL || name == NULL)
		return false;
	return of_registry ? psl_is_public_suffix2(list, name, PSL_TYPE_ICANN)
			   : psl_is_public_suffix(list, name);
}

/* Without the rule "*", by which every name would be one. */
bool ma_suffix_is_top(const char *name)
{
	const psl_ctx_t *list = psl_builtin();

	return list != NULL && name != NULL && name[0] != '\0' && strchr(name, '.') == NULL &&
	       psl_is_public_suffix2(list, name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

const char *ma_suffix_registered(const char *name)
{
	const psl_ctx_t *list = psl_builtin();
	const char *found;

	if (list == NULL || name == NULL)
		return NULL;
	found = psl_registrable_domain(list, name);
	return found != NULL ? found : name;
}

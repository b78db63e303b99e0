/* The room of the one call: a domain and options in, JSON out.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_CHECK_H
#define MA_CHECK_H

#include <mailauth/check.h>
#include <mailauth/report.h>
#include <mailauth/resolver.h>

enum ma_check_error {
	MA_CHECK_OK = 0,
	MA_CHECK_NO_DOMAIN,
	MA_CHECK_UNKNOWN_OPTION,
	MA_CHECK_NO_VALUE,
	MA_CHECK_BAD_VALUE,
	MA_CHECK_CANNOT_READ,
	MA_CHECK_BAD_ZONE,
	MA_CHECK_SYSTEM,
	MA_CHECK_NO_MEMORY, /* for which there is no JSON */
};

/* A check under way. */
struct ma_check {
	struct mailauth_audit *audit;
	struct mailauth_zones *zones;
	struct mailauth_network *network;
	struct mailauth_loop *loop;
	enum mailauth_language language;
	enum ma_check_error error;
	const char *name; /* of the option that is at fault; NULL: the input is the value alone */
	const char *value;
};

/* Writes the error of CHECK as JSON to *JSON.  0 or MAILAUTH_ENOMEM. */
int ma_check_write_error(const struct ma_check *check, char **json);

#endif

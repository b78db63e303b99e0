/* Who is at the other end of a Unix socket, and whether that is allowed.
 *
 * SPDX-License-Identifier: MIT */

#define _GNU_SOURCE /* struct ucred, getgrouplist() */

#include "serve.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	GROUPS_MAX = 256,
};

bool peer_find(int connection, uid_t *uid, gid_t *gid)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
	    size != sizeof(peer))
		return false;
	*uid = peer.uid;
	*gid = peer.gid;
	return true;
}

/* Whether NAME, which may be a number, is that of ID as OF says. */
static bool is_number(const char *name, unsigned long id)
{
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	return *name >= '0' && *name <= '9' && *end == '\0' && number == id;
}

static bool is_user(const char *name, uid_t uid)
{
	const struct passwd *user = getpwnam(name);

	return user != NULL ? user->pw_uid == uid : is_number(name, uid);
}

/* Its own group, or another that it belongs to. */
static bool is_in_group(const char *name, uid_t uid, gid_t gid)
{
	const struct group *group = getgrnam(name);
	const struct passwd *user;
	gid_t groups[GROUPS_MAX];
	int count = GROUPS_MAX;

	if (group == NULL)
		return is_number(name, gid);
	if (group->gr_gid == gid)
		return true;
	gid = group->gr_gid;
	user = getpwuid(uid);
	if (user == NULL || getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0)
		return false;
	for (int i = 0; i < count; i++)
		if (groups[i] == gid)
			return true;
	return false;
}

bool peer_is_allowed(uid_t uid, gid_t gid, const struct options *options)
{
	if (uid == geteuid())
		return true;
	for (size_t i = 0; i < options->allowed_user_count; i++)
		if (is_user(options->allowed_users[i], uid))
			return true;
	for (size_t i = 0; i < options->allowed_group_count; i++)
		if (is_in_group(options->allowed_groups[i], uid, gid))
			return true;
	return false;
}

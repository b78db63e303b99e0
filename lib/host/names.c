/* The names of an address, and whether they lead back to it.
 *
 * SPDX-License-Identifier: MIT */

#include "host.h"

enum {
	NAMES_MAX = 5, /* of one address: more show nothing new */
};

/* Where no one may be asked, nothing is missing. */
static void fail(struct ma_host *host, enum mailauth_failure failure)
{
	host->failure = failure;
	host->state = failure == MAILAUTH_OFFLINE || failure == MAILAUTH_NOT_ASKED
			      ? MA_HOST_NOT_ASKED
			      : MA_HOST_UNKNOWN;
}

static bool holds(const struct ma_answer *answer, const struct ma_ip *ip)
{
	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip address;

		if (!ma_record_ip(&answer->records[i], &address))
			continue;
		ma_ip_unmap(&address);
		if (ma_ip_compare(&address, ip) == 0)
			return true;
	}
	return false;
}

/* RFC 8601 2.7.3: a name counts if it has the address; which of several does not matter. */
static void confirm(struct ma_pass *pass, struct ma_host *host, const struct ma_name *name)
{
	const struct ma_answer *answer =
		ma_probe(&pass->view, name, host->ip.length == 4 ? MA_TYPE_A : MA_TYPE_AAAA);

	if (answer->status == MA_ANSWER_FAILED)
		host->failure = answer->failure;
	else if (host->confirmed.data == NULL && holds(answer, &host->ip))
		host->confirmed = ma_name_present(pass->arena, name);
}

static void read_names(struct ma_pass *pass, struct ma_host *host, const struct ma_answer *answer)
{
	host->names = ma_arena_array(pass->arena, answer->count, sizeof(*host->names));
	for (size_t i = 0; host->names != NULL && i < answer->count; i++) {
		const struct ma_name *name = ma_record_name(pass->arena, &answer->records[i], 0);

		if (name == NULL)
			continue;
		host->names[host->name_count++] = ma_name_present(pass->arena, name);
		if (i < NAMES_MAX)
			confirm(pass, host, name);
	}
	if (host->confirmed.data == NULL && host->failure == 0 && answer->count > NAMES_MAX)
		host->failure = MAILAUTH_NOT_ASKED;
	if (host->confirmed.data != NULL)
		host->state = MA_HOST_CONFIRMED;
	else if (host->failure != 0)
		fail(host, host->failure);
	else
		host->state = MA_HOST_UNCONFIRMED;
}

void ma_host_find_names(struct ma_pass *pass, struct ma_host *host)
{
	const struct ma_name *reverse = ma_ip_reverse_name(pass->arena, &host->ip);
	const struct ma_answer *answer;

	if (reverse == NULL)
		return; /* memory failed */
	host->reverse = ma_name_present(pass->arena, reverse);
	answer = ma_probe(&pass->view, reverse, MA_TYPE_PTR);
	if (answer->status == MA_ANSWER_FAILED)
		fail(host, answer->failure);
	else if (answer->count == 0)
		host->state = MA_HOST_NAMELESS;
	else
		read_names(pass, host, answer);
}

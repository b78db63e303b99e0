/* The inquiry that greets mail servers: whether each answers, and offers encryption.
 *
 * SPDX-License-Identifier: MIT */

#include "mx.h"

enum {
	VISITS_MAX = 10,
	ADDRESSES_MAX = 4, /* of one host */
};

static bool was_visited(const struct ma_visits *visits, struct ma_text ip_text)
{
	for (size_t i = 0; i < visits->count; i++)
		if (ma_text_equal(visits->items[i].ip_text, ip_text))
			return true;
	return false;
}

/* That there is no connection is not the fault of the server: what blocks port 25 is often near who
 * asks. */
static void fail(struct ma_visit *visit, enum mailauth_failure failure)
{
	visit->failure = failure;
	visit->state = MA_VISIT_NOT_ASKED;
	if (failure == MAILAUTH_TIMED_OUT || failure == MAILAUTH_UNREACHABLE ||
	    failure == MAILAUTH_REFUSED)
		visit->state = MA_VISIT_UNREACHABLE;
}

static void call_at(struct ma_pass *pass, struct ma_visit *visit)
{
	const struct ma_name *name = ma_name_unescape(pass->arena, visit->server);
	const struct ma_answer *answer;
	struct ma_ip ip;

	if (name == NULL || !ma_ip_parse(visit->ip_text, &ip) ||
	    (pass->settings->probe != MA_SERVERS_ANY && !ma_ip_may_be_asked(&ip)))
		return;
	answer = ma_ask_mail_server(&pass->view, (const char *)visit->ip_text.data, name);
	if (answer->status == MA_ANSWER_FAILED)
		fail(visit, answer->failure);
	else
		ma_visit_read(pass->arena, answer->said, visit);
}

static void call_on(struct ma_pass *pass, struct ma_visits *visits, const struct ma_mx_host *host)
{
	for (size_t i = 0; i < host->address_count && i < ADDRESSES_MAX; i++) {
		struct ma_visit *visit = &visits->items[visits->count];

		if (visits->count == VISITS_MAX || was_visited(visits, host->addresses[i]))
			continue;
		visits->count++;
		visit->server = host->name;
		visit->ip_text = host->addresses[i];
		call_at(pass, visit);
	}
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	const struct ma_mx *mx = ma_inquiry_read(pass, &ma_mx_kind, 0);
	struct ma_visits *visits = subject;

	*visits = (struct ma_visits){ .items = ma_arena_array(pass->arena, VISITS_MAX + 1,
							      sizeof(*visits->items)) };
	if (mx == NULL || visits->items == NULL)
		return;
	for (size_t i = 0; i < mx->count; i++)
		call_on(pass, visits, &mx->hosts[i]);
	for (size_t i = 0; i < visits->count; i++)
		ma_visit_tell(pass, &visits->items[i]);
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL && inquiries->settings->probe != MA_SERVERS_NONE)
		ma_inquiries_add_new(inquiries, &ma_visits_kind, 0, sizeof(struct ma_visits));
}

const struct ma_kind ma_visits_kind = {
	.name = "visits",
	.budget = VISITS_MAX,
	.begin = begin,
	.evaluate = evaluate,
};

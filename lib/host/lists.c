/* The inquiry about block lists: each is asked for the hosts, or for the domain, and for its test
 * points.
 *
 * SPDX-License-Identifier: MIT */

#include "host.h"

#include <string.h>

/* "9.113.0.203", or the 32 digits of an IPv6 address: what its reverse name begins with. */
static struct ma_text label_of_host(const struct ma_host *host)
{
	size_t end = strlen(host->ip.length == 4 ? ".in-addr.arpa" : ".ip6.arpa");

	return ma_text_slice(host->reverse, 0, host->reverse.length - end);
}

static const struct ma_answer *ask(struct ma_pass *pass, const struct ma_blocklist *list,
				   struct ma_text label)
{
	static const struct ma_answer too_long = { .status = MA_ANSWER_NXDOMAIN };
	const struct ma_name *zone = ma_name_parse(pass->arena, ma_text(list->zone));
	const struct ma_name *name = zone != NULL ? ma_name_join(pass->arena, label, zone) : NULL;

	return name != NULL ? ma_probe(&pass->view, name, MA_TYPE_A) : &too_long;
}

/* The gravest meaning of the addresses in ANSWER. */
static enum ma_blocklist_meaning meaning_of(const struct ma_blocklist *list,
					    const struct ma_answer *answer)
{
	enum ma_blocklist_meaning gravest = MA_BLOCKLIST_NOTHING;

	for (size_t i = 0; i < answer->count; i++) {
		enum ma_blocklist_meaning meaning;
		struct ma_ip ip;

		if (!ma_record_ip(&answer->records[i], &ip) || ip.length != 4)
			continue;
		meaning = ma_blocklist_meaning(list, ip.octets);
		gravest = meaning > gravest ? meaning : gravest;
	}
	return gravest;
}

static void read_codes(struct ma_pass *pass, struct ma_listing *listing,
		       const struct ma_answer *answer)
{
	listing->codes = ma_arena_array(pass->arena, answer->count + 1, sizeof(*listing->codes));
	for (size_t i = 0; listing->codes != NULL && i < answer->count; i++) {
		struct ma_ip ip;

		if (ma_record_ip(&answer->records[i], &ip))
			listing->codes[listing->code_count++] = ma_ip_text(pass->arena, &ip);
	}
}

static void look_up(struct ma_pass *pass, struct ma_list *list, struct ma_text of,
		    struct ma_text label)
{
	const struct ma_answer *answer = ask(pass, list->known, label);
	struct ma_listing *listing = &list->listings[list->count++];

	listing->of = of;
	listing->failed = answer->status == MA_ANSWER_FAILED;
	listing->meaning = meaning_of(list->known, answer);
	if (listing->failed)
		list->failure = answer->failure;
	read_codes(pass, listing, answer);
}

/* A list that is given up often answers to everything, or to nothing (RFC 5782 5). */
static void judge(struct ma_pass *pass, struct ma_list *list)
{
	const struct ma_blocklist *known = list->known;
	const struct ma_answer *there = ask(pass, known, ma_text(known->listed));
	const struct ma_answer *absent = ask(pass, known, ma_text(known->unlisted));
	enum ma_blocklist_meaning always = meaning_of(known, there);

	if (there->status == MA_ANSWER_FAILED || absent->status == MA_ANSWER_FAILED) {
		list->state = MA_LIST_UNKNOWN;
		list->failure =
			there->status == MA_ANSWER_FAILED ? there->failure : absent->failure;
	} else if (always == MA_BLOCKLIST_REFUSED) {
		list->state = MA_LIST_REFUSES;
	} else if (meaning_of(known, absent) != MA_BLOCKLIST_NOTHING) {
		list->state = MA_LIST_FULL;
	} else if (always <= MA_BLOCKLIST_NONSENSE) {
		list->state = MA_LIST_EMPTY;
	}
}

/* A single listing may be refused where the test points were answered. */
static void look_for_refusal(struct ma_list *list)
{
	for (size_t i = 0; i < list->count && list->state == MA_LIST_WORKS; i++) {
		if (list->listings[i].failed)
			list->state = MA_LIST_UNKNOWN;
		else if (list->listings[i].meaning == MA_BLOCKLIST_REFUSED)
			list->state = MA_LIST_REFUSES;
	}
}

static void ask_list(struct ma_pass *pass, struct ma_list *list, const struct ma_hosts *hosts)
{
	list->listings = ma_arena_array(pass->arena, hosts->count + 1, sizeof(*list->listings));
	if (list->listings == NULL)
		return;
	judge(pass, list);
	if (list->known->of == MA_BLOCKLIST_OF_NAMES)
		look_up(pass, list, pass->settings->domain_text, pass->settings->domain_text);
	for (size_t i = 0; list->known->of == MA_BLOCKLIST_OF_ADDRESSES && i < hosts->count; i++)
		look_up(pass, list, hosts->items[i].ip_text, label_of_host(&hosts->items[i]));
	look_for_refusal(list);
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	static const struct ma_hosts none = { .count = 0 };
	const struct ma_hosts *hosts = ma_inquiry_read(pass, &ma_hosts_kind, 0);
	struct ma_lists *lists = subject;

	*lists = (struct ma_lists){ .items = ma_arena_array(pass->arena, MA_BLOCKLIST_COUNT,
							    sizeof(*lists->items)) };
	hosts = hosts != NULL ? hosts : &none;
	for (size_t i = 0; lists->items != NULL && i < MA_BLOCKLIST_COUNT; i++) {
		struct ma_list *list = &lists->items[lists->count];

		list->known = ma_blocklist(i);
		/* Without an address there is nothing to ask of a list of addresses. */
		if (list->known->of == MA_BLOCKLIST_OF_ADDRESSES && hosts->count == 0)
			continue;
		lists->count++;
		ask_list(pass, list, hosts);
		ma_host_tell_list(pass, list);
	}
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL && inquiries->settings->blocklists)
		ma_inquiries_add_new(inquiries, &ma_lists_kind, 0, sizeof(struct ma_lists));
}

const struct ma_kind ma_lists_kind = {
	.name = "blocklists",
	.budget = 80,
	.begin = begin,
	.evaluate = evaluate,
};

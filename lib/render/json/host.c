/* The keys "host" and "blocklists": what hosts are called, and who lists them.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include <mailauth/host.h>

static void write_names(struct ma_json *json, const struct ma_host *host)
{
	if (host->name_count == 0 && host->state != MA_HOST_NAMELESS) {
		ma_json_null(json, "ptr");
		return;
	}
	ma_json_open(json, "ptr", '[');
	for (size_t i = 0; i < host->name_count; i++)
		ma_json_text(json, NULL, host->names[i]);
	ma_json_close(json, ']');
}

static void write_host(struct ma_json *json, const struct ma_host *host)
{
	bool known = host->state >= MA_HOST_NAMELESS;

	ma_json_open(json, NULL, '{');
	ma_json_text(json, "ip", host->ip_text);
	ma_json_bool(json, "sends", host->sends);
	ma_json_bytes(json, "server", host->server);
	write_names(json, host);
	if (known)
		ma_json_bool(json, "confirmed", host->state == MA_HOST_CONFIRMED);
	else
		ma_json_null(json, "confirmed");
	if (host->helo.length > 0)
		ma_json_bytes(json, "helo", host->helo);
	else
		ma_json_null(json, "helo");
	ma_json_close(json, '}');
}

static void write_listing(struct ma_json *json, const struct ma_list *list,
			  const struct ma_listing *listing)
{
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "of", listing->of);
	if (list->state == MA_LIST_WORKS)
		ma_json_bool(json, "listed", listing->meaning >= MA_BLOCKLIST_POLICY);
	else
		ma_json_null(json, "listed");
	ma_json_open(json, "codes", '[');
	for (size_t i = 0; i < listing->code_count; i++)
		ma_json_text(json, NULL, listing->codes[i]);
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

static void write_list(struct ma_json *json, const struct mailauth_report *report, size_t index)
{
	const struct ma_list *list = &report->lists.items[index];

	ma_json_open(json, NULL, '{');
	ma_json_text(json, "id", ma_text(list->known->word));
	ma_json_text(json, "name", ma_text(list->known->name));
	ma_json_text(json, "zone", ma_text(list->known->zone));
	ma_json_text(json, "state",
		     ma_text(mailauth_blocklist_state_word(
			     (int)mailauth_blocklist_state(report, index))));
	ma_json_open(json, "listings", '[');
	for (size_t i = 0; i < list->count; i++)
		write_listing(json, list, &list->listings[i]);
	ma_json_close(json, ']');
	ma_json_text(json, "page", ma_text(list->known->page));
	ma_json_text(json, "date", ma_text(list->known->date));
	ma_json_close(json, '}');
}

void ma_json_blocklists(struct ma_json *json, const struct mailauth_report *report)
{
	if (report->lists.count == 0)
		return;
	ma_json_open(json, "blocklists", '[');
	for (size_t i = 0; i < report->lists.count; i++)
		write_list(json, report, i);
	ma_json_close(json, ']');
}

void ma_json_hosts(struct ma_json *json, const struct mailauth_report *report)
{
	if (report->hosts.count == 0)
		return;
	ma_json_open(json, "host", '[');
	for (size_t i = 0; i < report->hosts.count; i++)
		write_host(json, &report->hosts.items[i]);
	ma_json_close(json, ']');
}

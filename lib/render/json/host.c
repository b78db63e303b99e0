/* The key "host": what hosts are called.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

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

void ma_json_hosts(struct ma_json *json, const struct mailauth_report *report)
{
	if (report->hosts.count == 0)
		return;
	ma_json_open(json, "host", '[');
	for (size_t i = 0; i < report->hosts.count; i++)
		write_host(json, &report->hosts.items[i]);
	ma_json_close(json, ']');
}

/* What a name server said that was asked itself.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static void write_address(struct ma_json *json, const struct mailauth_report *report, size_t index,
			  size_t which)
{
	const struct ma_server_address *address = &report->servers.items[index].addresses[which];

	ma_json_open(json, NULL, '{');
	ma_json_text(json, "address", address->text);
	ma_json_text(json, "status",
		     ma_text(mailauth_server_status_word(
			     (int)mailauth_report_server_status(report, index, which))));
	if (address->state == MA_SERVER_ANSWERS)
		ma_json_number(json, "serial", address->serial);
	else
		ma_json_null(json, "serial");
	ma_json_close(json, '}');
}

void ma_json_server(struct ma_json *json, const struct mailauth_report *report, size_t index)
{
	if (index >= report->servers.count)
		return;
	ma_json_open(json, "addresses", '[');
	for (size_t i = 0; i < report->servers.items[index].count; i++)
		write_address(json, report, index, i);
	ma_json_close(json, ']');
}

static void write_names(struct ma_json *json, const char *key, const struct ma_text *names,
			size_t count)
{
	ma_json_open(json, key, '[');
	for (size_t i = 0; i < count; i++)
		ma_json_bytes(json, NULL, names[i]);
	ma_json_close(json, ']');
}

static void write_compared(struct ma_json *json, const struct ma_compared *compared)
{
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "name", compared->name);
	ma_json_text(json, "type", ma_text(ma_type_word(compared->type)));
	ma_json_bool(json, "same", compared->same);
	write_names(json, "file", compared->file, compared->file_count);
	if (compared->server.data != NULL)
		ma_json_text(json, "server", compared->server);
	else
		ma_json_null(json, "server");
	write_names(json, "published", compared->published, compared->published_count);
	ma_json_close(json, '}');
}

void ma_json_delegation(struct ma_json *json, const struct mailauth_report *report)
{
	const struct ma_servers *servers = &report->servers;

	if (report->settings.servers == MA_SERVERS_NONE)
		return;
	if (servers->delegation.server.data != NULL)
		write_names(json, "delegation", servers->delegation.names,
			    servers->delegation.count);
	else
		ma_json_null(json, "delegation");
	if (!report->settings.compare)
		return;
	ma_json_open(json, "comparison", '[');
	for (size_t i = 0; i < servers->compared_count; i++)
		write_compared(json, &servers->compared[i]);
	ma_json_close(json, ']');
}

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

/* The key "costs": what the terms of a record with too many lookups cost, the dearest first.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../render.h"

void ma_json_costs(struct ma_json *json, const struct mailauth_report *report,
		   enum mailauth_language language)
{
	struct ma_arena arena = { 0 };
	struct ma_cost *costs;
	size_t count = ma_fix_find_costs(report, &arena, &costs);

	if (count > 0)
		ma_json_open(json, "costs", '[');
	for (size_t i = 0; i < count; i++) {
		ma_json_open(json, NULL, '{');
		ma_json_bytes(json, "term", costs[i].branch->text);
		ma_json_number(json, "depth", costs[i].level);
		ma_json_number(json, "lookups", costs[i].branch->lookups);
		ma_json_bool(json, "receives", costs[i].receives);
		ma_json_holder(json, &costs[i].holder, language);
		ma_json_close(json, '}');
	}
	if (count > 0)
		ma_json_close(json, ']');
	json->out->failed = json->out->failed || arena.failed;
	ma_arena_finish(&arena);
}

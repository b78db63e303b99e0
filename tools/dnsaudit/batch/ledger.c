/* The order of what goes out.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <stdlib.h>

enum {
	AHEAD = 4,			 /* times as many lines as are under way may be finished */
	WAITING_MOST = 64 * 1024 * 1024, /* bytes, before no more lines begin */
};

bool ledger_open(struct ledger *ledger, struct output *output, bool ordered, size_t running)
{
	*ledger = (struct ledger){ .output = output, .ordered = ordered, .room = AHEAD * running };
	if (!ordered)
		return true;
	ledger->places = calloc(ledger->room, sizeof(*ledger->places));
	return ledger->places != NULL;
}

void ledger_close(struct ledger *ledger)
{
	for (size_t i = 0; ledger->places != NULL && i < ledger->room; i++)
		free(ledger->places[i].text);
	free(ledger->places);
	ledger->places = NULL;
}

bool ledger_has_room(const struct ledger *ledger, uint64_t sequence)
{
	return !ledger->ordered ||
	       (sequence - ledger->next < ledger->room && ledger->waiting < WAITING_MOST);
}

static bool pass(struct ledger *ledger, const struct finished *finished)
{
	bool good = output_add(ledger->output, finished->text, finished->length);

	free(finished->text);
	return good;
}

bool ledger_take(struct ledger *ledger, const struct finished *finished)
{
	struct finished *place;
	bool good = true;

	if (!ledger->ordered)
		return pass(ledger, finished);
	ledger->places[finished->sequence % ledger->room] = *finished;
	ledger->waiting += finished->length;
	while (good && (place = &ledger->places[ledger->next % ledger->room])->text != NULL) {
		ledger->waiting -= place->length;
		good = pass(ledger, place);
		place->text = NULL;
		ledger->next++;
	}
	return good;
}

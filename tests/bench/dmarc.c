/* Reads a DMARC record as often as is asked for: instructions.sh counts what one reading costs.
 *
 * SPDX-License-Identifier: MIT */

#include "../../lib/report/report.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	/* What large domains publish: 118 octets, 8 tags, two addresses. */
	static const char record[] =
		"v=DMARC1; p=reject; sp=quarantine; adkim=s; aspf=r; fo=1; "
		"rua=mailto:dmarc@example.jp,mailto:a@reports.example; np=reject";
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	struct ma_arena arena = { 0 };
	unsigned faults = 0;

	ma_arena_alloc(&arena, 1); /* no chunk is made for each reading */
	for (unsigned long i = 0; i < count; i++) {
		struct ma_arena_mark mark = ma_arena_mark(&arena);

		faults += ma_dmarc_read(&arena, MA_TEXT(record))->faults;
		ma_arena_rewind(&arena, mark);
	}
	ma_arena_finish(&arena);
	printf("%lu readings, %u faults\n", count, faults);
	return faults > 0;
}

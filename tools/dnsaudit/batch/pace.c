/* How many audits are under way at once.
 *
 * SPDX-License-Identifier: MIT
 *
 * The time of an audit passes while its questions wait for others'.  With more audits than the
 * servers, a limit on questions or this process can serve, all of them would run out of time and be
 * unknown.  So the number grows as long as the faster ones need a fraction of their time.  The
 * faster ones, because a domain whose servers are silent takes all of its time in any case. */

#include "batch.h"

enum {
	LEAST = 16,
	PART = 4,    /* of its time, that an audit may take */
	STEPS = 200, /* in which the estimate crosses the whole time */
};

void pace_begin(struct pace *pace, size_t most, unsigned timeout)
{
	*pace = (struct pace){
		.limit = most < 4 * LEAST ? most : 4 * LEAST,
		.most = most,
		.bound = timeout / PART,
	};
}

void pace_note(struct pace *pace, int64_t took, size_t running)
{
	int64_t step = pace->bound * PART / STEPS + 1;

	/* One in four is below the estimate where it rests. */
	pace->quick += took > pace->quick ? step : -3 * step;
	if (pace->quick < 0)
		pace->quick = 0;
	if (pace->quick > pace->bound) {
		if (pace->limit > LEAST && pace->limit > 1)
			pace->limit--;
	} else if (running + 1 >= pace->limit && pace->limit < pace->most) {
		pace->limit++;
	}
}

/* Keys of DKIM: those that were pasted wrongly.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

void ma_fix_propose_dkim(struct ma_proposals *proposals)
{
	(void)proposals;
}

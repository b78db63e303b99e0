/* Mail servers.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

void ma_fix_propose_mx(struct ma_proposals *proposals)
{
	(void)proposals;
}

/* The findings about a key record.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_TELL_H
#define MA_DKIM_TELL_H

#include "record.h"

/* Where a record was found, and where its findings go. */
struct ma_dkim_place {
	struct ma_findings *findings;
	struct ma_text name;	 /* presentation format */
	struct ma_text selector; /* which is shown */
	bool named;		 /* the selector is known to be used */
};

/* Notes one finding for each fault of RECORD, with the corrected record where it would help. */
void ma_dkim_tell(const struct ma_dkim_place *place, const struct ma_dkim_record *record);

#endif

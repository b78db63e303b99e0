/* Why the system refused something, in the user's language.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <errno.h>
#include <string.h>

/* Those that a person at a shell meets. */
static const struct {
	int error;
	enum message_id message;
} reasons[] = {
	{ EACCES, MESSAGE_REASON_PERMISSION },	  { EPERM, MESSAGE_REASON_PERMISSION },
	{ ENOENT, MESSAGE_REASON_NO_FILE },	  { ENOTDIR, MESSAGE_REASON_NO_FOLDER },
	{ EISDIR, MESSAGE_REASON_FOLDER },	  { EROFS, MESSAGE_REASON_READ_ONLY },
	{ ENOSPC, MESSAGE_REASON_DISK_FULL },	  { EDQUOT, MESSAGE_REASON_QUOTA },
	{ EFBIG, MESSAGE_REASON_TOO_LARGE },	  { EIO, MESSAGE_REASON_DEVICE },
	{ EPIPE, MESSAGE_REASON_CLOSED },	  { ENAMETOOLONG, MESSAGE_REASON_LONG_NAME },
	{ ELOOP, MESSAGE_REASON_LINKS },	  { EADDRINUSE, MESSAGE_REASON_IN_USE },
	{ ECONNREFUSED, MESSAGE_REASON_REFUSED }, { EMFILE, MESSAGE_REASON_OPEN_FILES },
	{ ENFILE, MESSAGE_REASON_OPEN_FILES },	  { ENOMEM, MESSAGE_REASON_MEMORY },
	{ EAGAIN, MESSAGE_REASON_PROCESSES },
};

const char *system_reason(int error, enum mailauth_language language)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].error == error)
			return message(reasons[i].message, language);
	return strerror(error);
}

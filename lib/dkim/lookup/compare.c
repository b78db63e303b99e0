/* A key in a file next to the key of the record.
 *
 * SPDX-License-Identifier: MIT */

#include "../key/file.h"
#include "lookup.h"

bool ma_dkim_is_same(const struct ma_key_file *file, const struct ma_dkim_record *record)
{
	if (record->octets.length > 0)
		return ma_text_equal(file->octets, record->octets);
	return record->modulus.length > 0 && ma_text_equal(file->modulus, record->modulus) &&
	       ma_text_equal(file->exponent, record->exponent);
}

/* Whether the private key in the record is that of the file. */
static bool is_leaked(struct ma_arena *arena, const struct ma_key_file *file,
		      const struct ma_dkim_record *record)
{
	return record->seed.length > 0 ? ma_key_file_has_seed(arena, file, record->seed)
				       : ma_dkim_is_same(file, record);
}

void ma_dkim_compare(struct ma_pass *pass, const struct ma_selector *selector,
		     const struct ma_dkim_record *record, const struct mailauth_key *key)
{
	static const enum ma_finding_id unusable[] = {
		[MA_FILE_UNREADABLE] = MA_DKIM_FILE_UNREADABLE,
		[MA_FILE_ENCRYPTED] = MA_DKIM_FILE_ENCRYPTED,
		[MA_FILE_OTHER] = MA_DKIM_FILE_OTHER,
	};
	const struct ma_key_file *file = selector->file;

	if (file == NULL)
		return;
	if (file->readable && file->private)
		ma_dkim_note(pass, key, MA_DKIM_FILE_READABLE);
	if (file->state != MA_FILE_KEY)
		ma_dkim_note(pass, key, unusable[file->state]);
	else if (record == NULL)
		return; /* that there is none has been said */
	else if (record->leaked && is_leaked(pass->arena, file, record))
		ma_dkim_note(pass, key, MA_DKIM_KEY_LEAKED);
	else if (record->leaked || (record->modulus.length == 0 && record->octets.length == 0))
		ma_dkim_note(pass, key, MA_DKIM_NOT_COMPARED);
	else
		ma_dkim_note(pass, key,
			     ma_dkim_is_same(file, record) ? MA_DKIM_KEY_MATCHES
							   : MA_DKIM_KEY_MISMATCH);
}

/* What the public may read of fixes.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

size_t mailauth_report_fix_count(const struct mailauth_report *report)
{
	return report->fix_count;
}

const struct mailauth_fix *mailauth_report_fix(const struct mailauth_report *report, size_t index)
{
	return index < report->fix_count ? report->fixes[index] : NULL;
}

const char *mailauth_fix_name(const struct mailauth_fix *fix)
{
	return (const char *)fix->shown.data;
}

const char *mailauth_fix_relative_name(const struct mailauth_fix *fix)
{
	return (const char *)fix->texts.relative.data;
}

const char *mailauth_fix_type(const struct mailauth_fix *fix)
{
	return ma_type_word(fix->type);
}

/* --- Values --------------------------------------------------------------------- */

static const char *value_at(const struct ma_text *values, size_t count, size_t index,
			    size_t *length)
{
	if (index >= count)
		return NULL;
	if (length != NULL)
		*length = values[index].length;
	return (const char *)values[index].data;
}

size_t mailauth_fix_old_count(const struct mailauth_fix *fix)
{
	return fix->removed_count;
}

const char *mailauth_fix_old(const struct mailauth_fix *fix, size_t index, size_t *length)
{
	return value_at(fix->texts.removed, fix->removed_count, index, length);
}

size_t mailauth_fix_new_count(const struct mailauth_fix *fix)
{
	return fix->form.added_count;
}

const char *mailauth_fix_new(const struct mailauth_fix *fix, size_t index, size_t *length)
{
	return value_at(fix->texts.added, fix->form.added_count, index, length);
}

size_t mailauth_fix_kept_count(const struct mailauth_fix *fix)
{
	return fix->kept_count;
}

const char *mailauth_fix_zone_line(const struct mailauth_fix *fix, size_t index)
{
	return value_at(fix->texts.lines, fix->form.added_count, index, NULL);
}

/* --- The proof ------------------------------------------------------------------- */

size_t mailauth_fix_removed_count(const struct mailauth_fix *fix)
{
	return fix->remove_count;
}

const struct mailauth_finding *mailauth_fix_removed(const struct mailauth_fix *fix, size_t index)
{
	return index < fix->remove_count ? fix->removes[index] : NULL;
}

bool mailauth_fix_spf_cost(const struct mailauth_fix *fix, unsigned *lookups, unsigned *voids)
{
	if (!fix->counted)
		return false;
	*lookups = fix->lookups;
	*voids = fix->voids;
	return true;
}

size_t mailauth_fix_gained_count(const struct mailauth_fix *fix)
{
	return fix->gained.count;
}

const char *mailauth_fix_gained(const struct mailauth_fix *fix, size_t index)
{
	return value_at(fix->texts.gained, fix->gained.count, index, NULL);
}

int mailauth_fix_confirm(const struct mailauth_fix *fix, enum mailauth_language language,
			 char **text)
{
	struct ma_buffer buffer = { 0 };

	if ((unsigned)language >= MA_LANGUAGES)
		return MAILAUTH_EINVAL;
	ma_buffer_add(&buffer, "", 0);
	ma_fix_write_confirm(&buffer, fix, language, false);
	return ma_buffer_take(&buffer, text, NULL) ? 0 : MAILAUTH_ENOMEM;
}

/* --- Who, where, how long ---------------------------------------------------------- */

unsigned mailauth_fix_who(const struct mailauth_fix *fix)
{
	return fix->remedy.who;
}

const char *mailauth_fix_holder(const struct mailauth_fix *fix)
{
	return (const char *)fix->remedy.holder.name.data;
}

bool mailauth_fix_holder_is_own(const struct mailauth_fix *fix)
{
	return fix->remedy.holder.own;
}

const char *mailauth_fix_where(const struct mailauth_fix *fix, size_t index)
{
	return index < fix->remedy.where_count ? (const char *)fix->remedy.where[index].data : NULL;
}

uint32_t mailauth_fix_wait(const struct mailauth_fix *fix)
{
	return fix->remedy.wait;
}

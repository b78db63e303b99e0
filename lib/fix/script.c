/* All fixes of a report as lines of a zone file, and as a script for nsupdate (RFC 2136).
 *
 * SPDX-License-Identifier: MIT
 *
 * Nothing that anyone has published can leave its string: see ma_fix_write_data(). */

#include "fix.h"

static void write_name(struct ma_buffer *out, const struct mailauth_fix *fix)
{
	ma_buffer_text(out, fix->shown);
	if (fix->name->length > 1)
		ma_buffer_byte(out, '.');
}

/* What a person has to know before, as comments: in ASCII, a sentence a line. */
static void write_confirm(struct ma_buffer *out, const struct mailauth_fix *fix)
{
	struct ma_buffer words = { 0 };
	bool begun = false;

	if (fix->form.confirm_count == 0)
		return;
	ma_fix_write_confirm(&words, fix, MAILAUTH_ENGLISH, false);
	for (size_t i = 0; !words.failed && i < words.length; i++) {
		unsigned char byte = (unsigned char)words.data[i];
		bool blank = byte == ' ' && begun && words.data[i - 1] == '.';

		if (!begun)
			ma_buffer_string(out, "; ");
		begun = !blank;
		if (blank)
			ma_buffer_byte(out, '\n');
		else
			ma_buffer_byte(out, byte >= ' ' && byte <= '~' ? (char)byte : '?');
	}
	if (begun)
		ma_buffer_byte(out, '\n');
	out->failed = out->failed || words.failed;
	ma_buffer_finish(&words);
}

/* --- A zone file ------------------------------------------------------------------- */

static void write_zone_lines(struct ma_buffer *out, const struct mailauth_fix *fix)
{
	for (size_t i = 0; i < fix->removed_count; i++) {
		ma_buffer_string(out, "; instead of: ");
		ma_fix_write_line(out, fix, &fix->removed[i], ma_fix_ttl(fix));
		ma_buffer_byte(out, '\n');
	}
	for (size_t i = 0; i < fix->form.added_count; i++) {
		ma_fix_write_line(out, fix, &fix->form.added[i], ma_fix_ttl(fix));
		ma_buffer_byte(out, '\n');
	}
}

static void write_zone(struct ma_buffer *out, const struct mailauth_report *report, bool own)
{
	for (size_t i = 0; i < report->fix_count; i++) {
		const struct mailauth_fix *fix = report->fixes[i];

		if (fix->remedy.holder.own != own)
			continue;
		if (!own)
			ma_buffer_string(out, "; to be published by others:\n");
		write_confirm(out, fix);
		write_zone_lines(out, fix);
	}
}

int mailauth_report_zone_lines(const struct mailauth_report *report, char **text, size_t *length)
{
	struct ma_buffer out = { 0 };

	ma_buffer_add(&out, "", 0);
	write_zone(&out, report, true);
	write_zone(&out, report, false);
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}

/* --- nsupdate ------------------------------------------------------------------------ */

/* That the whole set is as the audit found it: with its values each of them has to be there, and no
 * other (RFC 2136 2.4.2). */
static void write_prerequisite(struct ma_buffer *out, const struct mailauth_fix *fix,
			       const struct ma_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		ma_buffer_string(out, "prereq yxrrset ");
		write_name(out, fix);
		ma_buffer_string(out, " IN ");
		ma_buffer_string(out, ma_type_word(fix->type));
		ma_buffer_byte(out, ' ');
		ma_fix_write_data(out, fix->type, &records[i]);
		ma_buffer_byte(out, '\n');
	}
}

static void write_prerequisites(struct ma_buffer *out, const struct mailauth_fix *fix)
{
	write_prerequisite(out, fix, fix->kept, fix->kept_count);
	write_prerequisite(out, fix, fix->removed, fix->removed_count);
	if (fix->kept_count + fix->removed_count > 0)
		return;
	ma_buffer_string(out, "prereq nxrrset ");
	write_name(out, fix);
	ma_buffer_string(out, " IN ");
	ma_buffer_string(out, ma_type_word(fix->type));
	ma_buffer_byte(out, '\n');
}

/* Only our own value is deleted: other services have theirs at the same name. */
static void write_update(struct ma_buffer *out, const struct mailauth_fix *fix)
{
	for (size_t i = 0; i < fix->removed_count; i++) {
		ma_buffer_string(out, "update delete ");
		write_name(out, fix);
		ma_buffer_string(out, " IN ");
		ma_buffer_string(out, ma_type_word(fix->type));
		ma_buffer_byte(out, ' ');
		ma_fix_write_data(out, fix->type, &fix->removed[i]);
		ma_buffer_byte(out, '\n');
	}
	for (size_t i = 0; i < fix->form.added_count; i++) {
		ma_buffer_string(out, "update add ");
		ma_fix_write_line(out, fix, &fix->form.added[i], ma_fix_ttl(fix));
		ma_buffer_byte(out, '\n');
	}
}

/* Whether FIX belongs to the message for the domain's own zone. */
static bool is_in_zone(const struct mailauth_report *report, const struct mailauth_fix *fix)
{
	return fix->remedy.holder.own && ma_holder_is_in_zone(report, fix->shown);
}

static void write_message(struct ma_buffer *out, const struct mailauth_report *report)
{
	bool any = false;

	for (size_t i = 0; i < report->fix_count; i++)
		any = any || is_in_zone(report, report->fixes[i]);
	if (!any)
		return;
	if (report->zone.apex_text.data != NULL) {
		ma_buffer_string(out, "zone ");
		ma_buffer_text(out, report->zone.apex_text);
		ma_buffer_string(out, ".\n");
	}
	for (size_t i = 0; i < report->fix_count; i++)
		if (is_in_zone(report, report->fixes[i]))
			write_prerequisites(out, report->fixes[i]);
	for (size_t i = 0; i < report->fix_count; i++)
		if (is_in_zone(report, report->fixes[i])) {
			write_confirm(out, report->fixes[i]);
			write_update(out, report->fixes[i]);
		}
	ma_buffer_string(out, "send\nanswer\n");
}

int mailauth_report_nsupdate(const struct mailauth_report *report, char **text, size_t *length)
{
	struct ma_buffer out = { 0 };

	ma_buffer_add(&out, "", 0);
	write_message(&out, report);
	for (size_t i = 0; i < report->fix_count; i++) {
		const struct mailauth_fix *fix = report->fixes[i];

		for (size_t k = 0; !is_in_zone(report, fix) && k < fix->form.added_count; k++) {
			ma_buffer_string(&out, "; in another zone: ");
			ma_fix_write_line(&out, fix, &fix->form.added[k], ma_fix_ttl(fix));
			ma_buffer_byte(&out, '\n');
		}
	}
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}

/* What receivers ask of the form of a message.
 *
 * SPDX-License-Identifier: MIT */

#include "said.h"

enum {
	LINE_MAX = 998, /* octets (RFC 5322 2.1.1) */
};

static void note(struct ma_pass *pass, enum ma_finding_id id)
{
	ma_findings_add(&pass->findings, id, pass->settings->domain_text);
}

/* RFC 5322 3.6 */
static void check_fields(struct ma_pass *pass, const struct ma_fields *fields)
{
	if (ma_fields_count(fields, "From") != 1)
		note(pass, MA_MAIL_NOT_ONE_FROM);
	if (ma_fields_count(fields, "Date") != 1)
		note(pass, MA_MAIL_NOT_ONE_DATE);
	if (ma_fields_count(fields, "Message-ID") != 1)
		note(pass, MA_MAIL_NOT_ONE_ID);
}

static bool holds(struct ma_text text, const char *word)
{
	for (size_t i = 0; i < text.length; i++)
		if (ma_text_starts(ma_text_slice(text, i, text.length), word))
			return true;
	return false;
}

static bool is_signed(const struct mailauth_message *message, const char *name)
{
	for (size_t i = 0; i < message->signature_count; i++)
		if (ma_signature_lists(message->signatures[i].headers, name))
			return true;
	return false;
}

/* RFC 8058 3.1, 4: an https URI, the second field, and both signed. */
static void check_unsubscribe(struct ma_pass *pass, const struct mailauth_message *message)
{
	const struct ma_field *list = ma_field_find(&message->fields, "List-Unsubscribe", 0);
	const struct ma_field *post = ma_field_find(&message->fields, "List-Unsubscribe-Post", 0);

	if (list == NULL)
		return;
	if (post == NULL || !holds(list->value, "https://") ||
	    !holds(post->value, "List-Unsubscribe=One-Click"))
		note(pass, MA_MAIL_NOT_ONE_CLICK);
	else if (!is_signed(message, "list-unsubscribe") ||
		 !is_signed(message, "list-unsubscribe-post"))
		note(pass, MA_MAIL_UNSUBSCRIBE_UNSIGNED);
}

/* RFC 3848: the S of ESMTPS and ESMTPSA. */
static void check_tls(struct ma_pass *pass, const struct mailauth_message *message)
{
	struct ma_text value;

	if (!message->border_known)
		return;
	value = ma_field_unfold(pass->arena, message->fields.items[message->border].value);
	if ((holds(value, " with ESMTP ") || holds(value, " with SMTP ") ||
	     holds(value, " with ESMTPA ")) &&
	    !holds(value, "TLS") && !holds(value, "cipher"))
		note(pass, MA_MAIL_NO_TLS);
}

void ma_message_tell_form(struct ma_pass *pass, const struct mailauth_message *message)
{
	check_fields(pass, &message->fields);
	if (message->lines.longest > LINE_MAX)
		note(pass, MA_MAIL_LONG_LINE);
	if (message->lines.bare_cr + message->lines.bare_lf > 0)
		note(pass, MA_MAIL_BARE_LINE_ENDS);
	check_unsubscribe(pass, message);
	check_tls(pass, message);
	if (ma_field_find(&message->fields, "DKIM2-Signature", 0) != NULL)
		note(pass, MA_MAIL_DKIM2);
}

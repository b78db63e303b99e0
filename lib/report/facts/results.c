/* An Authentication-Results header field (RFC 8601) of what a report knows of a message.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

/* --- Values (RFC 8601 2.2) --------------------------------------------------------------- */

static bool is_token(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!ma_is_alnum(text.data[i]) && text.data[i] != '-' && text.data[i] != '.' &&
		    text.data[i] != '_')
			return false;
	return text.length > 0;
}

/* A property, where its value can be written: what is neither a token nor a quoted string of
 * visible ASCII is left out. */
static void add_property(struct ma_buffer *out, const char *name, struct ma_text value)
{
	bool token = is_token(value);

	if (value.length == 0 || value.length > 255)
		return;
	for (size_t i = 0; i < value.length; i++)
		if (!ma_is_visible(value.data[i]) || value.data[i] == '"' || value.data[i] == '\\')
			return;
	ma_buffer_byte(out, ' ');
	ma_buffer_string(out, name);
	ma_buffer_string(out, token ? "=" : "=\"");
	ma_buffer_text(out, value);
	ma_buffer_string(out, token ? "" : "\"");
}

static void begin_method(struct ma_buffer *out, const char *method, const char *result)
{
	ma_buffer_string(out, ";\n\t");
	ma_buffer_string(out, method);
	ma_buffer_byte(out, '=');
	ma_buffer_string(out, result);
}

/* --- Methods ------------------------------------------------------------------------------- */

/* Whether SENDER is the name of a greeting of which the null sender was made (RFC 7208 2.4), whose
 * result says the same. */
static bool is_twin(const struct mailauth_report *report, const struct mailauth_sender *sender)
{
	for (size_t i = 0; i < report->sender_count; i++) {
		const struct mailauth_sender *other = report->senders[i];

		if (sender->input.identity == MAILAUTH_IDENTITY_HELO && other->input.null_sender &&
		    other->input.identity != MAILAUTH_IDENTITY_HELO &&
		    ma_text_equal(other->ip_text, sender->ip_text) &&
		    ma_text_equal(other->domain_text, sender->domain_text))
			return true;
	}
	return false;
}

static void add_senders(struct ma_buffer *out, const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->sender_count; i++) {
		const struct mailauth_sender *sender = report->senders[i];
		bool helo = sender->input.identity == MAILAUTH_IDENTITY_HELO ||
			    sender->input.null_sender;

		/* RFC 8601 2.7.2: of the envelope; the From of Sender ID is not a method any more.
		 */
		if (sender->input.identity == MAILAUTH_IDENTITY_FROM || is_twin(report, sender))
			continue;
		begin_method(out, "spf", mailauth_spf_result_word((int)sender->outcome.result));
		add_property(out, helo ? "smtp.helo" : "smtp.mailfrom", sender->domain_text);
	}
}

static void add_signatures(struct ma_buffer *out, const struct mailauth_report *report)
{
	if (report->settings.message != NULL && report->signature_count == 0)
		begin_method(out, "dkim", "none");
	for (size_t i = 0; i < report->signature_count; i++) {
		const struct mailauth_signature *signature = report->signatures[i];

		begin_method(out, "dkim", mailauth_signature_result_word((int)signature->result));
		if (signature->result != MAILAUTH_SIGNATURE_PASS) {
			ma_buffer_string(out, " reason=\"");
			ma_buffer_string(out,
					 mailauth_signature_reason_word((int)signature->reason));
			ma_buffer_byte(out, '"');
		}
		add_property(out, "header.d", signature->domain);
		add_property(out, "header.s", signature->selector);
		add_property(out, "header.a", signature->algorithm);
		add_property(out, "header.b", signature->mark); /* RFC 6008 */
	}
}

static void add_dmarc(struct ma_buffer *out, const struct mailauth_report *report)
{
	enum mailauth_dmarc_result result = report->message.result;

	/* RFC 9989 9: what is not known for want of data is left out. */
	if (result == MAILAUTH_DMARC_NOT_ASKED || result == MAILAUTH_DMARC_UNKNOWN)
		return;
	begin_method(out, "dmarc", mailauth_dmarc_result_word((int)result));
	if (report->dmarc->policy.record != NULL) {
		ma_buffer_string(out, " (p=");
		ma_buffer_string(out, mailauth_policy_word((int)report->dmarc->policy.policy));
		ma_buffer_string(out, ")");
	}
	if (report->dmarc->domain != NULL)
		add_property(out, "header.from", report->dmarc->shown);
}

int mailauth_report_authentication_results(const struct mailauth_report *report,
					   const char *authserv_id, char **text, size_t *length)
{
	struct ma_buffer out = { 0 };
	size_t empty;

	if (authserv_id == NULL || text == NULL || !is_token(ma_text(authserv_id)))
		return MAILAUTH_EINVAL;
	ma_buffer_string(&out, "Authentication-Results: ");
	ma_buffer_string(&out, authserv_id);
	empty = out.length;
	add_senders(&out, report);
	add_signatures(&out, report);
	if (report->dmarc != NULL)
		add_dmarc(&out, report);
	if (out.length == empty)
		ma_buffer_string(&out, "; none");
	ma_buffer_byte(&out, '\n');
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}

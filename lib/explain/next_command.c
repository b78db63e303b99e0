/* The next step: the command that looks at the DNS of whom a refusal is about.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include "../dns/dns.h"

#include <string.h>

/* Whether a shell takes VALUE as it is. */
static bool is_plain(struct ma_text value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!ma_is_alnum(value.data[i]) && !ma_is_one_of(value.data[i], ".-_@+"))
			return false;
	return value.length > 0 && value.data[0] != '-' && value.data[0] != '.';
}

static struct ma_text domain_of(struct ma_text address)
{
	size_t at = ma_text_last(address, '@');

	return at < address.length ? ma_text_slice(address, at + 1, address.length)
				   : (struct ma_text){ 0 };
}

static void add_option(struct ma_buffer *buffer, const char *name, struct ma_text value)
{
	if (!is_plain(value))
		return;
	ma_buffer_string(buffer, name);
	ma_buffer_text(buffer, value);
}

static void add_sender(struct ma_buffer *buffer, const struct mailauth_explanation *explanation)
{
	const struct ma_text *values = explanation->extracted;
	struct ma_text ip = values[MAILAUTH_EXTRACTED_IP];
	struct ma_ip parsed;

	if (ip.data == NULL || !ma_ip_parse(ip, &parsed))
		return;
	ma_buffer_string(buffer, " --ip ");
	ma_buffer_text(buffer, ip);
	add_option(buffer, " --mail-from ", values[MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN]);
	add_option(buffer, " --from ", values[MAILAUTH_EXTRACTED_FROM_DOMAIN]);
	add_option(buffer, " --helo ", values[MAILAUTH_EXTRACTED_HELO]);
}

/* Whether the receiver's domain is to be looked at, not the sender's. */
static bool is_about_receiver(const struct mailauth_explanation *explanation)
{
	if (explanation->row == NULL)
		return false;
	switch (explanation->situation) {
	case MA_SITUATION_RELAY_AT_RECEIVER:
	case MA_SITUATION_TLS_OF_RECEIVER:
		return true;
	case MA_SITUATION_NULL_MX_OF_SENDER:
		return false;
	default:
		return explanation->row->class == MA_CLASS_HOST_UNKNOWN ||
		       explanation->row->class == MA_CLASS_NULL_MX ||
		       explanation->row->class == MA_CLASS_MX_MISROUTED;
	}
}

void ma_explanation_next_command(struct ma_buffer *buffer,
				 const struct mailauth_explanation *explanation)
{
	const unsigned own = MA_CHECKS_SPF | MA_CHECKS_DKIM | MA_CHECKS_DMARC | MA_CHECKS_PTR;
	const struct ma_text *values = explanation->extracted;
	struct ma_text domain = values[MAILAUTH_EXTRACTED_FROM_DOMAIN];
	unsigned checks = explanation->row != NULL ? explanation->row->checks : 0;
	/* Where only a number is known, or not even that, the sender is worth a look. */
	bool sender = (checks & own) != 0 || ma_explanation_is_guess(explanation) ||
		      explanation->kind == MAILAUTH_EXPLANATION_UNKNOWN ||
		      explanation->notice == MA_NOTICE_BACKSCATTER;

	if (domain.data == NULL)
		domain = values[MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN];
	if (is_about_receiver(explanation)) {
		domain = domain_of(values[MAILAUTH_EXTRACTED_RECIPIENT]);
		sender = false;
	} else if (!sender && (checks & MA_CHECKS_MX) == 0) {
		return;
	}
	if (!is_plain(domain) || memchr(domain.data, '.', domain.length) == NULL)
		return;
	ma_buffer_string(buffer, "dnsaudit ");
	ma_buffer_text(buffer, domain);
	if (sender)
		add_sender(buffer, explanation);
}

/* What the caller gives an audit about a message: its senders, the visible From, results, the
 * receiver.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

/* --- Senders ---------------------------------------------------------------- */

static bool grow_senders(struct mailauth_audit *audit)
{
	size_t size = audit->sender_size > 0 ? 2 * audit->sender_size : 4;
	struct ma_sender_input *inputs = ma_arena_array(&audit->store, size, sizeof(*inputs));

	if (inputs == NULL)
		return false;
	for (size_t i = 0; i < audit->sender_count; i++)
		inputs[i] = audit->inputs[i];
	audit->inputs = inputs;
	audit->sender_size = size;
	return true;
}

static int add_input(struct mailauth_audit *audit, const struct ma_sender_input *input)
{
	if (audit->sender_count == audit->sender_size && !grow_senders(audit))
		return MAILAUTH_ENOMEM;
	audit->inputs[audit->sender_count++] = *input;
	return ma_audit_status(audit);
}

int mailauth_audit_add_sender(struct mailauth_audit *audit, const char *ip, const char *mail_from,
			      const char *helo)
{
	struct ma_sender_input input = { 0 };
	int r;

	if (audit->stepped || ip == NULL || !ma_ip_parse(ma_text(ip), &input.ip))
		return MAILAUTH_EINVAL;
	ma_ip_unmap(&input.ip);
	ma_sender_read(&audit->store, &audit->settings, mail_from, helo, &input);
	r = add_input(audit, &input);
	if (r < 0 || helo == NULL || helo[0] == '\0')
		return r;
	/* RFC 7208 2.3: the greeting is judged as postmaster at its name. */
	input.identity = MAILAUTH_IDENTITY_HELO;
	input.local_part = MA_TEXT("postmaster");
	input.domain = input.helo;
	return add_input(audit, &input);
}

/* Whether the envelope of mail from the same address is judged by the same domain. */
static bool is_judged(const struct mailauth_audit *audit, const struct ma_sender_input *input)
{
	for (size_t i = 0; i < audit->sender_count; i++) {
		const struct ma_sender_input *other = &audit->inputs[i];

		if (other->identity == MAILAUTH_IDENTITY_MAILFROM &&
		    ma_ip_compare(&other->ip, &input->ip) == 0 &&
		    ma_text_equal(other->domain, input->domain))
			return true;
	}
	return false;
}

int mailauth_audit_add_from(struct mailauth_audit *audit, const char *ip, const char *from)
{
	struct ma_sender_input input = { 0 };
	struct ma_text address;

	if (audit->stepped || ip == NULL || from == NULL || !ma_ip_parse(ma_text(ip), &input.ip))
		return MAILAUTH_EINVAL;
	ma_ip_unmap(&input.ip);
	address = ma_arena_copy(&audit->store, ma_from_address(ma_text(from)));
	if (address.data == NULL)
		return MAILAUTH_ENOMEM;
	if (audit->dmarc.from.data == NULL)
		audit->dmarc.from = address;
	audit->dmarc.from_given = true;
	ma_sender_read(&audit->store, &audit->settings, (const char *)address.data, NULL, &input);
	input.identity = MAILAUTH_IDENTITY_FROM;
	return is_judged(audit, &input) ? ma_audit_status(audit) : add_input(audit, &input);
}

int mailauth_audit_set_receiver(struct mailauth_audit *audit, const char *receiver)
{
	if (audit->stepped || receiver == NULL)
		return MAILAUTH_EINVAL;
	audit->settings.receiver = ma_arena_copy(&audit->store, ma_text(receiver));
	return ma_audit_status(audit);
}

int mailauth_audit_set_eager(struct mailauth_audit *audit, bool eager)
{
	if (audit->stepped)
		return MAILAUTH_EINVAL;
	audit->settings.eager = eager;
	return 0;
}

/* --- DMARC ------------------------------------------------------------------- */

int mailauth_audit_set_from(struct mailauth_audit *audit, const char *from)
{
	if (audit->stepped || from == NULL)
		return MAILAUTH_EINVAL;
	audit->dmarc.from = ma_arena_copy(&audit->store, ma_from_address(ma_text(from)));
	audit->dmarc.from_given = true;
	return ma_audit_status(audit);
}

int mailauth_audit_add_auth(struct mailauth_audit *audit, const char *auth)
{
	struct ma_dmarc_input *dmarc = &audit->dmarc;
	struct ma_dmarc_identifier *identifier;
	struct ma_auth_result result;

	if (audit->stepped || auth == NULL || dmarc->auth_count == MA_AUTHS_MAX)
		return MAILAUTH_EINVAL;
	if (dmarc->identifiers == NULL)
		dmarc->identifiers =
			ma_arena_array(&audit->store, MA_AUTHS_MAX, sizeof(*dmarc->identifiers));
	identifier = ma_arena_alloc(&audit->store, sizeof(*identifier));
	if (identifier == NULL || dmarc->identifiers == NULL)
		return MAILAUTH_ENOMEM;
	if (!ma_auth_result_read(&audit->store, ma_arena_copy(&audit->store, ma_text(auth)),
				 &result))
		return ma_audit_status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	ma_dmarc_identify(&result, identifier);
	ma_audit_name_selector(audit, &result);
	dmarc->identifiers[dmarc->auth_count++] = identifier;
	return ma_audit_status(audit);
}

int mailauth_audit_set_message(struct mailauth_audit *audit, const struct mailauth_message *message)
{
	const char *from;
	int r = 0;

	if (audit->stepped || message == NULL || audit->settings.message != NULL ||
	    !ma_message_is_ended(message))
		return MAILAUTH_EINVAL;
	audit->settings.message = message;
	from = mailauth_message_from(message);
	if (audit->dmarc.from.data == NULL)
		r = mailauth_audit_set_from(audit, from != NULL ? from : "");
	for (size_t i = 0; r == 0 && i < ma_message_signatures(message); i++)
		r = ma_audit_take_signature(audit, ma_message_domain(message, i),
					    ma_message_selector(message, i));
	return r;
}

/* --- How ----------------------------------------------------------------------- */

int mailauth_audit_set_scope(struct mailauth_audit *audit, enum mailauth_scope scope)
{
	if (audit->stepped || (scope != MAILAUTH_SCOPE_FULL && scope != MAILAUTH_SCOPE_SENDER))
		return MAILAUTH_EINVAL;
	audit->settings.scope = scope;
	return 0;
}

int mailauth_audit_set_blocklists(struct mailauth_audit *audit, bool ask)
{
	if (audit->stepped)
		return MAILAUTH_EINVAL;
	audit->settings.blocklists = ask;
	return 0;
}

int mailauth_audit_set_servers(struct mailauth_audit *audit, enum mailauth_servers servers)
{
	if (audit->stepped || servers < MAILAUTH_SERVERS_NONE || servers > MAILAUTH_SERVERS_ANY)
		return MAILAUTH_EINVAL;
	audit->settings.servers = (enum ma_servers_asked)servers;
	return 0;
}

int mailauth_audit_set_probe(struct mailauth_audit *audit, enum mailauth_servers servers)
{
	if (audit->stepped || servers < MAILAUTH_SERVERS_NONE || servers > MAILAUTH_SERVERS_ANY)
		return MAILAUTH_EINVAL;
	audit->settings.probe = (enum ma_servers_asked)servers;
	return 0;
}

void mailauth_audit_set_user(struct mailauth_audit *audit, void *user)
{
	audit->user = user;
}

void *mailauth_audit_user(const struct mailauth_audit *audit)
{
	return audit->user;
}

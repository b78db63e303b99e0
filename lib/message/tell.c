/* What a signature comes to, as findings.
 *
 * SPDX-License-Identifier: MIT */

#include "judge.h"

#include <string.h>

static const enum ma_finding_id ids[] = {
	[MAILAUTH_SIGNATURE_VERIFIED] = MA_DKIM_SIGNATURE_PASS,
	[MAILAUTH_SIGNATURE_BODY_CHANGED] = MA_DKIM_SIGNATURE_BODY_CHANGED,
	[MAILAUTH_SIGNATURE_HEADER_CHANGED] = MA_DKIM_SIGNATURE_HEADER_CHANGED,
	[MAILAUTH_SIGNATURE_BOTH_CHANGED] = MA_DKIM_SIGNATURE_BOTH_CHANGED,
	[MAILAUTH_SIGNATURE_BODY_CUT] = MA_DKIM_SIGNATURE_BODY_CUT,
	[MAILAUTH_SIGNATURE_OTHER_KEY] = MA_DKIM_SIGNATURE_OTHER_KEY,
	[MAILAUTH_SIGNATURE_MISMATCH] = MA_DKIM_SIGNATURE_MISMATCH,
	[MAILAUTH_SIGNATURE_SHA1] = MA_DKIM_SIGNATURE_SHA1,
	[MAILAUTH_SIGNATURE_WEAK_KEY] = MA_DKIM_SIGNATURE_WEAK_KEY,
	[MAILAUTH_SIGNATURE_FUTURE] = MA_DKIM_SIGNATURE_FUTURE,
	[MAILAUTH_SIGNATURE_KEY_UNKNOWN] = MA_DKIM_SIGNATURE_KEY_UNKNOWN,
	[MAILAUTH_SIGNATURE_NO_KEY] = MA_DKIM_SIGNATURE_NO_KEY,
	[MAILAUTH_SIGNATURE_KEY_REVOKED] = MA_DKIM_SIGNATURE_KEY_REVOKED,
	[MAILAUTH_SIGNATURE_KEY_INVALID] = MA_DKIM_SIGNATURE_KEY_INVALID,
	[MAILAUTH_SIGNATURE_KEY_TYPE] = MA_DKIM_SIGNATURE_KEY_TYPE,
	[MAILAUTH_SIGNATURE_KEY_HASH] = MA_DKIM_SIGNATURE_KEY_HASH,
	[MAILAUTH_SIGNATURE_KEY_SERVICE] = MA_DKIM_SIGNATURE_KEY_SERVICE,
	[MAILAUTH_SIGNATURE_KEY_STRICT] = MA_DKIM_SIGNATURE_KEY_STRICT,
	[MAILAUTH_SIGNATURE_IDENTITY] = MA_DKIM_SIGNATURE_IDENTITY,
	[MAILAUTH_SIGNATURE_FROM_UNSIGNED] = MA_DKIM_SIGNATURE_FROM_UNSIGNED,
	[MAILAUTH_SIGNATURE_EXPIRED] = MA_DKIM_SIGNATURE_EXPIRED,
	[MAILAUTH_SIGNATURE_SYNTAX] = MA_DKIM_SIGNATURE_SYNTAX,
	[MAILAUTH_SIGNATURE_TAG_MISSING] = MA_DKIM_SIGNATURE_TAG_MISSING,
	[MAILAUTH_SIGNATURE_VERSION] = MA_DKIM_SIGNATURE_VERSION,
	[MAILAUTH_SIGNATURE_UNSUPPORTED] = MA_DKIM_SIGNATURE_UNSUPPORTED,
};

static struct mailauth_finding *
note(struct ma_pass *pass, const struct mailauth_signature *signature, enum ma_finding_id id)
{
	const struct ma_signature *written = signature->written;
	struct ma_text name =
		written->owner != NULL ? ma_name_present(pass->arena, written->owner) : MA_TEXT("");
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, id, name);

	if (ma_catalogue_says(id, "domain"))
		ma_finding_text(finding, "domain", written->domain);
	if (ma_catalogue_says(id, "selector"))
		ma_finding_text(finding, "selector", written->selector);
	if (ma_catalogue_says(id, "tag"))
		ma_finding_text(finding, "tag", written->fault_tag);
	if (ma_catalogue_says(id, "bits"))
		ma_finding_text(finding, "bits", ma_arena_number(pass->arena, signature->bits));
	if (ma_catalogue_says(id, "algorithm"))
		ma_finding_text(finding, "algorithm", written->algorithm);
	return finding;
}

static const enum ma_finding_id damages[] = {
	[MAILAUTH_DAMAGE_FOOTER] = MA_DKIM_DAMAGE_FOOTER,
	[MAILAUTH_DAMAGE_BANNER] = MA_DKIM_DAMAGE_BANNER,
	[MAILAUTH_DAMAGE_SPACE] = MA_DKIM_DAMAGE_SPACE,
	[MAILAUTH_DAMAGE_LINE_ENDS] = MA_DKIM_DAMAGE_LINE_ENDS,
	[MAILAUTH_DAMAGE_FROM_LINE] = MA_DKIM_DAMAGE_FROM_LINE,
	[MAILAUTH_DAMAGE_RECODED] = MA_DKIM_DAMAGE_RECODED,
	[MAILAUTH_DAMAGE_SUBJECT] = MA_DKIM_DAMAGE_SUBJECT,
	[MAILAUTH_DAMAGE_ADDED] = MA_DKIM_DAMAGE_HEADER_ADDED,
	[MAILAUTH_DAMAGE_REPLACED] = MA_DKIM_DAMAGE_HEADER_REPLACED,
	[MAILAUTH_DAMAGE_PART_FOOTER] = MA_DKIM_DAMAGE_PART_FOOTER,
	[MAILAUTH_DAMAGE_PART] = MA_DKIM_DAMAGE_PART,
	[MAILAUTH_DAMAGE_WRAPPED] = MA_DKIM_DAMAGE_WRAPPED,
	[MAILAUTH_DAMAGE_LONG_LINE] = MA_DKIM_DAMAGE_LONG_LINE,
	[MAILAUTH_DAMAGE_DOTS] = MA_DKIM_DAMAGE_DOTS,
};

bool ma_finding_is_damage(const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++)
		if (finding->id == damages[i])
			return true;
	return false;
}

static void note_damage(struct ma_pass *pass, const struct mailauth_signature *signature,
			const struct ma_damage *damage)
{
	enum ma_finding_id id = damages[damage->kind];
	struct mailauth_finding *finding = note(pass, signature, id);

	if (ma_catalogue_says(id, "lines"))
		ma_finding_text(finding, "lines", ma_arena_number(pass->arena, damage->lines));
	if (ma_catalogue_says(id, "text"))
		ma_finding_text(finding, "text", damage->text);
}

/* Who it was, as far as the header of the message says. */
static const enum ma_finding_id handlers[] = {
	[MAILAUTH_HANDLER_LIST] = MA_DKIM_CHANGED_BY_LIST,
	[MAILAUTH_HANDLER_FORWARDER] = MA_DKIM_CHANGED_BY_FORWARDER,
	[MAILAUTH_HANDLER_GATEWAY] = MA_DKIM_CHANGED_BY_GATEWAY,
	[MAILAUTH_HANDLER_RELAY] = MA_DKIM_CHANGED_BY_RELAY,
};

bool ma_finding_is_handler(const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
		if (finding->id == handlers[i])
			return true;
	return finding->id == MA_DKIM_CHANGED_BY_RECEIVER;
}

static bool is_changed(enum mailauth_signature_reason reason)
{
	return reason == MAILAUTH_SIGNATURE_BODY_CHANGED ||
	       reason == MAILAUTH_SIGNATURE_HEADER_CHANGED ||
	       reason == MAILAUTH_SIGNATURE_BOTH_CHANGED || reason == MAILAUTH_SIGNATURE_BODY_CUT ||
	       reason == MAILAUTH_SIGNATURE_MISMATCH;
}

static void note_handler(struct ma_pass *pass, const struct mailauth_signature *signature)
{
	const struct ma_handler *handler =
		is_changed(signature->reason) ? ma_handler_of(signature) : NULL;
	struct mailauth_finding *finding;
	enum ma_finding_id id;

	if (handler == NULL)
		return;
	id = handlers[handler->kind];
	if (handler->kind == MAILAUTH_HANDLER_GATEWAY &&
	    ma_handler_is_receiving(signature->message, handler))
		id = MA_DKIM_CHANGED_BY_RECEIVER;
	finding = note(pass, signature, id);
	ma_finding_text(finding, "handler", handler->name);
	ma_finding_text(finding, "field", handler->field);
}

/* What libopendkim does not take, though the signature may be right. */
static bool is_odd(const struct mailauth_message *message)
{
	const struct ma_fields *fields = ma_message_fields(message);

	for (size_t i = 0; i < fields->count; i++)
		if (memchr(fields->items[i].raw.data, '\0', fields->items[i].raw.length) != NULL)
			return true;
	return ma_message_lines(message)->longest > MA_LINE_READ_MAX;
}

/* Some reasons have two causes. */
static enum ma_finding_id id_of(const struct mailauth_signature *signature)
{
	if (signature->offline)
		return MA_DKIM_SIGNATURE_KEY_OFFLINE;
	if (signature->reason == MAILAUTH_SIGNATURE_UNSUPPORTED &&
	    signature->written->fault == MAILAUTH_SIGNATURE_VERIFIED && is_odd(signature->message))
		return MA_DKIM_SIGNATURE_MESSAGE_FORM;
	if (signature->reason == MAILAUTH_SIGNATURE_SYNTAX &&
	    signature->written->fault_tag.length == 0)
		return MA_DKIM_SIGNATURE_NOT_TAGS;
	return ids[signature->reason];
}

void ma_signature_tell(struct ma_pass *pass, const struct mailauth_signature *signature)
{
	struct ma_text absent = ma_signature_absent(pass, signature);

	note(pass, signature, id_of(signature));
	if (absent.length > 0)
		ma_finding_text(note(pass, signature, MA_DKIM_SIGNED_FIELD_ABSENT), "fields",
				absent);
	for (size_t i = 0; i < signature->damage_count; i++)
		note_damage(pass, signature, &signature->damages[i]);
	note_handler(pass, signature);
	/* RFC 6376 8.2: what follows the length is not signed. */
	if (signature->result == MAILAUTH_SIGNATURE_PASS && signature->written->has_length)
		note(pass, signature, MA_DKIM_SIGNATURE_LENGTH);
}

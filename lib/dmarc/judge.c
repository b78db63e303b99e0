/* DMARC of a message (RFC 9989 5.3): the result, from what SPF and DKIM proved.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

/* --- Results that the caller has (RFC 8601) ---------------------------------------- */

/* White space and comments (RFC 8601 2.2); false if a comment has no end. */
static bool skip_space(struct ma_cursor *cursor)
{
	unsigned depth = 0;

	for (; !ma_cursor_at_end(cursor); ma_cursor_next(cursor)) {
		int byte = ma_cursor_peek(cursor);

		if (byte == '(')
			depth++;
		else if (byte == ')' && depth > 0)
			depth--;
		else if (depth == 0 && byte != ' ' && byte != '\t')
			break;
	}
	return depth == 0;
}

static bool is_in_word(int byte)
{
	return byte != ' ' && byte != '\t' && byte != '(' && byte != ';';
}

static struct ma_text next_word(struct ma_cursor *cursor)
{
	size_t from = cursor->position;

	while (!ma_cursor_at_end(cursor) && is_in_word(ma_cursor_peek(cursor)))
		ma_cursor_next(cursor);
	return ma_text_slice(cursor->text, from, cursor->position);
}

/* A semicolon ends a result; another one would be its own. */
static bool is_at_end(struct ma_cursor *cursor)
{
	if (ma_cursor_peek(cursor) == ';') {
		ma_cursor_next(cursor);
		skip_space(cursor);
	}
	return ma_cursor_at_end(cursor);
}

/* Divides WORD at its "="; false if it has none, or nothing on a side of it. */
static bool divide(struct ma_text word, struct ma_text *key, struct ma_text *value)
{
	size_t at = 0;

	while (at < word.length && word.data[at] != '=')
		at++;
	*key = ma_text_slice(word, 0, at);
	*value = ma_text_slice(word, at + 1, word.length);
	return at > 0 && at + 1 < word.length;
}

static bool is_one_of(struct ma_text word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (ma_text_is(word, *words))
			return true;
	return false;
}

/* RFC 8601 2.7.1, 2.7.2 */
static bool read_result(struct ma_text key, struct ma_text value,
			struct ma_dmarc_identifier *identifier)
{
	static const char *const spf[] = { "none",	"neutral",   "pass",   "fail", "softfail",
					   "temperror", "permerror", "policy", NULL };
	static const char *const dkim[] = { "none",    "pass",	    "fail",	 "policy",
					    "neutral", "temperror", "permerror", NULL };

	identifier->result = value;
	identifier->method = ma_text_is(key, "spf") ? MA_BY_SPF : MA_BY_DKIM;
	if (ma_text_is(key, "spf"))
		return is_one_of(value, spf);
	return ma_text_is(key, "dkim") && is_one_of(value, dkim);
}

/* The name of "user@NAME", "<user@NAME>", "@NAME" or "NAME". */
static struct ma_text domain_of(struct ma_text value)
{
	size_t at;

	if (value.length > 2 && value.data[0] == '<' && value.data[value.length - 1] == '>')
		value = ma_text_slice(value, 1, value.length - 1);
	at = ma_text_last(value, '@');
	return at < value.length ? ma_text_slice(value, at + 1, value.length) : value;
}

/* What a result is about: the best name has .data, the other is taken where there is no best. */
struct properties {
	struct ma_text best;  /* smtp.mailfrom, header.d */
	struct ma_text other; /* smtp.helo, header.i */
	bool null_sender;
};

static bool read_properties(struct ma_cursor *cursor, struct ma_dmarc_identifier *identifier,
			    struct properties *properties)
{
	bool by_spf = identifier->method == MA_BY_SPF;
	struct ma_text key, value;

	for (;;) {
		if (!skip_space(cursor))
			return false;
		if (ma_cursor_at_end(cursor) || ma_cursor_peek(cursor) == ';')
			return is_at_end(cursor);
		if (!divide(next_word(cursor), &key, &value))
			return false;
		if (by_spf && ma_text_is(key, "smtp.mailfrom") && ma_text_is(value, "<>"))
			properties->null_sender = true;
		else if (ma_text_is(key, by_spf ? "smtp.mailfrom" : "header.d"))
			properties->best = value;
		else if (ma_text_is(key, by_spf ? "smtp.helo" : "header.i"))
			properties->other = value;
		else if (!by_spf && ma_text_is(key, "header.s"))
			identifier->selector = value;
	}
}

bool ma_dmarc_read_auth(struct ma_arena *arena, struct ma_text text,
			struct ma_dmarc_identifier *identifier)
{
	struct ma_cursor cursor = { .text = text };
	struct properties properties = { 0 };
	struct ma_text key, value, domain;

	*identifier = (struct ma_dmarc_identifier){ 0 };
	if (!skip_space(&cursor) || !divide(next_word(&cursor), &key, &value) ||
	    !read_result(key, value, identifier) ||
	    !read_properties(&cursor, identifier, &properties))
		return false;
	domain = properties.best.data != NULL ? properties.best : properties.other;
	/* RFC 9989 4.3: of SPF, the MAIL FROM; for the null sender that is made of the HELO (RFC
	 * 7208 2.4). */
	identifier->greeting = identifier->method == MA_BY_SPF && properties.best.data == NULL &&
			       properties.other.data != NULL && !properties.null_sender;
	/* A pass is one of a name. */
	if (domain.data == NULL)
		return !ma_text_is(identifier->result, "pass");
	return ma_domain_read(arena, domain_of(domain), &identifier->domain_text,
			      &identifier->domain);
}

/* --- The result ---------------------------------------------------------------------- */

static bool is_of(const struct ma_dmarc_identifier *identifier,
		  const struct mailauth_sender *sender)
{
	return !identifier->greeting &&
	       (identifier->sender == NULL || identifier->sender == sender);
}

/* An identifier's part in the result: whether it proves that the mail is the Author Domain's. */
static enum ma_aligned proves(const struct ma_dmarc_identifier *identifier)
{
	if (ma_text_is(identifier->result, "pass"))
		return identifier->aligned;
	/* RFC 9989 5.3.6: what failed for now might have passed. */
	return ma_text_is(identifier->result, "temperror") ? MA_ALIGNED_UNKNOWN : MA_ALIGNED_NO;
}

static void add_proof(struct ma_dmarc_message *message,
		      const struct ma_dmarc_identifier *identifier)
{
	enum ma_aligned *part = identifier->method == MA_BY_SPF ? &message->spf : &message->dkim;
	enum ma_aligned proof = proves(identifier);

	if (proof == MA_ALIGNED_YES && message->proof == NULL)
		message->proof = identifier;
	if (proof == MA_ALIGNED_YES || *part == MA_ALIGNED_NO)
		*part = proof;
}

static enum mailauth_dmarc_result result_of(const struct ma_dmarc *dmarc,
					    const struct ma_dmarc_message *message, bool knows_all)
{
	if (dmarc->domain == NULL)
		return MAILAUTH_DMARC_PERMERROR;
	if (dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN && dmarc->policy.record == NULL)
		return MAILAUTH_DMARC_TEMPERROR;
	if (dmarc->policy.policy == MAILAUTH_POLICY_ABSENT)
		return MAILAUTH_DMARC_NONE;
	/* RFC 9989 5.3.5: one is enough. */
	if (message->proof != NULL)
		return MAILAUTH_DMARC_PASS;
	if (message->spf == MA_ALIGNED_UNKNOWN || message->dkim == MA_ALIGNED_UNKNOWN)
		return MAILAUTH_DMARC_TEMPERROR;
	return knows_all ? MAILAUTH_DMARC_FAIL : MAILAUTH_DMARC_UNKNOWN;
}

static enum mailauth_policy disposition_of(const struct ma_dmarc *dmarc,
					   enum mailauth_dmarc_result result)
{
	switch (result) {
	case MAILAUTH_DMARC_PASS:
		return MAILAUTH_POLICY_NONE;
	case MAILAUTH_DMARC_FAIL:
		return dmarc->policy.policy;
	case MAILAUTH_DMARC_NONE:
		return MAILAUTH_POLICY_ABSENT;
	default:
		return MAILAUTH_POLICY_UNKNOWN;
	}
}

/* --- What is said of it ----------------------------------------------------------------- */

static void add_names(struct ma_dmarc_identifier *const *identifiers, size_t count,
		      const struct mailauth_sender *sender, struct ma_arena *arena,
		      struct mailauth_finding *finding)
{
	struct ma_buffer names = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct ma_dmarc_identifier *identifier = identifiers[i];

		if (!is_of(identifier, sender) || !ma_text_is(identifier->result, "pass"))
			continue;
		ma_buffer_string(&names, names.length > 0 ? ", " : "");
		ma_buffer_string(&names, identifier->method == MA_BY_SPF ? "SPF " : "DKIM ");
		ma_buffer_text(&names, identifier->domain_text);
	}
	ma_finding_text(finding, "names", ma_buffer_keep(&names, arena));
}

/* What passed belongs to somebody else (RFC 9989 4.4). */
static bool has_pass(struct ma_dmarc_identifier *const *identifiers, size_t count,
		     const struct mailauth_sender *sender)
{
	for (size_t i = 0; i < count; i++)
		if (is_of(identifiers[i], sender) && ma_text_is(identifiers[i]->result, "pass"))
			return true;
	return false;
}

/* Whether only adkim=s or aspf=s turns a name away. */
static bool is_turned_away(const struct ma_dmarc_identifier *identifier,
			   const struct mailauth_sender *sender)
{
	return is_of(identifier, sender) && identifier->aligned == MA_ALIGNED_NO &&
	       identifier->relaxed == MA_ALIGNED_YES;
}

/* Tells of each; the first, or NULL. */
static struct mailauth_finding *note_strict(const struct ma_dmarc *dmarc,
					    struct ma_dmarc_identifier *const *identifiers,
					    size_t count, const struct mailauth_sender *sender,
					    struct ma_findings *findings)
{
	struct mailauth_finding *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct ma_dmarc_identifier *identifier = identifiers[i];
		struct mailauth_finding *finding;

		if (!is_turned_away(identifier, sender))
			continue;
		finding = ma_findings_add(findings, MA_DMARC_STRICT_NOT_ALIGNED, dmarc->shown);
		first = first != NULL ? first : finding;
		ma_finding_text(finding, "domain", identifier->domain_text);
		ma_finding_text(finding, "tag",
				identifier->method == MA_BY_SPF ? MA_TEXT("aspf=s")
								: MA_TEXT("adkim=s"));
	}
	return first;
}

/* What passed belongs to others, or strict alignment is all that is in its way. */
static bool is_strict_cause(struct ma_dmarc_identifier *const *identifiers, size_t count,
			    const struct mailauth_sender *sender)
{
	for (size_t i = 0; i < count; i++)
		if (is_turned_away(identifiers[i], sender))
			return true;
	return false;
}

static void note_result(const struct ma_dmarc *dmarc, struct ma_dmarc_message *message,
			struct ma_dmarc_identifier *const *identifiers, size_t count,
			struct ma_findings *findings)
{
	static const enum ma_finding_id ids[] = {
		[MAILAUTH_DMARC_UNKNOWN] = MA_DMARC_SENDER_NOT_PROVEN,
		[MAILAUTH_DMARC_NONE] = MA_DMARC_SENDER_NONE,
		[MAILAUTH_DMARC_PASS] = MA_DMARC_SENDER_PASS,
		[MAILAUTH_DMARC_FAIL] = MA_DMARC_SENDER_FAIL,
		[MAILAUTH_DMARC_TEMPERROR] = MA_DMARC_SENDER_TEMPERROR,
		[MAILAUTH_DMARC_PERMERROR] = MA_DMARC_FROM_MALFORMED,
	};
	enum ma_finding_id id = ids[message->result];
	struct mailauth_finding *finding;
	bool passed = has_pass(identifiers, count, message->sender);

	if (id == MA_DMARC_SENDER_FAIL && passed &&
	    !is_strict_cause(identifiers, count, message->sender))
		id = MA_DMARC_PASSES_UNALIGNED;
	message->finding = finding = ma_findings_add(findings, id, dmarc->shown);
	ma_finding_text(finding, "policy", ma_dmarc_policy_word(dmarc->policy.policy));
	if (message->proof != NULL) {
		ma_finding_text(finding, "method",
				message->proof->method == MA_BY_SPF ? MA_TEXT("SPF")
								    : MA_TEXT("DKIM"));
		ma_finding_text(finding, "domain", message->proof->domain_text);
	}
	if (id == MA_DMARC_PASSES_UNALIGNED)
		add_names(identifiers, count, message->sender, findings->arena, finding);
}

void ma_dmarc_judge(const struct ma_dmarc *dmarc, struct ma_dmarc_identifier *const *identifiers,
		    size_t count, const struct mailauth_sender *sender, bool knows_all,
		    struct ma_findings *findings, struct ma_dmarc_message *message)
{
	const struct mailauth_finding *strict;

	*message = (struct ma_dmarc_message){ .sender = sender };
	for (size_t i = 0; i < count; i++) {
		if (!is_of(identifiers[i], sender))
			continue;
		ma_dmarc_align(dmarc, identifiers[i]);
		add_proof(message, identifiers[i]);
	}
	message->result = result_of(dmarc, message, knows_all);
	message->disposition = disposition_of(dmarc, message->result);
	note_result(dmarc, message, identifiers, count, findings);
	if (message->result == MAILAUTH_DMARC_PASS)
		return;
	strict = note_strict(dmarc, identifiers, count, sender, findings);
	if (message->result == MAILAUTH_DMARC_FAIL && strict != NULL)
		message->finding = strict;
}

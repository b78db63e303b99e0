/* The result of a signature (RFC 6376 6.1, RFC 8601 2.7.1).
 *
 * SPDX-License-Identifier: MIT */

#include "judge.h"

#include "repair/repair.h"

#include "signature/octets.h"

#include <string.h>

enum {
	RSA_LEAST = 1024, /* RFC 8301 3.2 */
	SKEW = 300,	  /* seconds that a signer's clock may be ahead */
	RECORDS_MAX = 10, /* at one name */
};

/* --- Results ------------------------------------------------------------------------------ */

static enum mailauth_signature_result result_of(enum mailauth_signature_reason reason)
{
	if (reason == MAILAUTH_SIGNATURE_VERIFIED)
		return MAILAUTH_SIGNATURE_PASS;
	if (reason <= MAILAUTH_SIGNATURE_MISMATCH)
		return MAILAUTH_SIGNATURE_FAIL;
	if (reason <= MAILAUTH_SIGNATURE_FUTURE)
		return MAILAUTH_SIGNATURE_POLICY;
	if (reason == MAILAUTH_SIGNATURE_KEY_UNKNOWN)
		return MAILAUTH_SIGNATURE_TEMPERROR;
	if (reason <= MAILAUTH_SIGNATURE_EXPIRED)
		return MAILAUTH_SIGNATURE_PERMERROR;
	return MAILAUTH_SIGNATURE_NEUTRAL;
}

/* --- The hashes ------------------------------------------------------------------------------ */

static bool is_body_same(const struct ma_signature *written)
{
	const struct ma_hash *hash = &written->hash;

	return !hash->body_cut && written->body_hash.length == hash->length &&
	       memcmp(written->body_hash.data, hash->body, hash->length) == 0;
}

/* What makes a signature that verifies not good enough. */
static enum mailauth_signature_reason weakness_of(const struct ma_signature *written,
						  const struct ma_public_key *key, int64_t now)
{
	/* RFC 8301 3.1, 3.2 */
	if (written->kind == MA_ALGORITHM_RSA_SHA1)
		return MAILAUTH_SIGNATURE_SHA1;
	if (written->kind == MA_ALGORITHM_RSA_SHA256 && key->bits < RSA_LEAST)
		return MAILAUTH_SIGNATURE_WEAK_KEY;
	/* RFC 6376 3.5: "Implementations MAY ignore signatures that have a timestamp in the
	 * future." */
	if (written->signed_at > now && written->signed_at - now > SKEW)
		return MAILAUTH_SIGNATURE_FUTURE;
	return MAILAUTH_SIGNATURE_VERIFIED;
}

static enum mailauth_signature_reason
verify(struct ma_pass *pass, const struct ma_signature *written, const struct ma_public_key *key)
{
	bool body = is_body_same(written);

	switch (ma_octets_verify(pass->arena, key, written)) {
	case MA_VERIFIED:
		if (written->hash.body_cut)
			return MAILAUTH_SIGNATURE_BODY_CUT;
		return body ? weakness_of(written, key, pass->settings->now)
			    : MAILAUTH_SIGNATURE_BODY_CHANGED;
	case MA_HASH_DIFFERS:
		return body ? MAILAUTH_SIGNATURE_HEADER_CHANGED : MAILAUTH_SIGNATURE_BOTH_CHANGED;
	case MA_KEY_DIFFERS:
		return MAILAUTH_SIGNATURE_OTHER_KEY;
	case MA_EITHER:
		return body ? MAILAUTH_SIGNATURE_MISMATCH : MAILAUTH_SIGNATURE_BOTH_CHANGED;
	default:
		return MAILAUTH_SIGNATURE_KEY_INVALID;
	}
}

/* --- The key ------------------------------------------------------------------------------------
 */

/* RFC 6376 3.6.1 */
static enum mailauth_signature_reason restriction_of(const struct ma_signature *written,
						     const struct ma_public_key *key)
{
	const char *type = written->kind == MA_ALGORITHM_ED25519 ? "ed25519" : "rsa";
	const char *hash = written->kind == MA_ALGORITHM_RSA_SHA1 ? "sha1" : "sha256";

	if (!ma_text_is(key->type, type))
		return MAILAUTH_SIGNATURE_KEY_TYPE;
	if (key->hashes.data != NULL && !ma_signature_lists(key->hashes, hash))
		return MAILAUTH_SIGNATURE_KEY_HASH;
	if (key->services.data != NULL && !ma_signature_lists(key->services, "*") &&
	    !ma_signature_lists(key->services, "email"))
		return MAILAUTH_SIGNATURE_KEY_SERVICE;
	if (key->flags.data != NULL && ma_signature_lists(key->flags, "s") &&
	    !ma_text_equal_fold(written->identity_domain, written->domain))
		return MAILAUTH_SIGNATURE_KEY_STRICT;
	return MAILAUTH_SIGNATURE_VERIFIED;
}

/* Tries the record TXT. */
static void try_record(struct ma_pass *pass, const struct ma_record *txt,
		       struct mailauth_signature *signature)
{
	const struct ma_signature *written = signature->written;
	struct ma_public_key key;

	ma_public_key_read(txt, &key);
	signature->bits = key.bits;
	signature->testing = key.flags.data != NULL && ma_signature_lists(key.flags, "y");
	switch (key.state) {
	case MA_KEY_ABSENT:
		signature->reason = MAILAUTH_SIGNATURE_NO_KEY;
		return;
	case MA_KEY_REVOKED:
		signature->reason = MAILAUTH_SIGNATURE_KEY_REVOKED;
		return;
	case MA_KEY_UNUSABLE:
		signature->reason = MAILAUTH_SIGNATURE_KEY_INVALID;
		return;
	default:
		signature->reason = restriction_of(written, &key);
		if (signature->reason == MAILAUTH_SIGNATURE_VERIFIED)
			signature->reason = verify(pass, written, &key);
		ma_repair(pass, &key, signature);
	}
}

/* How far a verifier gets: of several records it may take any (RFC 6376 6.1.2). */
static int rank(enum mailauth_signature_reason reason)
{
	switch (result_of(reason)) {
	case MAILAUTH_SIGNATURE_PASS:
		return 4;
	case MAILAUTH_SIGNATURE_POLICY:
		return 3;
	case MAILAUTH_SIGNATURE_FAIL:
		return reason == MAILAUTH_SIGNATURE_OTHER_KEY ? 1 : 2;
	default:
		return 0;
	}
}

static void judge_answer(struct ma_pass *pass, const struct ma_answer *answer,
			 struct mailauth_signature *signature)
{
	struct mailauth_signature best = *signature;

	best.reason = MAILAUTH_SIGNATURE_NO_KEY;
	for (size_t i = 0; i < answer->count && i < RECORDS_MAX; i++) {
		struct mailauth_signature one = *signature;

		try_record(pass, &answer->records[i], &one);
		if (rank(one.reason) > rank(best.reason) ||
		    (rank(one.reason) == 0 && best.reason == MAILAUTH_SIGNATURE_NO_KEY &&
		     rank(best.reason) == 0))
			best = one;
	}
	*signature = best;
}

/* --- The whole
 * ------------------------------------------------------------------------------------ */

static enum mailauth_signature_reason fault_of(const struct ma_signature *written, int64_t now)
{
	if (written->fault != MAILAUTH_SIGNATURE_VERIFIED)
		return written->fault;
	/* RFC 6376 6.1.1: "PERMFAIL (signature expired)" */
	if (written->expires >= 0 && written->expires < now)
		return MAILAUTH_SIGNATURE_EXPIRED;
	return written->hash.known ? MAILAUTH_SIGNATURE_VERIFIED : MAILAUTH_SIGNATURE_UNSUPPORTED;
}

void ma_signature_judge(struct ma_pass *pass, struct mailauth_signature *signature)
{
	const struct ma_answer *answer;

	signature->bits = 0;
	signature->testing = signature->offline = false;
	signature->damage_count = 0;
	signature->reason = fault_of(signature->written, pass->settings->now);
	if (signature->reason == MAILAUTH_SIGNATURE_VERIFIED) {
		answer = ma_ask(&pass->view, signature->written->owner, MA_TYPE_TXT);
		if (ma_answer_is_gap(answer))
			return; /* all rests on it */
		if (answer->status != MA_ANSWER_FAILED) {
			judge_answer(pass, answer, signature);
		} else {
			signature->reason = MAILAUTH_SIGNATURE_KEY_UNKNOWN;
			signature->offline = answer->failure == MAILAUTH_OFFLINE;
		}
	}
	signature->result = result_of(signature->reason);
}

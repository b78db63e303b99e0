/* The words of results and reasons, and what a report has of a signature.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

const char *mailauth_signature_result_word(int result)
{
	static const char *const words[] = { "neutral", "pass",	     "fail",
					     "policy",	"temperror", "permerror" };

	return result >= 0 && (size_t)result < sizeof(words) / sizeof(*words) ? words[result]
									      : NULL;
}

const char *mailauth_signature_reason_word(int reason)
{
	static const char *const words[] = {
		"verified",    "body-changed", "header-changed", "body-and-header-changed",
		"body-cut",    "other-key",    "mismatch",	 "sha1",
		"weak-key",    "future",       "key-unknown",	 "no-key",
		"key-revoked", "key-invalid",  "key-type",	 "key-hash",
		"key-service", "key-strict",   "identity",	 "from-unsigned",
		"expired",     "syntax",       "tag-missing",	 "version",
		"unsupported",
	};

	return reason >= 0 && (size_t)reason < sizeof(words) / sizeof(*words) ? words[reason]
									      : NULL;
}

const char *mailauth_damage_word(int damage)
{
	static const char *const words[] = {
		"footer",	   "banner",	  "space",	 "line-ends",
		"from-line",	   "recoded",	  "subject-tag", "header-added",
		"header-replaced", "part-footer", "part-added",	 "wrapped",
		"long-line",	   "dots",
	};

	return damage >= 0 && (size_t)damage < sizeof(words) / sizeof(*words) ? words[damage]
									      : NULL;
}

size_t mailauth_signature_damage_count(const struct mailauth_signature *signature)
{
	return signature->damage_count;
}

int mailauth_signature_damage(const struct mailauth_signature *signature, size_t index)
{
	return index < signature->damage_count ? (int)signature->damages[index].kind : -1;
}

const unsigned char *mailauth_signature_damage_detail(const struct mailauth_signature *signature,
						      size_t index, size_t *length)
{
	static const struct ma_text none;

	return ma_text_bytes(
		index < signature->damage_count ? signature->damages[index].text : none, length);
}

size_t mailauth_signature_damage_lines(const struct mailauth_signature *signature, size_t index)
{
	return index < signature->damage_count ? signature->damages[index].lines : 0;
}

enum mailauth_signature_result mailauth_signature_result(const struct mailauth_signature *signature)
{
	return signature->result;
}

enum mailauth_signature_reason mailauth_signature_reason(const struct mailauth_signature *signature)
{
	return signature->reason;
}

const unsigned char *mailauth_signature_domain(const struct mailauth_signature *signature,
					       size_t *length)
{
	return ma_text_bytes(signature->domain, length);
}

const unsigned char *mailauth_signature_selector(const struct mailauth_signature *signature,
						 size_t *length)
{
	return ma_text_bytes(signature->selector, length);
}

const unsigned char *mailauth_signature_algorithm(const struct mailauth_signature *signature,
						  size_t *length)
{
	return ma_text_bytes(signature->algorithm, length);
}

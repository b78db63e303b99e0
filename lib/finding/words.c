/* The words of what the public counts: results, severities, policies.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

static const char *word_at(const char *const *words, size_t count, int index)
{
	return index >= 0 && (size_t)index < count ? words[index] : NULL;
}

const char *mailauth_spf_result_word(int result)
{
	static const char *const words[] = { "none",	 "neutral",   "pass",	  "fail",
					     "softfail", "temperror", "permerror" };

	return word_at(words, sizeof(words) / sizeof(*words), result);
}

const char *mailauth_severity_word(int severity)
{
	static const char *const words[] = { "na", "ok", "notice", "warning", "unknown", "error" };

	return word_at(words, sizeof(words) / sizeof(*words), severity);
}

const char *mailauth_section_word(int section)
{
	static const char *const words[] = { "spf", "dkim", "dmarc", "mx", "host", "dns" };

	return word_at(words, sizeof(words) / sizeof(*words), section);
}

const char *mailauth_identity_word(int identity)
{
	static const char *const words[] = { "mailfrom", "helo", "from" };

	return word_at(words, sizeof(words) / sizeof(*words), identity);
}

const char *mailauth_dmarc_result_word(int result)
{
	static const char *const words[] = {
		[MAILAUTH_DMARC_NONE] = "none",		  [MAILAUTH_DMARC_PASS] = "pass",
		[MAILAUTH_DMARC_FAIL] = "fail",		  [MAILAUTH_DMARC_TEMPERROR] = "temperror",
		[MAILAUTH_DMARC_PERMERROR] = "permerror",
	};

	return word_at(words, sizeof(words) / sizeof(*words), result);
}

const char *mailauth_policy_word(int policy)
{
	static const char *const words[] = {
		[MAILAUTH_POLICY_ABSENT] = "absent",
		[MAILAUTH_POLICY_NONE] = "none",
		[MAILAUTH_POLICY_QUARANTINE] = "quarantine",
		[MAILAUTH_POLICY_REJECT] = "reject",
	};

	return word_at(words, sizeof(words) / sizeof(*words), policy);
}

const char *mailauth_spoofable_word(int spoofable)
{
	static const char *const words[] = { "unknown", "no", "partly", "yes" };

	return word_at(words, sizeof(words) / sizeof(*words), spoofable);
}

const char *mailauth_key_status_word(int status)
{
	static const char *const words[] = { "ok",	"weak",	   "testing", "revoked",
					     "invalid", "missing", "unknown" };

	return word_at(words, sizeof(words) / sizeof(*words), status);
}

const char *mailauth_who_word(int who)
{
	static const char *const words[] = { "sender-user",	 "sender-admin",
					     "recipient-user",	 "recipient-admin",
					     "hosting-provider", "wait",
					     "group-owner" };

	for (int i = 0; i < (int)(sizeof(words) / sizeof(*words)); i++)
		if (who == 1 << i)
			return words[i];
	return NULL;
}

struct ma_text ma_failure_word(enum mailauth_failure failure)
{
	static const char *const words[] = {
		[MAILAUTH_TIMED_OUT] = "timed-out", [MAILAUTH_UNREACHABLE] = "unreachable",
		[MAILAUTH_REFUSED] = "refused",	    [MAILAUTH_SERVER_FAILURE] = "server-failure",
		[MAILAUTH_TRUNCATED] = "truncated", [MAILAUTH_MALFORMED] = "malformed",
		[MAILAUTH_BOGUS] = "bogus",	    [MAILAUTH_NOT_ASKED] = "not-asked",
		[MAILAUTH_OFFLINE] = "offline",	    [MAILAUTH_CANCELLED] = "cancelled",
	};

	return ma_text(words[failure]);
}

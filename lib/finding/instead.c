/* Words and advice of a finding that depend on what is published.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

/* Whether what is faulty holds WORD, which is in small letters. */
static bool is_faulty_of(const struct mailauth_finding *finding, const char *word)
{
	for (size_t i = finding->from; finding->record.data != NULL && i < finding->to; i++)
		if (ma_text_starts(ma_text_slice(finding->record, i, finding->to), word))
			return true;
	return false;
}

/* Whether TEXT holds an address of the web (RFC 3986 3). */
static bool holds_url(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (ma_text_starts(ma_text_slice(text, i, text.length), "://"))
			return true;
	return false;
}

static bool is_url_term(const struct mailauth_finding *finding)
{
	return holds_url(ma_finding_argument(finding, "term"));
}

static bool is_published_at(const struct mailauth_finding *finding, struct ma_text name)
{
	return ma_text_equal(ma_finding_argument(finding, "record"), name);
}

static bool has_argument(const struct mailauth_finding *finding, const char *key)
{
	return ma_finding_argument(finding, key).data != NULL;
}

/* Whether TEXT is a name of a host, such as an alias leads to (RFC 1123 2.1), and nothing else. */
static bool is_host(struct ma_text text)
{
	bool dots = false;

	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = text.data[i];

		if (!ma_is_alnum(byte) && byte != '-' && byte != '_' && byte != '.')
			return false;
		dots = dots || (byte == '.' && i > 0 && i + 1 < text.length);
	}
	return dots;
}

bool ma_finding_is_of_unread_spf(enum ma_finding_id id)
{
	return id == MA_SPF_ALMOST_RECORD || id == MA_SPF_VERSION_MISWRITTEN ||
	       id == MA_SPF_STRINGS_UNSPACED || id == MA_SPF_ONLY_OBSOLETE_TYPE ||
	       id == MA_SPF_DOUBLED_NAME;
}

/* Whether what is faulty holds a quotation mark of any kind. */
static bool is_quoted(const struct mailauth_finding *finding)
{
	return is_faulty_of(finding, "\"") || is_faulty_of(finding, "'") ||
	       is_faulty_of(finding, "\xe2\x80\x9c") || is_faulty_of(finding, "\xe2\x80\x9d") ||
	       is_faulty_of(finding, "\xe2\x80\x98") || is_faulty_of(finding, "\xef\xbc\x82");
}

/* Whether a signature of the domain above will do, where DMARC is known. */
static enum ma_phrase_id advice_at_parent(const struct mailauth_finding *finding)
{
	if (finding->adkim == NULL)
		return 0;
	return finding->adkim[0] == 's' ? MA_PHRASE_ADVICE_KEY_AT_PARENT_STRICT
					: MA_PHRASE_ADVICE_KEY_AT_PARENT_RELAXED;
}

/* Advice instead of that of the finding's own words, where what is published asks for another. */
static enum ma_phrase_id advice_of_spf(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_SPF_ALMOST_RECORD:
		return is_quoted(finding) ? MA_PHRASE_ADVICE_ALMOST_QUOTED : 0;
	case MA_SPF_BAD_DOMAIN:
	case MA_SPF_BAD_ADDRESS:
	case MA_SPF_BAD_PREFIX_LENGTH:
		return ma_find_placeholder(ma_finding_argument(finding, "term")) >=
				       MA_PLACEHOLDER_WORD
			       ? MA_PHRASE_ADVICE_SPF_PLACEHOLDER
			       : 0;
	case MA_SPF_INCLUDE_NO_RECORD:
	case MA_SPF_REDIRECT_NO_RECORD:
		return has_argument(finding, "all") ? MA_PHRASE_ADVICE_GLUED : 0;
	case MA_SPF_ODD_NAME:
	case MA_SPF_ODD_TARGET:
		return is_url_term(finding) ? MA_PHRASE_ADVICE_ODD_URL : 0;
	case MA_SPF_TERM_FINDS_NOTHING:
	case MA_SPF_MX_FINDS_NOTHING:
		return is_faulty_of(finding, "://") ? MA_PHRASE_ADVICE_ODD_URL : 0;
	case MA_SPF_PROVIDER_NOT_PERMITTED:
		return has_argument(finding, "signed") ? MA_PHRASE_ADVICE_PROVIDER_SIGNED : 0;
	case MA_SPF_TARGET_NO_DOMAIN:
		return is_faulty_of(finding, "redirect=") ? MA_PHRASE_ADVICE_REDIRECT_NO_DOMAIN : 0;
	case MA_SPF_TARGET_ALIAS_DANGLING:
	case MA_SPF_TARGET_ALIAS_FREE:
		return is_faulty_of(finding, "redirect=") ? MA_PHRASE_ADVICE_REDIRECT_ALIAS : 0;
	case MA_SPF_TERM_UNREACHED:
		return has_argument(finding, "of_sender") ? MA_PHRASE_ADVICE_UNREACHED_OF_SENDER
							  : 0;
	case MA_SPF_TARGET_MISSPELT_FREE:
		return is_faulty_of(finding, "redirect=") ? MA_PHRASE_ADVICE_REDIRECT_MISSPELT : 0;
	default:
		return 0;
	}
}

static enum ma_phrase_id advice_of_dkim(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DKIM_TARGET_MISSING:
	case MA_DKIM_ALIAS_DANGLING:
		return has_argument(finding, "other") ? MA_PHRASE_ADVICE_TARGET_WITH_ZONE : 0;
	case MA_DKIM_KEY_AT_PARENT:
		return advice_at_parent(finding);
	case MA_DKIM_KEYS_ABOVE:
		if (finding->adkim == NULL)
			return 0;
		return finding->adkim[0] == 's' ? MA_PHRASE_ADVICE_KEYS_ABOVE_STRICT
						: MA_PHRASE_ADVICE_KEYS_ABOVE_RELAXED;
	case MA_DKIM_GUESSES_OFFLINE:
		return has_argument(finding, "target") ? MA_PHRASE_ADVICE_GUESSES_OFFLINE_ALIAS : 0;
	case MA_DKIM_NOT_A_KEY:
		if (ma_finding_value(finding, MA_VALUE_RECORD) != NULL)
			return MA_PHRASE_ADVICE_NOT_A_KEY_MEANT;
		return is_host(finding->record) ? MA_PHRASE_ADVICE_NOT_A_KEY_HOST : 0;
	case MA_DKIM_STRAY_CHARACTER:
		return has_argument(finding, "character") ? MA_PHRASE_ADVICE_STRAY_NAMED : 0;
	case MA_DKIM_PEM_HEADER:
		return is_faulty_of(finding, "private") ? MA_PHRASE_ADVICE_PEM_PRIVATE : 0;
	default:
		return 0;
	}
}

static enum ma_phrase_id advice_of_dmarc(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DMARC_SYNTAX:
		return is_faulty_of(finding, "mailto:") ? MA_PHRASE_ADVICE_SYNTAX_ADDRESS : 0;
	case MA_DMARC_JUNK_BEFORE:
		return is_quoted(finding) ? MA_PHRASE_ADVICE_JUNK_QUOTED : 0;
	case MA_DMARC_OWN_MAIL_REFUSED:
		return is_published_at(finding, finding->name) ? 0 : MA_PHRASE_ADVICE_REFUSED_ABOVE;
	case MA_DMARC_PARKED:
		return is_published_at(finding, finding->name)
			       ? 0
			       : MA_PHRASE_ADVICE_PARKED_WITHOUT_RECORD;
	case MA_DMARC_PSD_N_NEEDED:
		return is_published_at(finding, ma_finding_argument(finding, "own"))
			       ? 0
			       : MA_PHRASE_ADVICE_PSD_N_WITHOUT_RECORD;
	case MA_DMARC_P_MISSING:
		return has_argument(finding, "tags") ? MA_PHRASE_ADVICE_P_MISSING_TAGS : 0;
	case MA_DMARC_P_MISSING_VOID:
		return has_argument(finding, "tags") ? MA_PHRASE_ADVICE_P_MISSING_VOID_TAGS : 0;
	case MA_DMARC_SPF_RECORD_HERE:
		if (!has_argument(finding, "count"))
			return 0;
		return ma_text_is(ma_finding_argument(finding, "count"), "0")
			       ? MA_PHRASE_ADVICE_SPF_MOVE
			       : MA_PHRASE_ADVICE_SPF_THERE_ALREADY;
	case MA_DMARC_RECEIVES_ONLY:
		return has_argument(finding, "rua") ? 0 : MA_PHRASE_ADVICE_RECEIVES_BLIND;
	case MA_DMARC_REPORT_NOT_AUTHORISED:
		return has_argument(finding, "target")
			       ? MA_PHRASE_ADVICE_REPORT_NOT_AUTHORISED_ALIAS
			       : 0;
	case MA_DMARC_NO_RECORD:
		return has_argument(finding, "silent") ? MA_PHRASE_ADVICE_NO_RECORD_SILENT : 0;
	default:
		return 0;
	}
}

/* Where the record itself is shown, no sample of it is. */
static enum ma_phrase_id advice_of_solved(const struct mailauth_finding *finding)
{
	if (finding->solved == NULL || !*finding->solved)
		return 0;
	switch (finding->id) {
	case MA_DMARC_NO_RECORD:
		return has_argument(finding, "silent") ? 0 : MA_PHRASE_ADVICE_NO_RECORD_SOLVED;
	case MA_DMARC_URI_INVALID:
	case MA_DMARC_READINGS_DIFFER_SUFFIX:
		return MA_PHRASE_ADVICE_SOLVED;
	case MA_DMARC_ALIAS_NO_RECORD:
		return MA_PHRASE_ADVICE_ALIAS_SOLVED;
	case MA_DMARC_ALIAS_NO_DOMAIN:
		return MA_PHRASE_ADVICE_ALIAS_FREE_SOLVED;
	default:
		return 0;
	}
}

enum ma_phrase_id ma_finding_other_advice(const struct mailauth_finding *finding)
{
	enum ma_phrase_id phrase = advice_of_solved(finding);

	if (phrase == 0)
		phrase = advice_of_spf(finding);
	if (finding->id == MA_DNS_CNAME_AND_OTHER)
		return has_argument(finding, "below") ? MA_PHRASE_ADVICE_CNAME_BELOW : 0;
	if (phrase == 0)
		phrase = advice_of_dkim(finding);
	return phrase != 0 ? phrase : advice_of_dmarc(finding);
}

/* --- What it says ------------------------------------------------------------------ */

static bool is_strict(const struct mailauth_finding *finding, const char *key)
{
	return ma_text_is(ma_finding_argument(finding, key), "s");
}

static enum ma_phrase_id words_of_own_mail(const struct mailauth_finding *finding)
{
	bool spf = is_strict(finding, "aspf");
	bool dkim = is_strict(finding, "adkim");

	if (spf && dkim)
		return MA_PHRASE_SAYS_OWN_REFUSED_STRICT;
	if (spf)
		return MA_PHRASE_SAYS_OWN_REFUSED_BY_DKIM;
	return dkim ? MA_PHRASE_SAYS_OWN_REFUSED_BY_SPF : 0;
}

enum ma_phrase_id ma_finding_other_words(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DKIM_TARGET_MISSING:
	case MA_DKIM_ALIAS_DANGLING:
		return has_argument(finding, "other") ? MA_PHRASE_SAYS_TARGET_WITH_ZONE : 0;
	case MA_SPF_INCLUDE_NO_RECORD:
	case MA_SPF_REDIRECT_NO_RECORD:
		return has_argument(finding, "all") ? MA_PHRASE_SAYS_NO_RECORD_GLUED : 0;
	case MA_SPF_ODD_NAME:
		return is_url_term(finding) ? MA_PHRASE_SAYS_ODD_URL : 0;
	case MA_SPF_ODD_TARGET:
		return is_url_term(finding) ? MA_PHRASE_SAYS_ODD_URL_TARGET : 0;
	case MA_SPF_TERM_FINDS_NOTHING:
	case MA_SPF_MX_FINDS_NOTHING:
		return is_faulty_of(finding, "://") ? MA_PHRASE_SAYS_NOTHING_URL : 0;
	case MA_SPF_SENDER_NONE:
		return has_argument(finding, "unread") ? MA_PHRASE_SAYS_SENDER_UNREAD : 0;
	case MA_DMARC_OWN_MAIL_REFUSED:
		return words_of_own_mail(finding);
	case MA_DKIM_GUESSES_OFFLINE:
		return has_argument(finding, "target") ? MA_PHRASE_SAYS_GUESSES_OFFLINE_ALIAS : 0;
	case MA_DKIM_STRAY_CHARACTER:
		return has_argument(finding, "character") ? MA_PHRASE_SAYS_STRAY_NAMED : 0;
	case MA_DNS_DELEGATION_DIFFERS:
		if (ma_text_is(ma_finding_argument(finding, "there"), "-"))
			return MA_PHRASE_SAYS_DELEGATION_ONLY_HERE;
		return ma_text_is(ma_finding_argument(finding, "here"), "-")
			       ? MA_PHRASE_SAYS_DELEGATION_ONLY_THERE
			       : 0;
	case MA_DMARC_REPORT_NO_DOMAIN:
		return ma_text_is(ma_finding_argument(finding, "tag"), "ruf")
			       ? MA_PHRASE_SAYS_REPORT_NO_DOMAIN_RUF
			       : 0;
	case MA_DKIM_SEMICOLON_MISSING:
		return is_faulty_of(finding, "\xef\xbc\x9b") ? MA_PHRASE_SAYS_SEMICOLON_WIDE : 0;
	case MA_DMARC_PROVIDER_MAIL_REFUSED:
		return has_argument(finding, "unsigned") ? MA_PHRASE_SAYS_PROVIDER_UNSIGNED : 0;
	case MA_DMARC_UNSIGNED_REFUSED:
		return is_strict(finding, "aspf") ? MA_PHRASE_SAYS_UNSIGNED_REFUSED_STRICT : 0;
	default:
		return 0;
	}
}

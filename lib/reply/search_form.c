/* Texts made ready to be searched: on one line, in one case.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

/* The byte at *AT: a blank for all blanks, a plain quote for a typographic one (U+2018 to U+201D),
 * which programs put in its place. */
static unsigned char plain_byte(struct ma_text text, size_t *at)
{
	unsigned char byte = text.data[*at];
	unsigned char last = ma_byte_at(text, *at + 2);

	if (byte <= ' ' || byte == 0x7f)
		return ' ';
	if (byte == 0xc2 && ma_byte_at(text, *at + 1) == 0xa0) {
		*at += 1;
		return ' ';
	}
	if (byte != 0xe2 || ma_byte_at(text, *at + 1) != 0x80 || last < 0x98 || last > 0x9d)
		return byte;
	*at += 2;
	return last <= 0x9b ? '\'' : '"';
}

/* LENGTH without the beginning of a character that is cut off at the end (RFC 3629 3). */
static size_t whole_characters(const unsigned char *line, size_t length)
{
	size_t from = length;
	size_t wanted;

	while (from > 0 && length - from < 3 && (line[from - 1] & 0xc0) == 0x80)
		from--;
	if (from == 0 || line[from - 1] < 0xc0)
		return length;
	from--;
	wanted = line[from] >= 0xf0 ? 4 : line[from] >= 0xe0 ? 3 : 2;
	return length - from < wanted ? from : length;
}

struct ma_text ma_reply_unfold(struct ma_arena *arena, struct ma_text text, size_t max)
{
	unsigned char *line = ma_arena_alloc(arena, (text.length < max ? text.length : max) + 1);
	size_t length = 0;

	if (line == NULL)
		return MA_TEXT("");
	for (size_t i = 0; i < text.length && length < max; i++) {
		unsigned char byte = plain_byte(text, &i);

		if (byte != ' ' || (length > 0 && line[length - 1] != ' '))
			line[length++] = byte;
	}
	if (length == max)
		length = whole_characters(line, length);
	while (length > 0 && line[length - 1] == ' ')
		length--;
	line[length] = '\0';
	return (struct ma_text){ line, length };
}

const char *ma_text_folded(struct ma_arena *arena, struct ma_text text)
{
	unsigned char *copy = ma_arena_alloc(arena, text.length + 1);

	if (copy == NULL)
		return "";
	for (size_t i = 0; i < text.length; i++)
		copy[i] = text.data[i] == '\0' ? ' ' : ma_fold(text.data[i]);
	return (const char *)copy;
}

/* --- Mail, or something else? --------------------------------------------- */

/* Beginnings of words that servers use. */
static const char *const vocabulary[] = {
	"mail",	   "address",  "recipient",  "sender",	"mailbox", "relay",	  "server",
	"host",	   "reject",   "refus",	     "denied",	"accept",  "block",	  "spam",
	"error",   "fail",     "transact",   "account", "policy",  "domain",	  "quota",
	"storage", "connect",  "command",    "syntax",	"authent", "unavailable", "unknown",
	"invalid", "delivery", "permitted",  "tls",	"smtp",	   "dns",	  "service",
	"user",	   "message",  "postmaster", "ip=",	"拒否",	   "エラー",	  "送信",
	"宛先",	   "メール",   "サーバ",
};

/* What follows a number that counts: "550 people". */
static const char *const counted[] = {
	"people",    "users",	  "members", "messages", "mails",     "emails",	   "e-mails",
	"of",	     "is",	  "are",     "was",	 "were",      "to",	   "or",
	"and",	     "in",	  "on",	     "at",	 "for",	      "years",	   "yen",
	"dollars",   "items",	  "pages",   "students", "employees", "times",	   "days",
	"hours",     "minutes",	  "km",	     "kg",	 "accounts",  "addresses", "recipients",
	"customers", "computers", "servers", "we",	 "i",	      "you",	   "have",
	"had",	     "人",	  "円",	     "件",	 "通",	      "名",	   "個",
	"番",	     "年",	  "さん",
};

static bool starts_with_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncmp(text, word, length) == 0 &&
	       ((unsigned char)word[0] >= 0x80 || !ma_is_alnum((unsigned char)text[length]));
}

static size_t count_words(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += *text == ' ';
	return count + 1;
}

/* "I cannot deliver", "we don't accept": a server, not people that are counted. */
static bool speaks_for_itself(const char *folded)
{
	static const char *const words[] = { "cannot", "can",	"can't", "do", "don't",	 "does",
					     "will",   "won't", "are",	 "am", "refuse", "only" };
	size_t skip = starts_with_word(folded, "we") ? 2 : starts_with_word(folded, "i") ? 1 : 0;

	if (skip == 0 || folded[skip] != ' ')
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (starts_with_word(folded + skip + 1, words[i]))
			return true;
	return false;
}

bool ma_is_counted(const char *folded)
{
	while (*folded == ' ' || *folded == '-' || *folded == ':')
		folded++;
	/* A server speaks to who sends: "451 You have exceeded …", "550 We do not relay". */
	if (starts_with_word(folded, "you") || speaks_for_itself(folded))
		return false;
	for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++)
		if (starts_with_word(folded, counted[i]))
			return true;
	return false;
}

bool ma_speaks_of_mail(const char *folded)
{
	size_t hits = 0;

	while (*folded == ' ' || *folded == '-' || *folded == ':')
		folded++;
	if (*folded == '\0')
		return true; /* the code alone */
	if (ma_is_counted(folded) || starts_with_word(folded, "you"))
		return false;
	for (size_t i = 0; i < sizeof(vocabulary) / sizeof(*vocabulary); i++)
		hits += strstr(folded, vocabulary[i]) != NULL;
	return hits > 1 || (hits == 1 && count_words(folded) <= 8);
}

bool ma_is_about_mail(const char *folded)
{
	static const char *const words[] = {
		"mail",	    "メール",	 "smtp",   "outlook",  "thunderbird", "送信",
		"送れ",	    "送る",	 "届",	   "受信",     "宛",	      "返信",
		"spf",	    "dkim",	 "dmarc",  "mx ",      "mxレ",	      "bounce",
		"send",	    "recipient", "receiv", "グループ", "vpn",	      "パスワード",
		"password", "op25b",	 "25番",   "コネクタ", "connector",   "ドメイン",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (const char *at = folded; (at = strstr(at, words[i])) != NULL; at++)
			if (ma_katakana_is_word(ma_text(folded), (size_t)(at - folded),
						(size_t)(at - folded) + strlen(words[i])))
				return true;
	return false;
}

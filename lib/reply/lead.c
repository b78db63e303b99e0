/* What is before a code, and whether that makes a reply of it.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

enum {
	LEAD_MAX = 60, /* bytes before a code that are looked at */
};

static bool ends_with(const char *lead, size_t length, const char *word)
{
	size_t wanted = strlen(word);

	return length >= wanted && memcmp(lead + length - wanted, word, wanted) == 0;
}

static const char *const speakers[] = {
	"said",
	"returned",
	"responded",
	"replied",
	"smtp;",
	"gave this error",
	"server was",
	"server response",
	"server responded with",
	"with status",
	"server error",
	"->",
	"<<<",
	"remote server returned",
	"diagnostic-code",
	"status",
	"dsn",
	"response",
	"reply",
	"smtp error",
	"error code",
	"サーバーの応答",
	"サーバからの応答",
	"サーバーからの応答",
	"サーバの応答",
	"応答",
	"エラーコード",
	"error from remote mail server after rcpt to",
	"rejected",
	"a répondu", /* as mail programs say it in other languages */
	"antwortete",
	"respondió",
	"respondeu",
	"ha risposto",
};

/* Of them, those that need no colon: only servers respond with a number. */
static const char *const sayings[] = {
	"server responded with",      "server returned", "server replied with",
	"server responded with code", "server replied",	 "server response code",
	"smtp server responded",      "got code",
};

/* Words that make a code of a bare number: "error 550", 「エラー 550」. */
static const char *const namers[] = { "error", "エラー",     "コード", "code",
				      "smtp",  "ステータス", "返答" };

/* Words of numbers that are not a server's: 「注文番号: 550」, "Ticket 550". */
static const char *const counters[] = { "番号", "型番",	  "品番",  "id",    "no",
					"no.",	"ticket", "order", "issue", "invoice",
					"http", "tel",	  "電話",  "品名" };

static bool is_counter(const char *lead, size_t length)
{
	static const char *const servers[] = { "エラー番号", "エラー 番号", "応答番号", "返信番号",
					       "ステータス番号" };

	for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++)
		if (ends_with(lead, length, servers[i]))
			return false;
	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		size_t word = strlen(counters[i]);

		if (ends_with(lead, length, counters[i]) &&
		    ((unsigned char)counters[i][0] >= 0x80 || length == word ||
		     !ma_is_alnum((unsigned char)lead[length - word - 1])))
			return true;
	}
	return false;
}

/* Words that a server's number may have, too: "Error no. 550 5.1.1". */
static bool is_short_counter(const char *lead, size_t length)
{
	return ends_with(lead, length, "id") || ends_with(lead, length, "no") ||
	       ends_with(lead, length, "no.") || ends_with(lead, length, "http");
}

/* LEAD is folded and holds what is before a code in its line. */
static enum ma_lead judge_lead(const char *lead, size_t length, bool *named)
{
	bool sign = false;

	*named = false;
	/* What only decorates. */
	while (length > 0 && ma_is_one_of(lead[length - 1], " \t:;'\"`([<>*|#-")) {
		sign = sign || ma_is_one_of(lead[length - 1], ":;'\"`([>");
		if (ends_with(lead, length, "->") || ends_with(lead, length, "<<<") ||
		    ends_with(lead, length, "smtp;"))
			return MA_LEAD_STRONG;
		length--;
	}
	if (length == 0)
		return MA_LEAD_LINE;
	/* The full-width colon, too. */
	if (is_counter(lead, ends_with(lead, length, "：") ? length - strlen("：") : length))
		return is_short_counter(lead, length) ? MA_LEAD_NONE : MA_LEAD_COUNTER;
	for (size_t i = 0; i < sizeof(namers) / sizeof(*namers); i++)
		*named = *named || ends_with(lead, length, namers[i]);
	for (size_t i = 0; i < sizeof(sayings) / sizeof(*sayings); i++)
		if (ends_with(lead, length, sayings[i]))
			return MA_LEAD_STRONG;
	for (size_t i = 0; i < sizeof(speakers) / sizeof(*speakers); i++)
		if (ends_with(lead, length, speakers[i]) && (sign || *named))
			return MA_LEAD_STRONG;
	if (ends_with(lead, length, "：") || ends_with(lead, length, "「") ||
	    ends_with(lead, length, "『") || ends_with(lead, length, "（"))
		sign = true;
	return sign ? MA_LEAD_WEAK : MA_LEAD_NONE;
}

enum ma_lead ma_lead_at(struct ma_text text, size_t line, size_t at, bool *named)
{
	char lead[LEAD_MAX + 1];
	size_t from = at - line > LEAD_MAX ? at - LEAD_MAX : line;
	size_t length = at - from;

	for (size_t i = 0; i < length; i++)
		lead[i] = (char)ma_fold(text.data[from + i]);
	lead[length] = '\0';
	return judge_lead(lead, length, named);
}

/* Replies: where in a text a mail server speaks, and what it says, on one line.
 *
 * SPDX-License-Identifier: MIT
 *
 * A reply begins with a code (RFC 5321 4.2), often with an enhanced code (RFC 3463) behind it.
 * The same digits stand in telephone numbers, versions and prose: a code counts only at the
 * start of a line, behind words like "said:", or with an enhanced code of its own class. */

#include "reply.h"

#include <string.h>

enum {
	LEAD_MAX = 60,	  /* bytes before a code that are looked at */
	LINES_MAX = 40,	  /* of a reply */
	WRAPPED_MIN = 60, /* a line as long as this may go on in the next */
};

/* --- Lines ---------------------------------------------------------------- */

/* What begins the message that a notice quotes, or the mail that is replied to. */
static const char *const originals[] = {
	"--- below this line is a copy", "------ this is a copy of",
	"-----original message",	 "----- original message",
	"---------- forwarded message",	 "original message headers:",
	"--- original message",		 "----- 元のメッセージ",
	"-----元のメッセージ",		 "--- 元のメール",
	"content-type: message/rfc822",	 "content-type: text/rfc822-headers",
	"here are the headers of",	 "--- undelivered message follows",
	"----- message header follows",	 "--- the following is the original",
};

static bool begins_original(struct ma_text line)
{
	for (size_t i = 0; i < sizeof(originals) / sizeof(*originals); i++)
		if (ma_text_starts(line, originals[i]))
			return true;
	return false;
}

struct ma_text ma_text_before_original(struct ma_text text)
{
	struct ma_text line;
	size_t from = 0;

	for (size_t at = 0; ma_line_next(text, &at, &line); from = at)
		if (begins_original(ma_line_trim(line)))
			return ma_text_slice(text, 0, from);
	return text;
}

struct ma_text ma_line_trim(struct ma_text line)
{
	while (line.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
		line = ma_text_slice(line, 1, line.length);
	while (line.length > 0 && line.data[line.length - 1] <= ' ')
		line.length--;
	return line;
}

bool ma_line_next(struct ma_text text, size_t *at, struct ma_text *line)
{
	const unsigned char *end;
	size_t from = *at;

	if (from >= text.length)
		return false;
	end = memchr(text.data + from, '\n', text.length - from);
	*at = end != NULL ? (size_t)(end - text.data) + 1 : text.length;
	*line = ma_text_slice(text, from, *at);
	return true;
}

/* Whether every line that is not empty is quoted: then the quote is what is meant. */
static bool is_quoted(struct ma_text text)
{
	struct ma_text line;
	bool quoted = false;

	for (size_t at = 0; ma_line_next(text, &at, &line);) {
		line = ma_line_trim(line);
		if (line.length > 0 && line.data[0] != '>')
			return false;
		quoted = quoted || line.length > 0;
	}
	return quoted;
}

struct ma_text ma_text_unquoted(struct ma_arena *arena, struct ma_text text)
{
	struct ma_text copy;
	unsigned char *bytes;
	size_t length = 0;
	struct ma_text line;

	if (!is_quoted(text))
		return text;
	copy = ma_arena_copy(arena, text);
	if (arena->failed)
		return text;
	bytes = (unsigned char *)(uintptr_t)copy.data;
	for (size_t at = 0; ma_line_next(text, &at, &line);) {
		while (line.length > 0 && (line.data[0] == '>' || line.data[0] == ' ') &&
		       memchr(line.data, '>', line.length) != NULL)
			line = ma_text_slice(line, 1, line.length);
		memcpy(bytes + length, line.data, line.length);
		length += line.length;
	}
	bytes[length] = '\0';
	return (struct ma_text){ bytes, length };
}

/* --- Codes ---------------------------------------------------------------- */

static unsigned char byte_at(struct ma_text text, size_t at)
{
	return at < text.length ? text.data[at] : 0;
}

/* Three digits at AT that no other letter or digit touches; 0 if there are none. */
static unsigned code_at(struct ma_text text, size_t at)
{
	unsigned char before = at > 0 ? text.data[at - 1] : ' ';
	unsigned char after = byte_at(text, at + 3);

	if (!ma_is_digit(byte_at(text, at)) || !ma_is_digit(byte_at(text, at + 1)) ||
	    !ma_is_digit(byte_at(text, at + 2)))
		return 0;
	if (ma_is_alnum(before) || before == '.' || before == '-' || before == '/' ||
	    before == '_' || before == '=' || before == '+' || before == '@')
		return 0;
	if (ma_is_alnum(after) || after == '/' || after == '_' || after == '@' ||
	    ((after == '.' || after == ':' || after == ',') && ma_is_digit(byte_at(text, at + 4))))
		return 0;
	/* RFC 5321 4.2.1: 2 to 5, then 0 to 5; 571 and its like exist. */
	if (text.data[at] < '2' || text.data[at] > '5' || text.data[at + 1] > '7')
		return 0;
	return (unsigned)(text.data[at] - '0') * 100 + (unsigned)(text.data[at + 1] - '0') * 10 +
	       (unsigned)(text.data[at + 2] - '0');
}

/* An enhanced code at AT (RFC 3463 2); its length, or 0. */
static size_t enhanced_at(struct ma_text text, size_t at, unsigned enhanced[3])
{
	struct ma_cursor cursor = { text, at };
	unsigned char before = at > 0 ? text.data[at - 1] : ' ';

	if (ma_is_alnum(before) || before == '.')
		return 0;
	for (unsigned i = 0; i < 3; i++) {
		size_t from;

		if (i > 0 && !ma_cursor_take(&cursor, '.'))
			return 0;
		from = cursor.position;
		if (!ma_cursor_number(&cursor, 999, &enhanced[i]) || cursor.position - from > 3)
			return 0;
	}
	if (enhanced[0] != 2 && enhanced[0] != 4 && enhanced[0] != 5)
		return 0;
	/* Not an address (5.7.1.2), not a version (5.7.1a). */
	if (ma_is_alnum(ma_cursor_peek(&cursor)) ||
	    (ma_cursor_peek(&cursor) == '.' && ma_is_digit(byte_at(text, cursor.position + 1))))
		return 0;
	return cursor.position - at;
}

/* Reads the codes at the start of LINE into REPLY; returns their length, or 0. */
static size_t read_codes(struct ma_text text, size_t at, struct ma_reply *reply)
{
	size_t from = at;
	size_t length;

	reply->code = code_at(text, at);
	if (reply->code != 0)
		at += 3;
	while (reply->code != 0 && at < from + 8 && byte_at(text, at) != 0 &&
	       strchr(" -#\t:=", byte_at(text, at)) != NULL)
		at++;
	if (byte_at(text, at) == '#')
		at++;
	length = enhanced_at(text, at, reply->enhanced);
	if (length == 0)
		memset(reply->enhanced, 0, sizeof(reply->enhanced));
	if (length > 0)
		return at + length - from;
	return reply->code != 0 ? 3 : 0;
}

/* --- What stands before --------------------------------------------------- */

enum lead {
	LEAD_NONE,
	LEAD_WEAK,   /* a colon, a quote, a bracket */
	LEAD_LINE,   /* the start of a line */
	LEAD_STRONG, /* "said:" */
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
};

/* Words that make a code of a bare number: "error 550", 「エラー 550」. */
static const char *const namers[] = { "error", "エラー",     "コード", "code",
				      "smtp",  "ステータス", "返答" };

/* LEAD is folded and holds what stands before a code in its line. */
static enum lead judge_lead(const char *lead, size_t length, bool *named)
{
	bool sign = false;

	*named = false;
	/* What only decorates. */
	while (length > 0 && strchr(" \t:;'\"`([<>*|#-", lead[length - 1]) != NULL) {
		sign = sign || strchr(":;'\"`([>", lead[length - 1]) != NULL;
		if (ends_with(lead, length, "->") || ends_with(lead, length, "<<<") ||
		    ends_with(lead, length, "smtp;"))
			return LEAD_STRONG;
		length--;
	}
	if (length == 0)
		return LEAD_LINE;
	for (size_t i = 0; i < sizeof(namers) / sizeof(*namers); i++)
		*named = *named || ends_with(lead, length, namers[i]);
	for (size_t i = 0; i < sizeof(speakers) / sizeof(*speakers); i++)
		if (ends_with(lead, length, speakers[i]) && (sign || *named))
			return LEAD_STRONG;
	if (ends_with(lead, length, "：") || ends_with(lead, length, "「") ||
	    ends_with(lead, length, "『") || ends_with(lead, length, "（"))
		sign = true;
	return sign ? LEAD_WEAK : LEAD_NONE;
}

static enum lead lead_at(struct ma_text text, size_t line, size_t at, bool *named)
{
	char lead[LEAD_MAX + 1];
	size_t from = at - line > LEAD_MAX ? at - LEAD_MAX : line;
	size_t length = at - from;

	for (size_t i = 0; i < length; i++)
		lead[i] = (char)ma_fold(text.data[from + i]);
	lead[length] = '\0';
	return judge_lead(lead, length, named);
}

/* --- How far it goes ------------------------------------------------------ */

/* "550-5.7.26 …": the same code again, at the start of LINE.  Returns what is to be skipped. */
static size_t continuation(struct ma_text line, const struct ma_reply *reply)
{
	struct ma_reply again = { 0 };
	size_t length = reply->code != 0 ? read_codes(line, 0, &again) : 0;

	if (length == 0 || again.code != reply->code)
		return 0;
	if (again.enhanced[0] != 0 &&
	    memcmp(again.enhanced, reply->enhanced, sizeof(again.enhanced)) != 0)
		return 0;
	while (byte_at(line, length) == ' ' || byte_at(line, length) == '-')
		length++;
	return length;
}

/* Whether a quote that opened before the reply is still open behind LINE. */
static bool is_open(struct ma_text line, unsigned char quote)
{
	for (size_t i = 1; quote != 0 && i < line.length; i++)
		if (line.data[i] == quote && !ma_is_alnum(byte_at(line, i + 1)))
			return false;
	return quote != 0;
}

/* A line that begins something else: a header, a rule, another reply, another recipient.  INDENTED
 * lines go on, unless they are replies themselves. */
static bool begins_other(struct ma_text line, bool indented)
{
	struct ma_reply other = { 0 };
	size_t at = 0;

	if (line.length == 0 || begins_original(line) || line.data[0] == '>' ||
	    read_codes(line, 0, &other) > 0)
		return true;
	if (indented)
		return false;
	if (ma_text_starts(line, "--") || ma_text_starts(line, "==") || ma_text_starts(line, "<"))
		return true;
	while (at < line.length && (ma_is_alnum(line.data[at]) || line.data[at] == '-'))
		at++;
	return at > 2 && byte_at(line, at) == ':' && at < 40;
}

struct gathering {
	struct ma_arena *arena;
	struct ma_text text;
	struct ma_reply *reply;
	struct ma_buffer sure;	/* lines that are the reply's for certain */
	struct ma_buffer loose; /* and those that follow */
	unsigned char quote;
	bool continued; /* the last line said that another follows */
	size_t last_length;
};

static void add_line(struct ma_buffer *buffer, struct ma_text line)
{
	if (buffer->length > 0)
		ma_buffer_byte(buffer, ' ');
	ma_buffer_text(buffer, line);
}

/* Adds a line behind the first.  False if it does not belong to the reply. */
static bool gather_line(struct gathering *gathering, struct ma_text raw, bool *loose)
{
	struct ma_text line = ma_line_trim(raw);
	size_t skip = continuation(line, gathering->reply);
	bool indented = raw.length > 0 && (raw.data[0] == ' ' || raw.data[0] == '\t');

	if (skip > 0 && !gathering->continued)
		return false;
	if (skip == 0 && begins_other(line, indented))
		return false;
	gathering->continued = skip > 0 && byte_at(line, 3) == '-';
	if (!*loose && skip == 0 && !indented && gathering->quote == 0)
		*loose = true;
	line = ma_text_slice(line, skip, line.length);
	add_line(&gathering->loose, line);
	if (!*loose)
		add_line(&gathering->sure, line);
	if (gathering->quote != 0 && !is_open(line, gathering->quote))
		return false;
	return true;
}

/* Cuts what stands behind the closing quote, and Postfix's remark about the command. */
static struct ma_text finish_line(struct ma_arena *arena, struct ma_buffer *buffer,
				  unsigned char quote)
{
	struct ma_text line;

	if (buffer->failed)
		arena->failed = true;
	line = ma_reply_unfold(arena,
			       (struct ma_text){ (const unsigned char *)buffer->data,
						 buffer->failed ? 0 : buffer->length },
			       MA_REPLY_MAX);
	ma_buffer_finish(buffer);
	for (size_t i = 1; quote != 0 && i < line.length; i++)
		if (line.data[i] == quote && !ma_is_alnum(byte_at(line, i + 1)))
			line.length = i;
	return line;
}

static struct ma_text cut_remark(struct ma_arena *arena, struct ma_text line, unsigned *stage)
{
	const char *remark = strstr((const char *)line.data, "(in reply to ");

	if (remark == NULL || (size_t)(remark - (const char *)line.data) >= line.length)
		return ma_arena_copy(arena, line);
	if (strncmp(remark + 13, "RCPT TO", 7) == 0)
		*stage = MA_AT_RCPT;
	else if (strncmp(remark + 13, "end of DATA", 11) == 0)
		*stage = MA_AT_DATA;
	line.length = (size_t)(remark - (const char *)line.data);
	return ma_arena_copy(arena, ma_line_trim(line));
}

/* "550-5.7.26 …" on one line holds the codes of its other lines: they go. */
static void drop_repeated(struct ma_text *line, const struct ma_reply *reply)
{
	unsigned char *bytes = (unsigned char *)(uintptr_t)line->data;
	size_t to = 0;

	if (reply->code == 0 || reply->enhanced[0] == 0 || line->length == 0)
		return;
	for (size_t at = 0; at < line->length;) {
		struct ma_reply again = { 0 };
		size_t codes = at > 0 && bytes[at] == bytes[0] ? read_codes(*line, at, &again) : 0;

		if (codes > 3 && again.code == reply->code &&
		    memcmp(again.enhanced, reply->enhanced, sizeof(again.enhanced)) == 0) {
			at += codes;
			at += byte_at(*line, at) == ' ';
		} else {
			bytes[to++] = bytes[at++];
		}
	}
	bytes[to] = '\0';
	line->length = to;
}

/* "450 name 4.7.1 …": the first enhanced code of the reply's own class, wherever it stands. */
static void find_enhanced(struct ma_reply *reply)
{
	unsigned enhanced[3];

	for (size_t at = 3; reply->code != 0 && reply->enhanced[0] == 0 && at < reply->line.length;
	     at++)
		if (reply->line.data[at] == '0' + reply->code / 100 &&
		    enhanced_at(reply->line, at, enhanced) > 0 && enhanced[0] == reply->code / 100)
			memcpy(reply->enhanced, enhanced, sizeof(enhanced));
}

static void gather(struct ma_arena *arena, struct ma_text text, size_t from, struct ma_reply *reply)
{
	struct gathering gathering = { .arena = arena, .text = text, .reply = reply };
	size_t at = from;
	struct ma_text line;
	bool loose = false;

	if (from > 0 && (text.data[from - 1] == '\'' || text.data[from - 1] == '"'))
		gathering.quote = text.data[from - 1];
	ma_line_next(text, &at, &line);
	reply->to = at;
	line = ma_line_trim(line);
	gathering.continued = reply->code != 0 && byte_at(line, 3) == '-';
	if (gathering.quote != 0 && !is_open(line, gathering.quote))
		loose = true; /* it ends here */
	/* "550-5.7.26": the same as "550 5.7.26" */
	add_line(&gathering.sure, ma_text_slice(line, 0, reply->code != 0 ? 3 : 0));
	if (reply->code != 0 && line.length > 3) {
		bool apart = line.data[3] == '-' || line.data[3] == ' ' || line.data[3] == ':';

		ma_buffer_byte(&gathering.sure, ' ');
		ma_buffer_text(&gathering.sure,
			       ma_line_trim(ma_text_slice(line, apart ? 4 : 3, line.length)));
	} else if (reply->code == 0) {
		ma_buffer_text(&gathering.sure, line);
	}
	ma_buffer_add(&gathering.loose, gathering.sure.data, gathering.sure.length);
	gathering.loose.failed = gathering.loose.failed || gathering.sure.failed;
	for (unsigned i = 0; i < LINES_MAX && !(loose && gathering.quote != 0); i++) {
		size_t before = at;

		if (!ma_line_next(text, &at, &line) || !gather_line(&gathering, line, &loose)) {
			at = gathering.quote != 0 ? at : before;
			break;
		}
		if (!loose)
			reply->to = at;
		if (gathering.loose.length > 2 * MA_REPLY_MAX)
			break;
	}
	reply->line = cut_remark(arena, finish_line(arena, &gathering.sure, gathering.quote),
				 &reply->stage);
	reply->paragraph = cut_remark(arena, finish_line(arena, &gathering.loose, gathering.quote),
				      &reply->stage);
	drop_repeated(&reply->line, reply);
	drop_repeated(&reply->paragraph, reply);
	find_enhanced(reply);
}

/* --- The search ----------------------------------------------------------- */

struct search {
	struct ma_arena *arena;
	struct ma_text text;
	struct ma_reply *replies;
	size_t count;
	size_t max;
};

/* Whether CODES bytes at AT, behind LEAD, are a reply's. */
static bool is_reply(struct search *search, size_t at, size_t codes, enum lead lead, bool named,
		     struct ma_reply *reply)
{
	unsigned char after = byte_at(search->text, at + codes);
	bool agreed = reply->code != 0 && reply->enhanced[0] == reply->code / 100;

	reply->sure = lead == LEAD_STRONG || agreed || named;
	if (reply->enhanced[0] != 0 && reply->code != 0)
		return agreed || lead >= LEAD_LINE;
	if (reply->code == 0) /* an enhanced code alone */
		return lead >= LEAD_WEAK;
	/* 「553エラー」, but not 「553人」 */
	if (after >= 0x80 || named)
		return named ||
		       ma_text_starts(ma_text_slice(search->text, at + codes, search->text.length),
				      "エラー");
	/* A telephone number goes on with digits. */
	if (after == '-' && ma_is_digit(byte_at(search->text, at + codes + 1)))
		return false;
	return lead >= LEAD_WEAK;
}

static size_t try_at(struct search *search, size_t line, size_t at)
{
	struct ma_reply *reply = &search->replies[search->count];
	struct ma_reply found = { .from = at };
	size_t codes = read_codes(search->text, at, &found);
	enum lead lead;
	bool named;

	if (codes == 0)
		return 0;
	if (search->count > 0 && at < reply[-1].to) {
		/* The next line of 550-…; anything else is a reply within the reply. */
		found.within = true;
		found.given_up = reply[-1].code / 100 == 5 || reply[-1].given_up;
		if (found.code == reply[-1].code &&
		    (lead_at(search->text, line, at, &named) == LEAD_LINE ||
		     memcmp(found.enhanced, reply[-1].enhanced, sizeof(found.enhanced)) == 0))
			return codes;
	}
	lead = lead_at(search->text, line, at, &named);
	if (!is_reply(search, at, codes, lead, named, &found))
		return 3;
	gather(search->arena, search->text, at, &found);
	if (found.code / 100 == 4 || found.code / 100 == 5 ||
	    (found.code == 0 && found.enhanced[0] != 2)) {
		*reply = found;
		search->count++;
	}
	return codes;
}

static void search_line(struct search *search, size_t from, size_t to)
{
	size_t at = from;

	while (at < to && search->count < search->max) {
		size_t taken = 0;

		if (search->text.data[at] >= '2' && search->text.data[at] <= '5')
			taken = try_at(search, from, at);
		at += taken > 0 ? taken : 1;
	}
}

size_t ma_replies_find(struct ma_arena *arena, struct ma_text text, struct ma_reply *replies,
		       size_t max)
{
	struct search search = { .arena = arena, .text = text, .replies = replies, .max = max };
	struct ma_text line;
	size_t from = 0;

	for (size_t at = 0; ma_line_next(text, &at, &line) && search.count < max; from = at) {
		struct ma_text trimmed = ma_line_trim(line);

		if (trimmed.length == 0 || trimmed.data[0] == '>')
			continue;
		search_line(&search, from, at);
	}
	return search.count;
}

/* Lines that have no code: what a server or a program wrote in words alone.
 *
 * SPDX-License-Identifier: MIT */

#include "notice.h"

#include <string.h>

enum {
	LINES_MAX = 150,   /* that are looked at */
	UNIT_LENGTH = 600, /* bytes of a line */
	SHORT = 400,	   /* bytes of a text that is about nothing else */
	TELLING = 17,	   /* a literal as long as this is not an accident */
};

/* Whether LINE says that a program speaks: "Error:", "said:", "reason". */
static bool is_report(const char *folded)
{
	static const char *const words[] = {
		"error",	  "status=",	   "reason",
		"fail",		  "diagnostic",	   "deferred",
		"bounced",	  "said:",	   "not be delivered",
		"n't delivered",  "not delivered", "undeliver",
		"エラー",	  "届けられ",	   "配信できません",
		"配信されません", "0x800",	   "->",
		"expired",	  "拒否され",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

static bool is_digits(struct ma_text line, size_t at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!ma_is_digit(ma_byte_at(line, at + i)))
			return false;
	return true;
}

/* "Ticket #550": what follows is a heading. */
static bool has_ticket(struct ma_text line)
{
	for (size_t i = 0; i + 1 < line.length; i++)
		if (line.data[i] == '#' && (i == 0 || line.data[i - 1] <= ' ') &&
		    is_digits(line, i + 1, 1) && ma_byte_at(line, i + 2) != '.')
			return true;
	return false;
}

/* "HTTP 503 Service Unavailable" */
static bool has_http_status(struct ma_text line)
{
	for (size_t i = 0; i + 3 < line.length; i++)
		if (is_digits(line, i, 3) &&
		    ma_is_http_status(line, i,
				      (line.data[i] - '0') * 100u + (line.data[i + 1] - '0') * 10u +
					      (line.data[i + 2] - '0')))
			return true;
	return false;
}

/* Whether MATCH in a line of prose could be an accident. */
static bool is_telling(struct ma_arena *arena, const struct ma_match *match, struct ma_text line)
{
	if (match->row == NULL || !match->by_text)
		return false;
	if (has_http_status(line) || (match->words.length < TELLING && has_ticket(line)))
		return false;
	if (match->words.length >= TELLING || match->words.length * 5 >= line.length * 2)
		return true;
	/* "procmail: …: Disk quota exceeded" */
	if (match->words.data > line.data + 1 && match->words.data[-2] == ':')
		return true;
	/* A row that has a code, but comes without it. */
	if (match->row->reply[0] != '*')
		return false;
	return is_report(ma_text_folded(arena, line));
}

struct lines {
	struct ma_scratch *scratch;
	struct ma_arena *arena;
	struct ma_text text;
	const char *host;
	enum ma_notice_id notice;
	struct ma_candidate best;
};

/* Whether LINE quotes what a program said: "error: …", "… -> …". */
static bool is_quotation(const char *folded)
{
	static const char *const words[] = {
		"error:",	"errors:",    "->",	   "said:",	    "failed:",
		"reason:",	"diagnostic", "undeliver", "not delivered", "n't delivered",
		"エラー",	"拒否され",   "届けられ",  "expired",	    "配信できません",
		"存在しません", "status=",    "deferred",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

/* Whether a mail server's log says in LINE what became of a message. */
static bool is_fate(const char *folded)
{
	static const char *const words[] = { "status=deferred", "status=bounced",
					     "status=softbounce", "status=undeliverable" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

/* qmail and its like: "Sorry, … (#5.7.2)".  Reads the code that ends LINE into REPLY. */
static void read_last_code(struct ma_text line, struct ma_reply *reply)
{
	size_t at = line.length;

	while (at > 0 && line.data[at - 1] != '(')
		at--;
	if (at == 0 || ma_byte_at(line, at) != '#')
		return;
	at++;
	at += ma_enhanced_at(line, at, reply->enhanced);
	if (at + 1 != line.length || line.data[at] != ')')
		memset(reply->enhanced, 0, sizeof(reply->enhanced));
}

/* Whether words of LINE may decide: only where it is a program that speaks. */
static bool is_spoken(struct lines *lines, const struct ma_reply *reply)
{
	struct ma_text body = ma_line_trim(lines->text);
	struct ma_text line = reply->line;
	const char *folded = ma_text_folded(lines->arena, line);

	if (has_http_status(line) || has_ticket(line))
		return false;
	if (lines->notice != MA_NOTICE_NONE || reply->enhanced[0] != 0)
		return true;
	/* "<user@example.jp>: temporary failure" */
	if (line.data[0] == '<' && strstr(folded, ">:") != NULL)
		return true;
	return body.length <= SHORT && is_quotation(folded) &&
	       (ma_is_about_mail(folded) || strstr(folded, "relay") != NULL ||
		strstr(folded, "->") != NULL || is_fate(folded));
}

/* Whether it is another program than a mail server that speaks in LINE. */
static bool is_foreign(const char *folded)
{
	static const char *const mail[] = { "mail", "smtp", "postfix", "exim", "dovecot" };
	static const char *const programs[] = {
		"curl: ",
		"wget: ",
		"nginx",
		"upstream",
		"sshd[",
		"traceback (",
		"named[",
		"ssh: ",
		"kernel: ",
		"systemd[",
		"docker",
		"connect() failed",
		"keyerror: ",
		"typeerror",
		"valueerror",
		"exception: ",
		"exception in thread",
		"mysql",
		"psql: ",
		"redis",
		"econnrefused",
		"authenticating user",
		" http/1",
		"git ",
		"npm ",
		"runtimeerror",
		" port 443",
		" port 22",
	};

	for (size_t i = 0; i < sizeof(mail) / sizeof(*mail); i++)
		if (strstr(folded, mail[i]) != NULL)
			return false;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (strstr(folded, programs[i]) != NULL)
			return true;
	return false;
}

/* Whether LINE, a log's, says that the mail was delivered. */
static bool is_delivered(const char *folded)
{
	return strstr(folded, "status=sent") != NULL || strstr(folded, "stat=sent") != NULL;
}

/* The row for LINE, which a server or a program may have written without a code. */
static void judge_line(struct lines *lines, struct ma_text line)
{
	struct ma_reply *reply = ma_arena_alloc(lines->arena, sizeof(*reply));
	struct ma_candidate answer = { 0 };
	const char *folded;
	size_t rest = 0;

	folded = ma_text_folded(lines->arena, line);
	if (reply == NULL || is_delivered(folded) ||
	    (lines->notice == MA_NOTICE_NONE && is_foreign(folded)))
		return;
	reply->line = reply->paragraph = ma_reply_unfold(lines->arena, line, UNIT_LENGTH);
	reply->from = reply->to = (size_t)(line.data - lines->text.data);
	read_last_code(reply->line, reply);
	answer.host = lines->host != NULL ? ma_text(lines->host)
					  : ma_host_find(lines->scratch, lines->text, reply);
	answer.provider = ma_system_of_host(lines->scratch, answer.host);
	answer.match =
		ma_match_reply(lines->scratch, lines->arena, reply, reply->line, answer.provider);
	if (is_telling(lines->arena, &answer.match, reply->line)) {
		answer.reply = reply;
		ma_candidate_keep_better(&lines->best, &answer);
	}
	if (answer.reply != NULL && (answer.match.row->conditions & MA_WRAPPER) != 0)
		rest = (size_t)(answer.match.words.data - reply->line.data) +
		       answer.match.words.length;
	if (is_spoken(lines, reply) && (answer.reply == NULL || rest > 0)) {
		/* After "Message expired" there is why. */
		answer.match =
			ma_match_words(lines->scratch, lines->arena,
				       ma_text_slice(reply->line, rest, reply->line.length), NULL);
		/* Prose refuses, forbids and delays much. */
		answer.reply = answer.match.row != NULL &&
					       answer.match.row->class != MA_CLASS_POLICY &&
					       (lines->notice != MA_NOTICE_NONE ||
						reply->line.data[0] == '<' ||
						!ma_row_is_weak(answer.match.row))
				       ? reply
				       : NULL;
		ma_candidate_keep_better(&lines->best, &answer);
	}
}

/* What every notice has around what it is about. */
static bool is_frame(struct ma_text line)
{
	static const char *const beginnings[] = {
		"--",
		"content-",
		"mime-version:",
		"reporting-mta:",
		"arrival-date:",
		"final-recipient:",
		"original-rec",
		"action:",
		"remote-mta:",
		"last-attempt",
		"received",
		"message-id:",
		"this is the mail",
		"for further",
		"if you do so",
		"delete your own",
		"x-postfix-",
		"auto-submitted",
		"to:",
		"from:",
		"date:",
		"dkim-signature:",
		"return-path:",
		"boundary=",
		"charset=",
		"smtp error from",
		"be delivered to one",
		"i'm sorry to have",
		"you do not need",
		"a message that you",
		"recipients.",
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (ma_text_starts(line, beginnings[i]))
			return true;
	return false;
}

static void judge_subject(struct lines *lines, struct ma_text headers)
{
	struct ma_text line;

	for (size_t at = 0; ma_line_next(headers, &at, &line);)
		if (ma_text_starts(line, "subject:"))
			judge_line(lines, ma_line_trim(line));
}

/* The lines of TEXT one by one, and as paragraphs, since lines are wrapped. */
static void judge_lines(struct lines *lines, struct ma_text body)
{
	size_t paragraph = 0;
	size_t count = 0;
	size_t at = 0;
	bool framed = false;

	for (unsigned i = 0; i < LINES_MAX; i++) {
		struct ma_text line = { 0 };
		size_t from = at;
		bool more = ma_line_next(body, &at, &line);
		struct ma_text trimmed = ma_line_trim(line);

		if (more && trimmed.length > 0 && trimmed.data[0] != '>') {
			framed = framed || is_frame(trimmed);
			if (!is_frame(trimmed))
				judge_line(lines, trimmed);
			count++;
			continue;
		}
		if (count > 1 && !framed)
			judge_line(lines, ma_text_slice(body, paragraph, from));
		if (!more)
			break;
		paragraph = at;
		count = 0;
		framed = false;
	}
}

struct ma_candidate ma_candidate_without_code(struct ma_scratch *scratch, struct ma_arena *arena,
					      struct ma_text text, const char *host,
					      enum ma_notice_id notice)
{
	struct lines lines = { scratch, arena, text, host, notice, { 0 } };
	struct ma_text body = ma_notice_body(text);

	judge_lines(&lines, body);
	if (notice != MA_NOTICE_NONE)
		judge_subject(&lines, ma_text_slice(text, 0, (size_t)(body.data - text.data)));
	return lines.best;
}

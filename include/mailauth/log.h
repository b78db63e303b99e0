/* Mail logs: why mail was not delivered, counted.
 *
 * SPDX-License-Identifier: MIT
 *
 *	struct mailauth_log *log;
 *
 *	if (mailauth_log_new(&log, explainer) < 0)
 *		return;
 *	while ((length = read(fd, bytes, sizeof(bytes))) > 0)
 *		mailauth_log_add(log, bytes, length);
 *	mailauth_log_text(log, MAILAUTH_ENGLISH, 0, 0, &text, NULL);
 *	mailauth_log_free(log);
 *
 * A log of Postfix, Exim or sendmail is read as a stream: memory does not grow with it, as long as
 * lines are at most 64 KiB; of a longer one the rest is dropped, and counted.  Lines of a cause are
 * counted together; the newest of its wordings is explained as mailauth_explain() does. */

#ifndef MAILAUTH_LOG_H
#define MAILAUTH_LOG_H

#include <mailauth/explain.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_log;

/* Makes a log that is empty.  EXPLAINER has to live as long.  Returns 0 and stores it in *LOG,
 * which mailauth_log_free() ends; MAILAUTH_ENOMEM. */
int mailauth_log_new(struct mailauth_log **log, const struct mailauth_explainer *explainer);

/* Ends LOG.  NULL is allowed. */
void mailauth_log_free(struct mailauth_log *log);

/* Reads LENGTH more bytes; a line may end in a later call.  Returns 0; MAILAUTH_ENOMEM, after
 * which LOG is only good for freeing. */
int mailauth_log_add(struct mailauth_log *log, const void *bytes, size_t length);

/* Says that there are no more: a last line without a newline counts, too, and the causes are
 * sorted. Returns 0; MAILAUTH_ENOMEM. */
int mailauth_log_end(struct mailauth_log *log);

/* What is counted. */
enum mailauth_log_count {
	MAILAUTH_LOG_LINES,
	MAILAUTH_LOG_DELIVERED,
	MAILAUTH_LOG_GIVEN_UP, /* returned to the sender */
	MAILAUTH_LOG_DEFERRED, /* each attempt */
	MAILAUTH_LOG_REFUSED,  /* mail that this server itself did not take */
	MAILAUTH_LOG_CUT,      /* lines that say that a delivery failed, but not for whom or why */
	MAILAUTH_LOG_COUNTS,
};
uint64_t mailauth_log_count(const struct mailauth_log *log, enum mailauth_log_count count);

/* The causes, the most frequent first; NULL where there are no more.  The explanation is that of
 * the newest of its wordings, and lives as long as LOG is not changed. */
const struct mailauth_explanation *mailauth_log_cause(const struct mailauth_log *log, size_t index);
/* How often that cause is in the log. */
uint64_t mailauth_log_cause_count(const struct mailauth_log *log, size_t index);

/* When that cause is first and last in the log, as the log writes it, and the newest queue ID; NULL
 * where the log does not say, or there is no such cause. */
const char *mailauth_log_cause_first(const struct mailauth_log *log, size_t index);
const char *mailauth_log_cause_last(const struct mailauth_log *log, size_t index);
const char *mailauth_log_cause_queue_id(const struct mailauth_log *log, size_t index);

enum {
	MAILAUTH_LOG_RECEIVERS_MAX = 4096, /* that are counted; that many: or more */
};
/* How many domains that cause is about. */
size_t mailauth_log_cause_receiver_count(const struct mailauth_log *log, size_t index);
/* Some of these, the most frequent of them first, and how often; NULL where there are no more. */
const char *mailauth_log_cause_receiver(const struct mailauth_log *log, size_t index,
					size_t receiver, uint64_t *count);

/* The table, as text, as HTML and as JSON; arguments are those of mailauth_explanation_text(),
 * mailauth_explanation_html() and mailauth_explanation_json(). */
int mailauth_log_text(const struct mailauth_log *log, enum mailauth_language language,
		      unsigned width, unsigned flags, char **text, size_t *length);
int mailauth_log_html(const struct mailauth_log *log, enum mailauth_language language,
		      unsigned flags, char **text, size_t *length);
int mailauth_log_json(const struct mailauth_log *log, enum mailauth_language language, char **text,
		      size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif

/* Ready-made back ends: zone files, the network, recordings, and a loop that drives audits.
 *
 * SPDX-License-Identifier: MIT
 *
 * Everything here uses <mailauth/mailauth.h> alone, as your own program would: use it as it
 * is, or as an example.  Unlike the rest of the library it opens files and sockets, reads a
 * monotonic clock, and blocks unless a comment says otherwise. */

#ifndef MAILAUTH_RESOLVER_H
#define MAILAUTH_RESOLVER_H

#include <mailauth/mailauth.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* --- Zones ---------------------------------------------------------------- */

/* A set of zones that answers questions as their authoritative servers would
 * (RFC 1034 4.3.2): aliases are followed from zone to zone, wildcards match (RFC 4592),
 * names that only have names below them exist, and what a zone delegates is not known.
 * Names below a DNAME record are not made from it: they are not known.  Of types with intricate
 * data, which mail does not need (HTTPS, RRSIG, NSEC, …), it is only known that the name has such a
 * record. */
struct mailauth_zones;

/* What can be wrong with a zone file. */
enum mailauth_zone_fault_kind {
	/* A line that cannot be read; the detail says why. */
	MAILAUTH_ZONE_SYNTAX = 1,
	/* $INCLUDE, which is not followed. */
	MAILAUTH_ZONE_INCLUDE,
	/* No record at all. */
	MAILAUTH_ZONE_EMPTY,
	/* No SOA record, so it is not known which zone this is. */
	MAILAUTH_ZONE_NO_SOA,
	/* A second SOA record. */
	MAILAUTH_ZONE_SECOND_SOA,
	/* A record outside the zone; the detail is its name. */
	MAILAUTH_ZONE_OUT_OF_ZONE,
	/* A name with a CNAME and another record, or two CNAMEs; the detail is the name. */
	MAILAUTH_ZONE_CNAME_AND_OTHER,
	/* A zone that was loaded before; the detail is its name. */
	MAILAUTH_ZONE_TWICE,
	/* A record of another class than IN. */
	MAILAUTH_ZONE_CLASS,
	/* There are more faults than are listed. */
	MAILAUTH_ZONE_MORE,
};

/* Makes an empty set.  Returns 0 or MAILAUTH_ENOMEM. */
int mailauth_zones_new(struct mailauth_zones **zones);

/* Ends ZONES.  NULL is allowed.  No loop may still use it. */
void mailauth_zones_free(struct mailauth_zones *zones);

/* Reads the master file (RFC 1035 5) at PATH and adds its zone, whose apex is the owner of
 * its SOA record.  Relative names and a missing $ORIGIN are taken as below ORIGIN, in
 * presentation format; with NULL, a file that needs one has a fault there.  A record without a
 * TTL has that of $TTL, else the last one given before it, else 3,600 seconds.
 *
 * Returns 0; MAILAUTH_FAULTY if the file has faults, which are then listed (at most 1,000 of
 * them, and MAILAUTH_ZONE_MORE if there are more): its zone is not added; MAILAUTH_EIO if it
 * cannot be read, with errno set (EFBIG: it is over 256 MiB); MAILAUTH_EINVAL if ORIGIN is not a
 * name; MAILAUTH_ENOMEM, and ZONES is as it was. */
int mailauth_zones_load(struct mailauth_zones *zones, const char *path, const char *origin);

/* The same for LENGTH bytes at TEXT, which faults call FILE. */
int mailauth_zones_load_text(struct mailauth_zones *zones, const char *file, const void *text,
			     size_t length, const char *origin);

/* How many zones ZONES holds, and the apex of one, in presentation format, lower case, without
 * a dot at the end; NULL for an index that is too large.  They are in the canonical order of
 * names (RFC 4034 6.1).  The string lives as long as ZONES. */
size_t mailauth_zones_count(const struct mailauth_zones *zones);
const char *mailauth_zones_apex(const struct mailauth_zones *zones, size_t index);

/* Writes the record INDEX of all zones as "NAME TTL TYPE DATA" in presentation format (RFC
 * 1035 5.1), ASCII and safe to print, to *TEXT, which the caller frees with mailauth_free(): the
 * form that mailauth_audit_set(audit, "assume", …) takes.  Types that the library does not read are
 * left out.  Returns 0; MAILAUTH_NOT_HELD after the last; MAILAUTH_ENOMEM. */
int mailauth_zones_record(const struct mailauth_zones *zones, size_t index, char **text);

/* The faults of all files so far, in the order of files and lines. */
size_t mailauth_zones_fault_count(const struct mailauth_zones *zones);

/* A fault: what kind; in which file; on which line, 1 being the first (0 where it is about
 * the file as a whole), a record of several lines by its first; and a detail in English, which
 * may hold bytes of the file and is not safe to print.  Out of range: kind 0, line 0, NULL.
 * Strings live as long as ZONES. */
int mailauth_zones_fault_kind(const struct mailauth_zones *zones, size_t index);
unsigned mailauth_zones_fault_line(const struct mailauth_zones *zones, size_t index);
const char *mailauth_zones_fault_file(const struct mailauth_zones *zones, size_t index);
const char *mailauth_zones_fault_detail(const struct mailauth_zones *zones, size_t index);

/* Answers QUESTION: a DNS message with the id 0 goes to *PACKET, its bytes to *LENGTH; the
 * caller frees it with mailauth_free().  Where aliases lead to what no zone holds, the message ends
 * with them, and has no SOA record.  Where the answer is too large for any message (65,535
 * bytes), it is a server failure (RCODE 2).
 * Returns 0; MAILAUTH_NOT_HELD if no zone holds the name, it is in a delegated part, the
 * type's data is not read, or the question is for a named server; MAILAUTH_ENOMEM.  ZONES is
 * not changed: several threads may ask at the same time. */
int mailauth_zones_answer(const struct mailauth_zones *zones,
			  const struct mailauth_question *question, unsigned char **packet,
			  size_t *length);

/* --- The network ---------------------------------------------------------- */

/* DNS servers that are asked over UDP and, where an answer is cut, over TCP.  Each question has a
 * port and a message id of its own, both random, and goes out exactly as mailauth_question_packet()
 * writes it.  A reply counts only if it comes from the server that was asked, with this id, to this
 * question; any other ends nothing.  Equal questions that are open at the same time are sent once,
 * whichever audits ask them.  At most half of the descriptors that the process may have are used,
 * and at most 1,024.  A network is used by one thread at a time, even through several loops;
 * threads may each have their own. */
struct mailauth_network;

/* Makes a network without servers.  Returns 0 or MAILAUTH_ENOMEM. */
int mailauth_network_new(struct mailauth_network **network);

/* Ends NETWORK.  NULL is allowed.  No loop may still use it. */
void mailauth_network_free(struct mailauth_network *network);

/* Adds a resolver: "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353",
 * with the zone of a link-local address ("fe80::1%eth0"); or "system", the servers that this host
 * is configured with: those of /etc/resolv.conf, with its options timeout, attempts, rotate and
 * use-vc; where it names none, the host itself.  A search list never applies.  They are asked in
 * the order in which they were added: if one fails or does not answer, the next is asked.  One that
 * did not answer is asked after the others for the next half minute.  A server error or a refusal
 * counts only when no server is left that says anything else. Returns 0; MAILAUTH_EINVAL if SERVER
 * has none of these forms, or is the 33rd; MAILAUTH_EIO if the system's configuration cannot be
 * read; MAILAUTH_ENOMEM. */
int mailauth_network_add_server(struct mailauth_network *network, const char *server);

/* How many servers were added, and one of them, as ADDRESS:PORT or
 * [ADDRESS]:PORT; NULL for an
 * index that is too large.  The string lives as long as NETWORK. */
size_t mailauth_network_count(const struct mailauth_network *network);
const char *mailauth_network_server(const struct mailauth_network *network, size_t index);

/* Allows questions to named servers (mailauth_question_server()), and greetings of mail servers, in
 * PREFIX, "10.0.0.0/8" or "::1/128".  Without it, only servers with a globally reachable unicast
 * address (RFC 6890) are asked; others fail as MAILAUTH_NOT_ASKED, because what a domain publishes
 * must not lead into the network of the person who audits it.  Name servers that were added are
 * always allowed. Returns 0; MAILAUTH_EINVAL if PREFIX cannot be read; MAILAUTH_ENOMEM. */
int mailauth_network_allow(struct mailauth_network *network, const char *prefix);

/* Sends at most ALL questions a second, and at most EACH to one server, repeated ones included; 0,
 * the default, sets no limit.  Questions that are not sent yet wait, and the time of their audits
 * passes: have no more audits under way than a fraction of their time suffices for.
 * Returns 0; MAILAUTH_EINVAL if NETWORK is NULL or a number is over 1,000,000. */
int mailauth_network_set_rate(struct mailauth_network *network, unsigned all, unsigned each);

/* --- Recordings ----------------------------------------------------------- */

/* The settings of an audit, and each question with its answer.  A recording that is replayed gives
 * the same report anywhere, offline.
 *
 * The file: a magic line, "mailauth-recording 1"; options, one a line, as NAME=VALUE with all
 * but printable ASCII and the backslash as \DDD; an empty line; then how many questions follow (4
 * octets), and for each its server ("" for any; with "/tcp" after the address where it is asked
 * over TCP from the start, and "/smtp" where it is a mail server that is greeted), wire name, type,
 * and failure or packet, whose message id is 0, or what the mail server said; each number in
 * network order. */
struct mailauth_recording;

/* Makes an empty recording.  Returns 0 or MAILAUTH_ENOMEM. */
int mailauth_recording_new(struct mailauth_recording **recording);
void mailauth_recording_free(struct mailauth_recording *recording);

/* Adds an option; NAME is of lower-case letters, digits, "-" and "_"; several may have the same
 * name.  Returns 0; MAILAUTH_EINVAL; MAILAUTH_ENOMEM. */
int mailauth_recording_add_option(struct mailauth_recording *recording, const char *name,
				  const char *value);
/* Options in the order in which they were added; NULL for an index that is too large. */
size_t mailauth_recording_option_count(const struct mailauth_recording *recording);
const char *mailauth_recording_option_name(const struct mailauth_recording *recording,
					   size_t index);
const char *mailauth_recording_option_value(const struct mailauth_recording *recording,
					    size_t index);

/* Adds the settings of AUDIT (mailauth_audit_option_name()) and the version of the rules that judge
 * it ("rules_version").  Returns 0; MAILAUTH_EINVAL if one is NULL; MAILAUTH_ENOMEM. */
int mailauth_recording_add_audit(struct mailauth_recording *recording,
				 const struct mailauth_audit *audit);

/* Makes the audit that RECORDING describes: with its domain and time, and all its options set by
 * name.  A loop that replays RECORDING (mailauth_loop_set_replay()) then gives its report.
 * Returns 0 and stores the audit in *AUDIT, which mailauth_audit_free() ends; MAILAUTH_FAULTY if an
 * option is refused, whose index then goes to *INDEX unless that is NULL, or if "domain" or "now"
 * is missing, and *INDEX is the count of options; MAILAUTH_EINVAL; MAILAUTH_ENOMEM. */
int mailauth_recording_audit(const struct mailauth_recording *recording,
			     struct mailauth_audit **audit, size_t *index);

/* Notes how QUESTION ended: with a packet, or with a failure.  The first note counts.
 * Return 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for a packet over 65,535 bytes or an unknown
 * FAILURE. */
int mailauth_recording_note_packet(struct mailauth_recording *recording,
				   const struct mailauth_question *question, const void *packet,
				   size_t length);
int mailauth_recording_note_failure(struct mailauth_recording *recording,
				    const struct mailauth_question *question,
				    enum mailauth_failure failure);

/* Answers QUESTION of AUDIT, or fails it, as was recorded.
 * Returns 0; MAILAUTH_NOT_HELD if it was not; MAILAUTH_ENOMEM. */
int mailauth_recording_answer(const struct mailauth_recording *recording,
			      struct mailauth_audit *audit,
			      const struct mailauth_question *question);

/* Writes RECORDING to the file PATH, questions by server, name and type; reads one from PATH.
 * Return 0; MAILAUTH_EIO with errno set; MAILAUTH_ENOMEM.  Reading also MAILAUTH_FAULTY if the
 * file is not a recording or is damaged; *PLACE, unless PLACE is NULL, is then the number of the
 * first bad line, or, after the options, the offset of the first bad byte in the file. */
int mailauth_recording_save(const struct mailauth_recording *recording, const char *path);
int mailauth_recording_load(struct mailauth_recording **recording, const char *path, size_t *place);

/* --- The loop ------------------------------------------------------------- */

/* Drives audits to their ends, one or thousands at once.  Blocks. */
struct mailauth_loop;

/* Makes a loop that has nothing to ask: every question fails as MAILAUTH_OFFLINE.
 * Returns 0 or MAILAUTH_ENOMEM. */
int mailauth_loop_new(struct mailauth_loop **loop);

/* Ends LOOP.  NULL is allowed.  Audits that it has not handed back are given up as
 * MAILAUTH_CANCELLED; they still belong to the caller. */
void mailauth_loop_free(struct mailauth_loop *loop);

/* Where answers come from; each may be set or NULL, and must outlive LOOP.  A question is
 * answered by the replayed recording if that is set, and by nothing else; otherwise by the
 * zones, where they hold the name; otherwise by the network; otherwise it fails as
 * MAILAUTH_OFFLINE.  Each answer or failure is also noted in the recording of set_record(), unless
 * it was replayed.
 * Return 0; MAILAUTH_EINVAL while an audit is under way. */
int mailauth_loop_set_zones(struct mailauth_loop *loop, const struct mailauth_zones *zones);
int mailauth_loop_set_network(struct mailauth_loop *loop, struct mailauth_network *network);
int mailauth_loop_set_replay(struct mailauth_loop *loop,
			     const struct mailauth_recording *recording);
int mailauth_loop_set_record(struct mailauth_loop *loop, struct mailauth_recording *recording);

/* The milliseconds that an audit may take from mailauth_loop_add() on: 20,000 without this call
 * (RFC 7208 4.6.4 asks for no less).  What is open then fails as MAILAUTH_TIMED_OUT.  From 64
 * audits on that are under way, this begins earlier, by about the time that it takes to end them
 * all, but by no more than a quarter: so the last, too, ends in time.  The call applies to audits
 * that are added later. A question is sent up to three times, or five where a server has answered
 * before, to the next server each time.  The first try is waited for as long as the server usually
 * takes, with a margin, from 300 to 1,500 milliseconds, and each further one twice as long; an
 * answer to an earlier try is taken, too.  A named server (mailauth_question_server()) answers for
 * itself, without asking others: one that says nothing is asked twice, which is waited for 0.8 and
 * 1.6 seconds, and three times where it has answered before.  All are asked at the same time, so
 * that silent ones cost 2.4 seconds together.  At most 200 questions per server are in flight; the
 * rest wait, and the audit that was added first goes first. Returns 0; MAILAUTH_EINVAL if
 * MILLISECONDS is 0. */
int mailauth_loop_set_timeout(struct mailauth_loop *loop, unsigned milliseconds);

/* Puts AUDIT under way.  It belongs to the caller, who must not free it before it is handed
 * back, nor take questions from it.  The loop does not answer those that were taken before:
 * they run into the deadline or, without a network, fail as MAILAUTH_OFFLINE.
 * Returns 0; MAILAUTH_EINVAL if LOOP or AUDIT is NULL, or LOOP already has AUDIT and has not handed
 * it back yet; MAILAUTH_ENOMEM. */
int mailauth_loop_add(struct mailauth_loop *loop, struct mailauth_audit *audit);

/* Waits until one of the audits is at its end and hands it back in *AUDIT, or NULL if none is
 * under way.  *STATUS is what its last step returned: 0, the report is ready, or
 * MAILAUTH_ENOMEM.  Time passes for audits only in here: deadlines are kept by calling it again.
 * Returns 0; MAILAUTH_EINVAL for NULL; MAILAUTH_ENOMEM; MAILAUTH_EIO if the system refuses to
 * wait: audits stay under way then. */
int mailauth_loop_next(struct mailauth_loop *loop, struct mailauth_audit **audit, int *status);

/* For a loop of your own, which must not block (an example is examples/poll.c):
 *
 *	poll(fds, n, mailauth_loop_timeout(loop));     with mailauth_loop_fd(loop) for POLLIN
 *	do {
 *		r = mailauth_loop_process(loop, &audit, &status);
 *		if (r == 0 && audit != NULL)
 *			use(mailauth_audit_report(audit));
 *	} while (r == 0 && audit != NULL);
 *
 * Ask for the timeout again before each wait, and after adding an audit.  Where several loops share
 * a network, each of them may have something to do when one of them was processed. */

/* A descriptor that is readable while an answer waits to be processed.  It belongs to LOOP, which
 * closes it; wait for it and do nothing else with it.  Set the network first: after this call
 * mailauth_loop_set_network() returns MAILAUTH_EINVAL.  Each call returns the same descriptor.
 * Returns the descriptor, 0 or more; MAILAUTH_EINVAL if LOOP is NULL; MAILAUTH_ENOMEM; MAILAUTH_EIO
 * with errno set if the system cannot make one. */
int mailauth_loop_fd(struct mailauth_loop *loop);

/* The milliseconds after which mailauth_loop_process() has to be called even if the descriptor is
 * not readable: 0 at once, -1 never, as poll() has it. */
int mailauth_loop_timeout(const struct mailauth_loop *loop);

/* Does what can be done without waiting, and hands back an audit that is at its end as
 * mailauth_loop_next() does, or NULL in *AUDIT if none is yet: call it until there is none.
 * Returns as mailauth_loop_next(). */
int mailauth_loop_process(struct mailauth_loop *loop, struct mailauth_audit **audit, int *status);

/* Drives AUDIT alone to its end.  Returns 0 when its report is ready; MAILAUTH_EINVAL if LOOP or
 * AUDIT is NULL or other audits are under way; MAILAUTH_ENOMEM; MAILAUTH_EIO. */
int mailauth_loop_run(struct mailauth_loop *loop, struct mailauth_audit *audit);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif

/* Ready-made back ends: zone files, and a loop that drives audits with them.
 *
 * SPDX-License-Identifier: MIT
 *
 * Everything here stands on <mailauth/mailauth.h> alone, as a program of yours would: take
 * it as it is, or as an example.  Unlike the rest of the library it opens files and blocks. */

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
 * names with nothing but names below them exist, and what a zone delegates it does not
 * know.  DNAME records are data like others: no names are made from them.  Of types with
 * intricate data, which mail does not need (HTTPS, RRSIG, NSEC, …), it is only known that the
 * name has such a record. */
struct mailauth_zones;

/* What can be wrong with a zone file. */
enum mailauth_zone_fault_kind {
	/* A line that cannot be read; the detail says why. */
	MAILAUTH_ZONE_SYNTAX = 1,
	/* $INCLUDE, which is not followed. */
	MAILAUTH_ZONE_INCLUDE,
	/* No record at all. */
	MAILAUTH_ZONE_EMPTY,
	/* No SOA record, so that nobody can tell which zone this is. */
	MAILAUTH_ZONE_NO_SOA,
	/* A second SOA record. */
	MAILAUTH_ZONE_SECOND_SOA,
	/* A record outside the zone; the detail is its name. */
	MAILAUTH_ZONE_OUT_OF_ZONE,
	/* A name with CNAME and other records, or with two CNAME records; the detail is the name.
	 */
	MAILAUTH_ZONE_CNAME_AND_OTHER,
	/* A zone that was loaded before; the detail is its name. */
	MAILAUTH_ZONE_TWICE,
	/* A record of another class than IN. */
	MAILAUTH_ZONE_CLASS,
};

/* Makes an empty set.  Returns 0 or MAILAUTH_ENOMEM. */
int mailauth_zones_new(struct mailauth_zones **zones);

/* Ends ZONES.  NULL is allowed.  No loop that uses it may run any more. */
void mailauth_zones_free(struct mailauth_zones *zones);

/* Reads the master file (RFC 1035 5) at PATH and adds its zone, whose apex is the owner of
 * its SOA record.  Relative names and a missing $ORIGIN are taken as below ORIGIN, in
 * presentation format; with NULL, a file that needs one is faulty there.  A record without a
 * TTL has that of $TTL, else the one that was said last, else 3,600 seconds.
 *
 * Returns 0; MAILAUTH_FAULTY if the file has faults, all of which are then listed (of more
 * than 1,000 the first): its zone is not added; MAILAUTH_EIO if it cannot be read, with errno
 * set (EFBIG: it is over 256 MiB); MAILAUTH_EINVAL if ORIGIN is no name; MAILAUTH_ENOMEM, and
 * ZONES is as it was. */
int mailauth_zones_load(struct mailauth_zones *zones, const char *path, const char *origin);

/* The same for LENGTH bytes at TEXT, which faults call FILE. */
int mailauth_zones_load_text(struct mailauth_zones *zones, const char *file, const void *text,
			     size_t length, const char *origin);

/* How many zones ZONES holds, and the apex of one, in presentation format, lower case, without
 * a dot at the end; NULL for an index that is too large.  They are in the canonical order of
 * names (RFC 4034 6.1).  The string lives as long as ZONES. */
size_t mailauth_zones_count(const struct mailauth_zones *zones);
const char *mailauth_zones_apex(const struct mailauth_zones *zones, size_t index);

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
 * caller frees it with free().  Where aliases lead to what no zone holds, the message ends
 * with them, and has no SOA record.  Where the answer is too large for any message (65,535
 * bytes), it is a server failure (RCODE 2).
 * Returns 0; MAILAUTH_NOT_HELD if no zone holds the name, it lies in a delegated part, the
 * type's data is not read, or the question is for a named server; MAILAUTH_ENOMEM.  ZONES is
 * not changed: several threads may ask at the same time. */
int mailauth_zones_answer(const struct mailauth_zones *zones,
			  const struct mailauth_question *question, unsigned char **packet,
			  size_t *length);

/* --- The loop ------------------------------------------------------------- */

/* Drives AUDIT to its end with answers from ZONES; what they do not hold fails as
 * MAILAUTH_OFFLINE: "unknown", not "does not exist".  So do questions that were handed out
 * before and are still open.
 * Returns 0 when the report is ready; MAILAUTH_EINVAL if AUDIT or ZONES is NULL;
 * MAILAUTH_ENOMEM. */
int mailauth_loop_run(struct mailauth_audit *audit, const struct mailauth_zones *zones);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif

/* The lookups of an evaluation, and the addresses that terms come to by them: check_host() and the
 * tree ask and count here.  Shared by the files of this room alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_LOOKUPS_H
#define MA_SPF_LOOKUPS_H

#include "../record/record.h"

enum {
	MA_SPF_MX_MAX = 10, /* RFC 7208 4.6.4 */
	MA_SPF_MX_ADDRESSES_MAX = 10, /* of one host and family */
	MA_SPF_PTR_MAX = 10,
};

/* One record under evaluation. */
struct ma_spf_frame {
	struct ma_text domain;	    /* the %{d} */
	const struct ma_name *name; /* the same */
	struct ma_text presented;   /* the same in presentation format, for findings */
	const struct ma_spf_record *record;
	unsigned depth;
	bool included; /* inside an include: its exp is not used (RFC 7208 6.2) */
	const struct ma_spf_frame *above; /* the record that led here; NULL of the first */
	const struct ma_spf_term *by;	  /* its term */
};

/* Families of addresses. */
enum {
	MA_SPF_IPV4 = 1,
	MA_SPF_IPV6 = 2,
	MA_SPF_FAMILIES = 2,
};

/* What one evaluation asks for, and what it has cost so far. */
struct ma_spf_lookups {
	struct ma_pass *pass;
	unsigned families; /* of the senders that it is about */
	bool to_end;	   /* it continues where a receiver stops, and counts */
	unsigned terms;	   /* those that cause lookups */
	unsigned voids4;   /* terms that find nothing for senders by IPv4, and by IPv6 */
	unsigned voids6;
	bool other;	/* a host was met that exists, and has no address of the one family */
	unsigned each4; /* the same as those count who count each lookup of a term */
	unsigned each6;
};

/* Counts a term that causes lookups; false if it is over the limit. */
bool ma_spf_count_lookup(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term);
/* Counts an answer that says that there is nothing; false if there were too many. */
bool ma_spf_count_void(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_answer *answer);
/* The same of a lookup that finds nothing for senders of FAMILIES. */
bool ma_spf_count_voids(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, unsigned families);
/* Counts, for receivers that count each lookup, another one of a term that is counted. */
void ma_spf_count_again(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, unsigned families);
/* The void lookups of the senders that meet the most. */
unsigned ma_spf_voids(const struct ma_spf_lookups *lookups);
/* Whether nothing can exist at NAME, so that no one has to be asked. */
bool ma_spf_is_no_name(struct ma_pass *pass, const struct ma_name *name);
/* What NAME holds of TYPE; a failure is noted. */
const struct ma_answer *ma_spf_ask(struct ma_spf_lookups *lookups, const struct ma_name *name,
				   uint16_t type);

/* --- The addresses of a term -------------------------------------------------- */

/* The addresses that an a or mx comes to, range by range.  A host is asked for only when the ranges
 * of the one before it are used up: a receiver stops at the first match. */
struct ma_spf_addresses {
	struct ma_spf_lookups *lookups;
	const struct ma_spf_frame *frame;
	const struct ma_spf_term *term;
	const struct ma_name *hosts[MA_SPF_MX_MAX]; /* that are still to be asked for */
	size_t host_count;
	size_t host;
	const struct ma_answer *answers[MA_SPF_FAMILIES]; /* of the host before */
	size_t answer_count;
	size_t answer;
	size_t record;
	unsigned voids; /* families for which the term is counted as finding nothing */
	bool failed;	/* a lookup failed */
	bool over;	/* a limit of RFC 7208 4.6.4 was met */
	bool nothing;	/* every answer says that there is none */
	bool null_mx;	/* there are MX records, and none has a host (RFC 7505 3) */
};

/* Those of TERM, an a or mx in the record of FRAME, whose hosts are those of TARGET. */
void ma_spf_addresses_begin(struct ma_spf_addresses *addresses, struct ma_spf_lookups *lookups,
			    const struct ma_spf_frame *frame, const struct ma_spf_term *term,
			    const struct ma_name *target);
/* The next range: BITS of IP.  False after the last; and at a failure or a limit, unless the
 * evaluation continues to the end. */
bool ma_spf_addresses_next(struct ma_spf_addresses *addresses, struct ma_ip *ip, unsigned *bits);

/* --- Findings ------------------------------------------------------------------ */

/* Each of these adds a finding about TERM of the record in FRAME; of the record where it is NULL.
 */
struct mailauth_finding *ma_spf_note_term(struct ma_findings *findings,
					  const struct ma_spf_frame *frame,
					  const struct ma_spf_term *term, enum ma_finding_id id);
struct mailauth_finding *ma_spf_note_limit(struct ma_pass *pass, const struct ma_spf_frame *frame,
					   const struct ma_spf_term *term, enum ma_finding_id id,
					   unsigned limit);
/* TERM leads to TARGET, where a record comes again that led to it: a circle. */
void ma_spf_note_again(struct ma_pass *pass, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_name *target,
		       enum ma_finding_id id);
/* More than one SPF record at NAME, which is in presentation format. */
void ma_spf_note_several(struct ma_pass *pass, struct ma_text name, size_t count);
/* Adds the finding that a lookup failed. */
void ma_spf_note_failure(struct ma_pass *pass, const struct ma_name *name, const char *type,
			 const struct ma_answer *answer);

#endif

/* A DNS server on 127.0.0.1, UDP and TCP, in a thread: it answers, or does what the test asks.
 *
 * SPDX-License-Identifier: MIT
 *
 * Programs that use it need -pthread.  It takes no memory while it serves, so that a test may
 * let memory run out. */

#ifndef TEST_RESPONDER_H
#define TEST_RESPONDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The data of a record is text: of TXT one string, of MX a host, of SOA nothing. */
struct responder_record {
	const char *name; /* as packet.h writes names; NULL ends the list */
	uint16_t type;
	const char *data;
};

enum responder_way {
	RESPOND_RIGHT = 0,
	RESPOND_NOT,
	RESPOND_SERVFAIL,
	RESPOND_BOGUS, /* SERVFAIL with an extended error (RFC 8914) */
	RESPOND_REFUSED,
	RESPOND_FORMERR,      /* if asked with EDNS; else right */
	RESPOND_FORMERR_ONLY, /* the same, with a header alone */
	RESPOND_FORMERR_EVER, /* with EDNS and without, by a server that knows it */
	RESPOND_WRONG_ID,     /* these hold a lie: +all */
	RESPOND_WRONG_NAME,
	RESPOND_WRONG_TYPE,
	RESPOND_WRONG_CLASS,
	RESPOND_OTHER_ADDRESS,
	RESPOND_OTHER_PORT,
	RESPOND_QUESTION,  /* QR=0 */
	RESPOND_TRUNCATED, /* over UDP; right over TCP */
	RESPOND_ALWAYS_TRUNCATED,
	RESPOND_HUGE,	      /* truncated over UDP; right, in 65,535 bytes, over TCP */
	RESPOND_LARGE,	      /* right, in over 1,232 bytes of UDP */
	RESPOND_EMPTY,	      /* no bytes */
	RESPOND_GARBAGE,      /* bytes */
	RESPOND_GARBLED,      /* a good beginning */
	RESPOND_POINTER_LOOP, /* a compressed name that never ends */
	RESPOND_ALIAS_LOOP,   /* a CNAME to itself */
	RESPOND_ALIAS_CHAIN,  /* a CNAME to another name each time, without an end */
	RESPOND_TWICE,	      /* right, then with a lie */
};

struct responder_deed {
	const char *name; /* NULL: any, where .way is set; else it ends the list */
	uint16_t type;	  /* 0: any */
	enum responder_way way;
	bool then_right; /* the right answer follows */
};

enum responder_tcp {
	RESPONDER_TCP = 0,
	RESPONDER_TCP_REFUSED,
	RESPONDER_TCP_SILENT,
	RESPONDER_TCP_CLOSES,	/* at once */
	RESPONDER_TCP_HALF_WAY, /* in the middle of the answer */
};

struct responder_settings {
	const struct responder_record *records;
	const struct responder_deed *deeds; /* NULL: none; the first that fits counts */
	enum responder_tcp tcp;
	unsigned delay;	  /* milliseconds before each answer over UDP */
	unsigned shuffle; /* and up to so many more, at random */
	unsigned loss;	  /* of a hundred questions over UDP so many get lost, at random */
	unsigned twice;	  /* and so many answers come twice */
	unsigned guesses; /* forged answers with a guessed id, and as many to guessed ports, before
			     each answer */
	bool many;	  /* a label of "d" and a number counts for nothing: many domains alike */
};

/* What was asked. */
struct responder_question {
	char name[256]; /* labels with dots between */
	uint16_t type;
	uint16_t id;
	uint16_t flags;
	uint16_t port; /* from which */
	bool edns;
	bool tcp;
	bool last_is_opt; /* an OPT record of 11 bytes at the end */
};

enum { RESPONDER_QUESTIONS_MAX = 16384 };

/* Ends the program if there is no port. */
struct responder *responder_start(const struct responder_settings *settings);
void responder_stop(struct responder *responder);
/* "127.0.0.1:PORT". */
const char *responder_address(const struct responder *responder);
unsigned responder_port(const struct responder *responder);
/* The questions so far, and a copy of one of the first RESPONDER_QUESTIONS_MAX. */
size_t responder_count(struct responder *responder);
struct responder_question responder_question(struct responder *responder, size_t index);

#endif

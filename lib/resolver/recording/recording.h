/* What the files of recordings share: the questions with what became of them, and the options.
 *
 * SPDX-License-Identifier: MIT
 *
 * The file (recording_save.c, recording_load.c):
 *
 *	mailauth-recording 1
 *	NAME=VALUE		an option, any number of them; \DDD as the header says
 *				an empty line
 *	4 octets		how many questions follow; so a file that was cut is found out
 *	and of each question, in their order, none twice:
 *	1 octet, text		the server, after its length
 *	name			in wire format, uncompressed, lower case
 *	2 octets		the type
 *	2 octets		the failure, or 0 and then
 *	2 octets, message	the packet, after its length; its id is 0, or what the mail server
 *				said, as it came
 *
 * Every recording has exactly one file, and whatever is not such a file is refused. */

#ifndef MA_RESOLVER_RECORDING_H
#define MA_RESOLVER_RECORDING_H

#include <mailauth/resolver.h>

#define MA_RECORDING_MAGIC "mailauth-recording 1"
#define MA_RECORDING_TCP "/tcp"	  /* after a server that is asked over TCP */
#define MA_RECORDING_SMTP "/smtp" /* after a mail server that is greeted */

enum {
	MA_RECORDING_PACKET_MAX = 65535,
	MA_RECORDING_NAME_MAX = 255,   /* octets on the wire (RFC 1035 2.3.4) */
	MA_RECORDING_SERVER_MAX = 255, /* octets: its length takes one */
};

/* A question, and what became of it. */
struct ma_recorded {
	const char *server;	   /* "" for any */
	const unsigned char *name; /* in wire format, lower case */
	size_t name_length;
	const unsigned char *packet;
	size_t packet_length;
	uint16_t type;
	uint16_t failure;	/* an enum mailauth_failure; 0: there is a packet */
	unsigned char octets[]; /* of the name, the packet and the server */
};

struct ma_recording_option {
	char *name;
	char *value;
};

struct mailauth_recording {
	struct ma_recording_option *options;
	size_t option_count;
	struct ma_recorded **entries; /* as they came */
	size_t count;
	void *tree; /* the entries once more, for tsearch() */
};

/* Whether LENGTH characters at NAME can name an option. */
bool ma_recording_is_option_name(const char *name, size_t length);
/* Whether a byte of an option's value stands for itself in the file: printable ASCII, less the
 * backslash. */
/* Reads seconds since 1970 as text. */
bool ma_recording_read_time(const char *value, int64_t *now);
bool ma_recording_is_plain(unsigned char c);
/* Whether FAILURE is an enum mailauth_failure. */
bool ma_recording_is_failure(int failure);
/* Whether what answers a question to SERVER is a DNS message. */
bool ma_recording_is_dns(const char *server);
/* The order of the entries: by server, name (its bytes) and type; for qsort() and tsearch(). */
int ma_recorded_compare(const struct ma_recorded *a, const struct ma_recorded *b);
/* Adds a copy of NOTED, whose DNS message gets the id 0, unless the question is held already.  0 or
 * MAILAUTH_ENOMEM. */
int ma_recording_note(struct mailauth_recording *recording, const struct ma_recorded *noted);

#endif

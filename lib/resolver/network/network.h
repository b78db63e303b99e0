/* The room of the network: servers, their channels, and questions on their way.
 *
 * SPDX-License-Identifier: MIT
 *
 * c-ares sends and receives, and fetches over TCP what was cut.  Which server is asked when,
 * how long it is waited for, and what counts as an answer is decided here, question by
 * question: c-ares sees one attempt at one server, and what it makes of it is kept in a
 * ticket until c-ares has returned, so that nothing here is entered twice.  A ticket may
 * outlive its question, since c-ares cannot call back a single one: it is detached then.
 *
 * Times are milliseconds of the monotonic clock. */

#ifndef MA_NETWORK_H
#define MA_NETWORK_H

#include "timers.h"

#include <mailauth/resolver.h>

#include <sys/select.h> /* which <ares.h> needs */
#include <ares.h>
#include <poll.h>

enum {
	MA_PORT = 53,
	MA_ATTEMPTS_MAX = 3,
	MA_SERVERS_MAX = 32,	 /* added servers */
	MA_NAMED_MAX = 64,	 /* named servers that are known at a time */
	MA_PACKET_MAX = 512,	 /* of a question; 300 suffice */
	MA_SERVER_TEXT_MAX = 64, /* [ADDRESS]:PORT and a NUL */
};

/* --- Addresses (network_address.c) ----------------------------------------- */

struct ma_inet {
	unsigned length; /* 4 or 16 */
	unsigned char octets[16];
};

struct ma_prefix {
	struct ma_inet address;
	unsigned bits;
};

/* Read "ADDRESS" (no port), "ADDRESS[:PORT]", "ADDRESS/BITS".  False if TEXT is none. */
bool ma_inet_read(const char *text, struct ma_inet *address);
bool ma_inet_read_server(const char *text, struct ma_inet *address, unsigned *port);
bool ma_inet_read_prefix(const char *text, struct ma_prefix *prefix);
/* Writes ADDRESS:PORT or [ADDRESS]:PORT. */
void ma_inet_write(const struct ma_inet *address, unsigned port, char text[MA_SERVER_TEXT_MAX]);
bool ma_inet_is_in(const struct ma_inet *address, const struct ma_prefix *prefix);
/* Whether ADDRESS is a unicast address that is reachable from anywhere (RFC 6890). */
bool ma_inet_is_global(const struct ma_inet *address);

/* --- Channels (network_channel.c, network_socket.c) ------------------------ */

/* A c-ares channel to one server. */
struct ma_channel {
	struct mailauth_network *network;
	struct ma_channel *next;
	ares_channel ares;
	size_t open; /* questions that c-ares holds */
	size_t used; /* of those: whose tickets someone waits for */
	unsigned sent;
	int64_t born;
	bool retired; /* takes no more questions; ends when it is unused */
	bool alone;   /* for one question: its errors are to hit no other */
	bool failed;  /* a question could not be sent, and errors of others are lost with it */
	unsigned char ids[65536 / 8]; /* a bit for each message id that is open */
};

/* One attempt, as c-ares knows it. */
struct ma_ticket {
	struct ma_ticket *next;	     /* of its question */
	struct ma_ticket *next_done; /* of the network's */
	struct ma_query *query;	     /* NULL: detached */
	struct ma_server *server;    /* valid while attached */
	struct ma_channel *channel;  /* NULL: c-ares is done with it */
	uint16_t message_id;
	bool plain; /* asked without EDNS */
	int status; /* of c-ares; ARES_ENOMEM also where the packet could not be kept */
	unsigned char *packet;
	size_t length;
};

/* The channels of a server: for questions with EDNS, and without. */
enum { MA_CHANNEL_EDNS, MA_CHANNEL_PLAIN, MA_CHANNELS };

/* Someone to ask. */
struct ma_server {
	char text[MA_SERVER_TEXT_MAX];
	struct ma_inet address;
	struct ma_channel *channels[MA_CHANNELS]; /* NULL: none yet */
	size_t live;				  /* attempts that are waited for */
	size_t users;				  /* questions that may come here (named servers) */
	struct ma_query *first;			  /* questions that wait to be sent */
	struct ma_query *last;
	int64_t heard;	      /* when it said something last */
	int64_t silent_until; /* asked after the others until then */
	uint64_t last_use;
};

/* Sends PACKET, whose first two bytes this fills in, to SERVER; with ALONE, over sockets of its
 * own.  What becomes of it goes to TICKET, perhaps at once, and TICKET to the network's list of
 * those that are done.  0 or MAILAUTH_ENOMEM, and TICKET is not used then. */
int ma_channel_send(struct mailauth_network *network, struct ma_server *server, bool alone,
		    struct ma_ticket *ticket, unsigned char *packet, size_t length, int64_t now);
/* No one waits for TICKET any more. */
void ma_channel_detach(struct ma_ticket *ticket);
/* Takes SERVER's channels out of use. */
void ma_channel_retire(struct ma_server *server);
/* Takes back the questions of channels that failed. */
void ma_channel_take_back(struct mailauth_network *network);
/* Lets c-ares look at its clock, and ends channels that are out of use. */
void ma_channel_sweep(struct mailauth_network *network);
void ma_channel_free_all(struct mailauth_network *network);

/* Makes the sockets of CHANNEL ours: no signals, no inheritance, large buffers. */
void ma_socket_set_functions(struct ma_channel *channel);
/* c-ares wants to know when SOCKET can be read or written (ares_sock_state_cb). */
void ma_socket_watch(void *channel, ares_socket_t socket, int readable, int writable);

/* --- Questions (network_line.c, network_query.c, network_run.c) ------------ */

enum ma_query_state {
	MA_QUERY_IDLE = 0,
	MA_QUERY_NO_ROOM, /* in the network's list: too many named servers are being asked */
	MA_QUERY_QUEUED,  /* in its server's list: enough are on their way there */
	MA_QUERY_SENT,
	MA_QUERY_PAUSED, /* before another try at the same server */
};

/* A question on its way. */
struct ma_query {
	/* Set by who asks.  take() is handed a packet and returns what mailauth_audit_answer()
	 * says: with 0 or less the question is over.  fail() is the other end.  Both are called
	 * from ma_network_run() alone; who ends the question there has to call
	 * ma_network_forget(), and may free it then. */
	const struct mailauth_question *question;
	int (*take)(struct ma_query *query, const void *packet, size_t length);
	void (*fail)(struct ma_query *query, enum mailauth_failure failure);

	/* The rest is the network's. */
	struct mailauth_network *network;
	enum ma_query_state state;
	struct ma_timer timer;
	struct ma_query *next; /* of a list that waits */
	struct ma_query *previous;
	struct ma_server *named;       /* NULL: any of the added ones */
	size_t current;		       /* index of the added server that is asked */
	unsigned attempts;	       /* that were in vain */
	int64_t sent;		       /* when the last one began */
	uint32_t tried;		       /* a bit for each server */
	uint32_t refused;	       /* and for each that said no */
	bool plain;		       /* the server takes no EDNS */
	bool alone;		       /* after an error of a connection */
	struct ma_ticket *tickets;     /* the newest first */
	enum mailauth_failure failure; /* the most telling so far */
	unsigned char *packet;	       /* that says it, or NULL */
	size_t length;
};

/* Lists of questions. */
void ma_line_append(struct ma_query **first, struct ma_query **last, struct ma_query *query);
void ma_line_take_out(struct ma_query **first, struct ma_query **last, struct ma_query *query);
/* The server whose turn it is, and the bit of an added one. */
struct ma_server *ma_line_server(const struct ma_query *query);
uint32_t ma_line_bit(const struct ma_query *query, const struct ma_server *server);
/* The first server that is not known to be silent. */
size_t ma_line_first(const struct mailauth_network *network, int64_t now);
/* Puts QUERY into the line of its server; takes it out of whatever it waits in; lets it wait
 * before it joins the line again. */
void ma_line_join(struct ma_query *query);
void ma_line_leave(struct ma_query *query);
void ma_line_rest(struct ma_query *query, int64_t now);
/* Joins and, if the window is open, is sent.  0 or MAILAUTH_ENOMEM. */
int ma_line_enter(struct ma_query *query, int64_t now);
/* Sends whatever may be sent.  0 or MAILAUTH_ENOMEM. */
int ma_line_pump_all(struct mailauth_network *network, int64_t now);
/* What c-ares made of an attempt; and what time did. */
void ma_query_deal_with(struct ma_ticket *ticket, int64_t now);
void ma_query_time_out(struct ma_query *query, int64_t now);

/* --- The network ----------------------------------------------------------- */

struct mailauth_network {
	struct ma_server *servers[MA_SERVERS_MAX];
	size_t count;
	struct ma_server *named[MA_NAMED_MAX];
	size_t named_count;
	uint64_t uses;
	unsigned named_port; /* 53, but for tests */
	struct ma_prefix *allowed;
	size_t allowed_count;
	struct ma_channel *channels;
	size_t alone;		/* channels for one question */
	struct ma_ticket *done; /* oldest first */
	struct ma_ticket **done_end;
	struct ma_timers timers;
	struct ma_query *first; /* that wait for a named server */
	struct ma_query *last;
	struct pollfd *sockets;
	struct ma_channel **owners; /* of the sockets */
	struct pollfd *ready;	    /* room for as many */
	struct ma_channel **ready_owners;
	size_t socket_count;
	size_t socket_size;
	int descriptor; /* an epoll of the same sockets, for who waits elsewhere; -1: none yet */
	int64_t swept;
	int status; /* 0 or MAILAUTH_ENOMEM, where a callback could not say so */
};

int64_t ma_network_now(void);

/* Sends QUERY on its way.  0; MAILAUTH_NOT_HELD where the network does not ask it, and why goes to
 * *FAILURE; MAILAUTH_ENOMEM. */
int ma_network_ask(struct mailauth_network *network, struct ma_query *query, int64_t now,
		   enum mailauth_failure *failure);
/* No one waits for QUERY any more. */
void ma_network_forget(struct ma_query *query);
/* Waits until something arrives, but not beyond UNTIL (INT64_MAX: no bound).  0;
 * MAILAUTH_ENOMEM; MAILAUTH_EIO. */
int ma_network_wait(struct mailauth_network *network, int64_t until);
/* Deals with what arrived, and with what did not in time.  0 or MAILAUTH_ENOMEM. */
int ma_network_run(struct mailauth_network *network, int64_t now);

/* When it has to run even if nothing arrives; INT64_MAX: never. */
int64_t ma_network_next_time(const struct mailauth_network *network);
/* A descriptor that is readable when something arrived: the network's, made by the first call.
 * MAILAUTH_ENOMEM; MAILAUTH_EIO with errno set. */
int ma_network_descriptor(struct mailauth_network *network);

/* Whether the named server at ADDRESS may be asked. */
bool ma_network_allows(const struct mailauth_network *network, const struct ma_inet *address);
/* The server at ADDRESS, which is asked itself: known, or made.  NULL with *STATUS
 * MAILAUTH_NOT_HELD (too many are being asked) or MAILAUTH_ENOMEM. */
struct ma_server *ma_network_named(struct mailauth_network *network, const struct ma_inet *address,
				   int *status);

#endif

/* The room of the network: servers, lookups, and the sockets that they use.
 *
 * SPDX-License-Identifier: MIT
 *
 * A query is what one audit wants to know.  Equal queries share a lookup, which is asked once: it
 * goes from server to server and from try to try, and each try is an exchange: one message id and,
 * over UDP, a socket with a port of its own that is connected to the server.  So no one who does
 * not see the question can answer it (RFC 5452), and a forged reply ends nothing.
 *
 * System calls are not batched, on purpose.  sendmmsg() and recvmmsg() take many messages of one
 * socket, and a port of its own for each question means that each socket sends one message and
 * takes one.  What can be shared is: epoll_wait() returns up to 64 sockets at once, random numbers
 * come 64 at a time, and up to 100 questions share a TCP connection.  io_uring could batch across
 * sockets, but many containers forbid it.
 *
 * The files call each other downwards: run, attempt, lookup, line, pace, exchange, stream, call
 * and socket.
 *
 * Times are milliseconds of the monotonic clock. */

#ifndef MA_NETWORK_H
#define MA_NETWORK_H

#include "../timers/timers.h"

#include <mailauth/resolver.h>

#include <sys/epoll.h>
#include <sys/socket.h>

enum {
	MA_PORT = 53,
	MA_PORT_SMTP = 25,
	MA_SERVERS_MAX = 32,	/* added servers */
	MA_NAMED_MAX = 64,	/* named servers that are known at a time */
	MA_MESSAGE_HEADER = 12, /* RFC 1035 4.1.1 */
	MA_MESSAGE_MAX = 65535,
	MA_PACKET_MAX = 512,	 /* of a question; 300 suffice */
	MA_SERVER_TEXT_MAX = 80, /* [ADDRESS%ZONE]:PORT and a NUL */
	MA_BUCKETS = 1024,	 /* of lookups; a power of two */
	MA_EVENTS = 64,		 /* that are taken from the system at once */
	MA_IDS = 64,		 /* random numbers that are kept in stock */
	MA_RATE_MAX = 1000000,	 /* questions a second */
	/* Lookups on their way to one server: a burst of more would overflow its buffer. */
	MA_WINDOW = 200,
	MA_WINDOW_SMTP = 4, /* and calls at one mail server: some refuse who makes more */
};

/* --- Addresses (address.c) ----------------------------------------- */

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
/* Takes "%ZONE" (RFC 4007 11) off TEXT, an IPv6 address that may have brackets and a port, and
 * stores the index of the interface.  False if there is no such interface; 0 where TEXT has none.
 */
bool ma_inet_take_zone(char *text, unsigned *zone);
/* Writes ADDRESS:PORT or [ADDRESS]:PORT. */
void ma_inet_write(const struct ma_inet *address, unsigned port, char text[MA_SERVER_TEXT_MAX]);
bool ma_inet_is_in(const struct ma_inet *address, const struct ma_prefix *prefix);
/* Whether ADDRESS is a unicast address that is reachable from anywhere (RFC 6890). */
bool ma_inet_is_global(const struct ma_inet *address);

/* --- Sockets (socket.c) ----------------------------------------------------- */

enum ma_socket_kind {
	MA_SOCKET_DATAGRAM,
	MA_SOCKET_STREAM,
	MA_SOCKET_CALL, /* to a mail server */
};

/* A part of what it is for. */
struct ma_socket {
	int fd;
	enum ma_socket_kind kind;
};

/* What came of a try to send. */
enum ma_sent {
	MA_SENT,
	MA_SENT_LATER,	/* no descriptor is free: once one is */
	MA_SENT_BROKEN, /* the server cannot be reached */
	MA_SENT_NO_MEMORY,
};

struct ma_server;

/* Opens a socket that is connected to SERVER, or is on its way there, and watches it. */
enum ma_sent ma_socket_open(struct mailauth_network *network, const struct ma_server *server,
			    enum ma_socket_kind kind, struct ma_socket *made);
void ma_socket_close(struct mailauth_network *network, struct ma_socket *open);
/* Says whether room in OPEN is waited for, too.  False without memory. */
bool ma_socket_watch(struct mailauth_network *network, struct ma_socket *open, bool output);
/* Makes the descriptor by which sockets are waited for.  0; MAILAUTH_ENOMEM; MAILAUTH_EIO. */
int ma_socket_begin(struct mailauth_network *network);
/* A number that no one can guess.  False if the system has none. */
bool ma_socket_random(struct mailauth_network *network, uint16_t *number);

/* --- Replies (reply.c) ------------------------------------------------------ */

enum {
	MA_RCODE_FORMERR = 1,
	MA_RCODE_NXDOMAIN = 3,
	MA_RCODE_REFUSED = 5,
};

/* Whether PACKET is a reply with this ID to QUESTION; anything else is someone else's. */
bool ma_reply_is_to(const struct mailauth_question *question, uint16_t id,
		    const unsigned char *packet, size_t length);
unsigned ma_reply_rcode(const unsigned char *packet);
bool ma_reply_is_cut(const unsigned char *packet);

/* --- Exchanges (exchange.c) and connections (stream.c) ----------------------- */

/* One try: a question on its way to one server. */
struct ma_exchange {
	struct ma_socket datagram; /* unless there is a stream */
	struct ma_stream *stream;
	struct ma_exchange *next_on_stream;
	struct ma_lookup *lookup;
	struct ma_exchange *next; /* of its lookup */
	struct ma_server *server;
	uint16_t id;
	bool plain; /* asked without EDNS */
	int64_t sent;
	bool late; /* the lookup went on; the reply is still welcome */
	struct ma_exchange *next_late;
	struct ma_exchange *previous_late;
};

/* A TCP connection, which several exchanges may share (RFC 7766 6.2.1.1). */
struct ma_stream {
	struct ma_socket socket;
	struct mailauth_network *network;
	struct ma_server *server;
	struct ma_stream *next; /* of the server's */
	struct ma_exchange *exchanges;
	size_t count;
	bool closed;   /* takes no more: it failed, or was silent */
	bool answered; /* something came */
	bool busy;     /* is being dealt with: not to be freed */
	unsigned char *out;
	size_t out_length, out_size;
	unsigned char *in;
	size_t in_length, in_size;
};

/* Sends the question of LOOKUP to SERVER; with a stream of its own if LOOKUP is to be alone. */
enum ma_sent ma_exchange_begin(struct ma_lookup *lookup, struct ma_server *server, bool plain,
			       bool stream, int64_t now);
void ma_exchange_end(struct ma_exchange *exchange);
/* The lookup continues without the reply, which may still come.  Over TCP the connection takes no
 * further question. */
void ma_exchange_leave(struct ma_exchange *exchange);
/* Takes a reply from the socket to the network's buffer: its length; 0 if there is none, and -1 if
 * there will be none. */
long ma_exchange_receive(struct ma_exchange *exchange);

enum ma_sent ma_stream_send(struct ma_exchange *exchange, const unsigned char *packet,
			    size_t length);
/* Takes EXCHANGE off its connection, which ends with its last one. */
void ma_stream_leave(struct ma_exchange *exchange);
/* Writes and reads as much as possible now.  False without memory. */
bool ma_stream_move(struct ma_stream *stream);
/* Moves the next whole message to the network's buffer: its length; 0 if there is none yet. */
size_t ma_stream_message(struct ma_stream *stream);
/* Frees it if there is no one left. */
void ma_stream_settle(struct ma_stream *stream);

/* --- Calls at mail servers (call.c) ----------------------------------------- */

enum ma_call_stage {
	MA_CALL_CONNECTING,
	MA_CALL_GREETING, /* is waited for */
	MA_CALL_EHLO,	  /* was sent */
	MA_CALL_OVER,	  /* there is nothing more to hear */
};

/* One connection to a mail server, for one lookup. */
struct ma_call {
	struct ma_socket socket; /* the first: events lead here */
	struct mailauth_network *network;
	struct ma_lookup *lookup;
	enum ma_call_stage stage;
	size_t length;
	size_t judged; /* bytes of lines that were dealt with */
	unsigned char said[MAILAUTH_SMTP_MAX];
};

/* Begins the call of LOOKUP at SERVER. */
enum ma_sent ma_call_begin(struct ma_lookup *lookup, const struct ma_server *server);
/* NULL is allowed. */
void ma_call_end(struct ma_call *call);
/* Reads and says what can be read and said now.  False if there was no connection. */
bool ma_call_move(struct ma_call *call);

/* --- Pace (pace.c) ------------------------------------------------------------ */

/* What may be sent: it fills with time. */
struct ma_pace {
	int64_t level; /* thousandths of questions */
	int64_t at;    /* as of when */
};

/* Whether a question may be sent now, of RATE a second (0: of any number). */
bool ma_pace_allows(struct ma_pace *pace, unsigned rate, int64_t now);
void ma_pace_count(struct ma_pace *pace, unsigned rate);
/* When the next question of all lines may be sent that waits for that alone; INT64_MAX: never. */
int64_t ma_pace_time(const struct mailauth_network *network);

/* --- Servers (server.c) ------------------------------------------------------ */

/* Someone to ask. */
struct ma_server {
	char text[MA_SERVER_TEXT_MAX];
	struct ma_inet address;
	struct sockaddr_storage where;
	socklen_t where_length;
	struct ma_stream *streams;
	size_t live;		 /* tries that are waited for */
	size_t users;		 /* lookups that may come here (named servers) */
	struct ma_lookup *first; /* that wait to be sent, those of the oldest audit first */
	struct ma_lookup *last;
	int64_t heard;	      /* when it said something last */
	int64_t silent_until; /* asked after the others until then */
	int64_t round_trip;   /* measured and smoothed, times 8; 0: not yet (RFC 6298 2) */
	int64_t variation;    /* its variation, times 4 */
	bool knows_edns;
	bool smtp; /* a mail server */
	struct ma_pace pace;
	uint64_t last_use;
};

/* NULL without memory. */
struct ma_server *ma_server_new(const struct ma_inet *address, unsigned zone, unsigned port);
/* Adds one to those of the network.  0; MAILAUTH_EINVAL if there are too many; MAILAUTH_ENOMEM. */
int ma_server_add(struct mailauth_network *network, const struct ma_inet *address, unsigned zone,
		  unsigned port);
/* It said something, to what was sent at SENT. */
void ma_server_hear(struct ma_server *server, int64_t sent, int64_t now);
/* It said nothing since then. */
void ma_server_miss(struct ma_server *server, int64_t since, int64_t now);
/* How long a first try is waited for. */
int64_t ma_server_patience(const struct ma_server *server, int64_t usual);
/* Whether the named server at ADDRESS may be asked, or greeted as a mail server. */
bool ma_network_allows(const struct mailauth_network *network, const struct ma_inet *address,
		       bool smtp);
/* The server at ADDRESS, which is asked itself, or greeted: known, or made.  NULL with *STATUS
 * MAILAUTH_NOT_HELD (too many are being asked) or MAILAUTH_ENOMEM. */
struct ma_server *ma_network_named(struct mailauth_network *network, const struct ma_inet *address,
				   bool smtp, int *status);
/* Reads what resolv.conf(5) says.  0 or MAILAUTH_ENOMEM. */
int ma_system_read(struct mailauth_network *network, const char *text, size_t length);
/* Adds the servers of this host.  0; MAILAUTH_EIO; MAILAUTH_EINVAL; MAILAUTH_ENOMEM. */
int ma_system_add(struct mailauth_network *network);

/* --- Queries and lookups (lookup.c, line.c, attempt.c) ------------------------ */

/* What one audit wants to know. */
struct ma_query {
	/* Set by who asks.  take() is handed a packet and returns what mailauth_audit_answer()
	 * says: with 0 or less the question is over.  fail() is the other end.  Both are called
	 * from ma_network_run() alone; who ends the question there has to call
	 * ma_network_forget(), and may free it then. */
	const struct mailauth_question *question;
	uint64_t order; /* of the audit: the least goes first */
	int (*take)(struct ma_query *query, const void *packet, size_t length);
	void (*fail)(struct ma_query *query, enum mailauth_failure failure);

	/* The rest is the network's. */
	struct ma_lookup *lookup;
	struct ma_query *next; /* of its lookup */
	struct ma_query *previous;
};

enum ma_lookup_state {
	MA_LOOKUP_IDLE = 0,
	MA_LOOKUP_NO_ROOM, /* in the network's list: too many named servers are being asked */
	MA_LOOKUP_QUEUED,  /* in its server's list: enough are on their way there */
	MA_LOOKUP_SENT,
	MA_LOOKUP_PAUSED, /* before another try at the same server */
	MA_LOOKUP_BROKEN, /* could not be sent */
};

/* A question on its way, for all who ask it. */
struct ma_lookup {
	struct mailauth_network *network;
	struct ma_lookup *same_hash;
	unsigned hash;
	struct ma_query *queries;
	bool busy; /* is being answered: not to be freed */
	uint64_t order;
	enum ma_lookup_state state;
	struct ma_timer timer;
	struct ma_lookup *next; /* of a list that waits */
	struct ma_lookup *previous;
	struct ma_inet address;	       /* of the named server; length 0: any of the added ones */
	struct ma_server *named;       /* NULL: any of the added ones, or no room yet */
	size_t current;		       /* index of the added server that is asked */
	unsigned attempts;	       /* that were in vain */
	int64_t sent;		       /* when the last one began */
	uint32_t tried;		       /* a bit for each server */
	uint32_t refused;	       /* and for each that said no */
	bool plain;		       /* the server takes no EDNS */
	bool over_tcp;		       /* is what is asked: no other way will do */
	bool smtp;		       /* a mail server is greeted */
	struct ma_call *call;	       /* to it; or NULL */
	bool stream;		       /* the reply was cut: over TCP */
	bool alone;		       /* over a connection of its own: another one failed */
	struct ma_exchange *exchanges; /* the newest first */
	enum mailauth_failure failure; /* the most telling so far */
	unsigned char *packet;	       /* that says it, or NULL */
	size_t length;
};

/* Sends QUERY on its way.  0; MAILAUTH_NOT_HELD where the network does not ask it, and why goes to
 * *FAILURE; MAILAUTH_ENOMEM. */
int ma_network_ask(struct mailauth_network *network, struct ma_query *query, int64_t now,
		   enum mailauth_failure *failure);
/* No one waits for QUERY any more. */
void ma_network_forget(struct ma_query *query);
/* Gives LOOKUP, which waits in the network's list, its server.  False if there is still no room. */
bool ma_lookup_admit(struct ma_lookup *lookup, int *status);
/* Hands PACKET to all who ask.  Above 0 if it is not an answer; else LOOKUP is no more. */
int ma_lookup_answer(struct ma_lookup *lookup, const void *packet, size_t length);
/* LOOKUP ends with its failure. */
void ma_lookup_fail(struct ma_lookup *lookup);

/* The server whose turn it is, and the bit of an added one. */
struct ma_server *ma_line_server(const struct ma_lookup *lookup);
uint32_t ma_line_bit(const struct ma_lookup *lookup, const struct ma_server *server);
/* How often a lookup may be in vain. */
unsigned ma_line_attempts(const struct ma_lookup *lookup);
/* The first server that is not known to be silent; with rotation, the next of those. */
size_t ma_line_first(struct mailauth_network *network, int64_t now);
/* Puts LOOKUP into the line of its server, by the age of its audit; into the network's list; takes
 * it out of whatever it waits in; lets it wait before it joins the line again. */
void ma_line_join(struct ma_lookup *lookup);
void ma_line_wait_for_room(struct ma_lookup *lookup);
void ma_line_leave(struct ma_lookup *lookup);
void ma_line_rest(struct ma_lookup *lookup, int64_t now);
/* Sends whatever may be sent.  0 or MAILAUTH_ENOMEM. */
int ma_line_pump(struct mailauth_network *network, int64_t now);

/* What became of a try: a reply in the network's buffer, the end of its socket, or of its time. */
void ma_attempt_reply(struct ma_exchange *exchange, size_t length, int64_t now);
void ma_attempt_broken(struct ma_exchange *exchange, int64_t now);
void ma_attempt_time(struct ma_lookup *lookup, int64_t now);
/* Something happened at the connection of CALL. */
void ma_attempt_call(struct ma_call *call, int64_t now);

/* --- The network ----------------------------------------------------------- */

struct mailauth_network {
	struct ma_server *servers[MA_SERVERS_MAX];
	size_t count;
	struct ma_server *named[MA_NAMED_MAX];
	size_t named_count;
	uint64_t uses;
	unsigned named_port; /* 53, but for tests */
	unsigned smtp_port;  /* 25, but for tests */
	struct ma_prefix *allowed;
	size_t allowed_count;
	/* From the host's configuration; 0 where that says nothing. */
	int64_t patience;
	unsigned attempts;
	bool rotate;
	bool streams_only;
	unsigned rate;	      /* questions a second; 0: as many as there are */
	unsigned server_rate; /* the same for each server */
	struct ma_pace pace;

	struct ma_lookup *buckets[MA_BUCKETS];
	struct ma_timers timers;
	struct ma_lookup *first; /* that wait for a named server */
	struct ma_lookup *last;
	struct ma_exchange *first_late; /* the oldest first */
	struct ma_exchange *last_late;
	int descriptor; /* an epoll of all sockets; -1: none yet */
	size_t open;	/* sockets */
	size_t open_max;
	struct epoll_event events[MA_EVENTS]; /* whose sockets may be closed: NULL then */
	size_t event_count;
	uint16_t ids[MA_IDS];
	size_t id_count;
	int status; /* 0 or MAILAUTH_ENOMEM, where a function could not say so */
	unsigned char buffer[MA_MESSAGE_MAX];
};

int64_t ma_network_now(void);
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

#endif

/* A DNS server on 127.0.0.1, UDP and TCP, in a thread: it answers, or does what the test asks.
 *
 * SPDX-License-Identifier: MIT */

#include "responder_reply.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 12, LATER_MAX = 16384, STREAMS_MAX = 64, MESSAGE_MAX = 512 };

/* A question that is to be answered later. */
struct later {
	struct later *next; /* by time */
	int64_t due;
	struct sockaddr_in from;
	size_t length;
	unsigned char message[MESSAGE_MAX];
};

struct stream {
	int fd; /* -1: free */
	size_t length;
	unsigned char bytes[2 + MESSAGE_MAX];
};

struct responder {
	struct responder_settings settings;
	pthread_t thread;
	pthread_mutex_t lock; /* of the questions */
	int udp, other, tcp, stop[2];
	unsigned port;
	char address[32];
	unsigned dice;
	struct later pool[LATER_MAX];
	struct later *unused;
	struct later *first;
	struct stream streams[STREAMS_MAX];
	struct responder_question questions[RESPONDER_QUESTIONS_MAX];
	size_t count;
	struct packet packet;
};

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "responder: %s: %s\n", what, strerror(errno));
	abort();
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void note(struct responder *responder, const struct responder_question *question)
{
	pthread_mutex_lock(&responder->lock);
	if (responder->count < RESPONDER_QUESTIONS_MAX)
		responder->questions[responder->count] = *question;
	responder->count++;
	pthread_mutex_unlock(&responder->lock);
}

/* --- UDP ------------------------------------------------------------------ */

static void send_packet(struct responder *responder, int fd, const struct sockaddr_in *to)
{
	(void)sendto(fd, responder->packet.bytes, responder->packet.length, MSG_NOSIGNAL,
		     (const struct sockaddr *)to, sizeof(*to));
}

/* From 127.0.0.2, where that can be had. */
static void send_from_other_address(struct responder *responder, const struct sockaddr_in *to)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)responder->port) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
	if (fd < 0)
		return;
	(void)bind(fd, (struct sockaddr *)&address, sizeof(address));
	send_packet(responder, fd, to);
	close(fd);
}

static unsigned throw(struct responder * responder)
{
	responder->dice = responder->dice * 1103515245u + 12345u;
	return responder->dice / 65536;
}

/* Lies of someone who does not see the question: to the right port with another id, and with the
 * right id to another port. */
static void guess(struct responder *responder, const struct later *later,
		  const struct responder_question *question, size_t length)
{
	for (unsigned i = 0; i < responder->settings.guesses; i++) {
		struct sockaddr_in to = later->from;
		unsigned id = question->id ^ (1 + throw(responder) % 65535);

		responder_lie(question, later->message + HEADER, length, &responder->packet);
		to.sin_port = htons((uint16_t)(1024 + throw(responder) % 64512));
		if (to.sin_port != later->from.sin_port)
			send_packet(responder, responder->udp, &to);
		responder->packet.bytes[0] = (unsigned char)(id >> 8);
		responder->packet.bytes[1] = (unsigned char)id;
		send_packet(responder, responder->udp, &later->from);
	}
}

static void reply_udp(struct responder *responder, const struct later *later)
{
	struct responder_question question;
	size_t length = responder_read(later->message, later->length, &question);
	const unsigned char *name = later->message + HEADER;
	const struct responder_deed *deed;

	if (length == 0)
		return;
	guess(responder, later, &question, length);
	deed = responder_find(&responder->settings, &question);
	if (deed->way != RESPOND_NOT) {
		responder_write(&responder->settings, &question, name, length, deed->way,
				&responder->packet);
		if (deed->way == RESPOND_OTHER_ADDRESS)
			send_from_other_address(responder, &later->from);
		else
			send_packet(responder,
				    deed->way == RESPOND_OTHER_PORT ? responder->other
								    : responder->udp,
				    &later->from);
		if (throw(responder) % 100 < responder->settings.twice)
			send_packet(responder, responder->udp, &later->from);
	}
	if (deed->way == RESPOND_TWICE) {
		responder_write(&responder->settings, &question, name, length, RESPOND_RIGHT,
				&responder->packet);
		send_packet(responder, responder->udp, &later->from);
		responder_lie(&question, name, length, &responder->packet);
		send_packet(responder, responder->udp, &later->from);
	}
	if (!deed->then_right)
		return;
	responder_write(&responder->settings, &question, name, length, RESPOND_RIGHT,
			&responder->packet);
	send_packet(responder, responder->udp, &later->from);
}

static void put_off(struct responder *responder, struct later *later)
{
	struct later **place = &responder->first;

	later->due = now() + responder->settings.delay;
	if (responder->settings.shuffle > 0)
		later->due += throw(responder) % responder->settings.shuffle;
	while (*place != NULL && (*place)->due <= later->due)
		place = &(*place)->next;
	later->next = *place;
	*place = later;
}

static void receive_udp(struct responder *responder)
{
	struct later *later = responder->unused;
	struct responder_question question;
	socklen_t length = sizeof(later->from);
	ssize_t got;

	require(later != NULL, "too many questions");
	got = recvfrom(responder->udp, later->message, sizeof(later->message), MSG_DONTWAIT,
		       (struct sockaddr *)&later->from, &length);
	if (got <= 0)
		return;
	later->length = (size_t)got;
	require(responder_read(later->message, later->length, &question) != 0,
		"a question that cannot be read");
	if ((question.flags & PACKET_QR) != 0)
		return; /* a guess, of this responder or of another, that met a port of one */
	question.port = ntohs(later->from.sin_port);
	note(responder, &question);
	if (throw(responder) % 100 < responder->settings.loss)
		return;
	if (responder->settings.delay == 0 && responder->settings.shuffle == 0) {
		reply_udp(responder, later);
		return;
	}
	responder->unused = later->next;
	put_off(responder, later);
}

static void reply_due(struct responder *responder)
{
	int64_t time = now();

	while (responder->first != NULL && responder->first->due <= time) {
		struct later *later = responder->first;

		responder->first = later->next;
		reply_udp(responder, later);
		later->next = responder->unused;
		responder->unused = later;
	}
}

/* --- TCP ------------------------------------------------------------------ */

static void hang_up(struct stream *stream)
{
	close(stream->fd);
	stream->fd = -1;
	stream->length = 0;
}

static void reply_tcp(struct responder *responder, struct stream *stream, size_t length)
{
	struct responder_question question;
	size_t name = responder_read(stream->bytes + 2, length, &question);
	size_t whole;
	unsigned char prefix[2];

	if (name == 0)
		return;
	question.tcp = true;
	note(responder, &question);
	if (responder->settings.tcp == RESPONDER_TCP_SILENT)
		return;
	responder_write(&responder->settings, &question, stream->bytes + 2 + HEADER, name,
			responder_find(&responder->settings, &question)->way, &responder->packet);
	whole = responder->packet.length;
	prefix[0] = (unsigned char)(whole >> 8);
	prefix[1] = (unsigned char)whole;
	if (responder->settings.tcp == RESPONDER_TCP_HALF_WAY)
		whole /= 2;
	(void)send(stream->fd, prefix, 2, MSG_NOSIGNAL);
	(void)send(stream->fd, responder->packet.bytes, whole, MSG_NOSIGNAL);
	if (responder->settings.tcp == RESPONDER_TCP_HALF_WAY)
		hang_up(stream);
}

static void receive_tcp(struct responder *responder, struct stream *stream)
{
	ssize_t got = recv(stream->fd, stream->bytes + stream->length,
			   sizeof(stream->bytes) - stream->length, MSG_DONTWAIT);

	if (got <= 0) {
		if (got == 0 || errno != EAGAIN)
			hang_up(stream);
		return;
	}
	stream->length += (size_t)got;
	while (stream->fd >= 0 && stream->length >= 2) {
		size_t length = (size_t)stream->bytes[0] << 8 | stream->bytes[1];

		if (stream->length < 2 + length)
			break;
		reply_tcp(responder, stream, length);
		if (stream->fd < 0)
			return;
		stream->length -= 2 + length;
		memmove(stream->bytes, stream->bytes + 2 + length, stream->length);
	}
}

static void accept_tcp(struct responder *responder)
{
	int fd = accept(responder->tcp, NULL, NULL);

	if (fd < 0)
		return;
	if (responder->settings.tcp == RESPONDER_TCP_CLOSES) {
		close(fd);
		return;
	}
	for (size_t i = 0; i < STREAMS_MAX; i++) {
		if (responder->streams[i].fd >= 0)
			continue;
		responder->streams[i].fd = fd;
		return;
	}
	close(fd);
}

/* --- The thread ----------------------------------------------------------- */

static int wait_time(const struct responder *responder)
{
	int64_t left;

	if (responder->first == NULL)
		return -1;
	left = responder->first->due - now();
	return left > 0 ? (int)left : 0;
}

static void *serve(void *data)
{
	enum { UDP, TCP, STOP, FIRST_STREAM };
	struct responder *responder = data;
	struct pollfd fds[FIRST_STREAM + STREAMS_MAX];

	for (;;) {
		fds[UDP] = (struct pollfd){ .fd = responder->udp, .events = POLLIN };
		fds[TCP] = (struct pollfd){ .fd = responder->tcp, .events = POLLIN };
		fds[STOP] = (struct pollfd){ .fd = responder->stop[0], .events = POLLIN };
		/* No more than there are: poll() is held to the limit of descriptors. */
		size_t streams = 0;

		for (size_t i = 0; i < STREAMS_MAX; i++) {
			fds[FIRST_STREAM + i] =
				(struct pollfd){ .fd = responder->streams[i].fd, .events = POLLIN };
			if (responder->streams[i].fd >= 0)
				streams = i + 1;
		}
		if (poll(fds, FIRST_STREAM + streams, wait_time(responder)) < 0)
			continue;
		if (fds[STOP].revents != 0)
			return NULL;
		if (fds[UDP].revents != 0)
			receive_udp(responder);
		for (size_t i = 0; i < streams; i++)
			if (fds[FIRST_STREAM + i].revents != 0)
				receive_tcp(responder, &responder->streams[i]);
		if (fds[TCP].revents != 0)
			accept_tcp(responder);
		reply_due(responder);
	}
}

static bool open_ports(struct responder *responder)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);
	int size = 1 << 20;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	responder->udp = socket(AF_INET, SOCK_DGRAM, 0);
	require(responder->udp >= 0, "no socket");
	(void)setsockopt(responder->udp, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	require(bind(responder->udp, (struct sockaddr *)&address, length) == 0, "no port");
	getsockname(responder->udp, (struct sockaddr *)&address, &length);
	responder->port = ntohs(address.sin_port);
	responder->tcp = -1;
	if (responder->settings.tcp == RESPONDER_TCP_REFUSED)
		return true;
	responder->tcp = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(responder->tcp, (struct sockaddr *)&address, length) == 0 &&
	    listen(responder->tcp, 64) == 0)
		return true;
	close(responder->udp);
	close(responder->tcp);
	return false;
}

struct responder *responder_start(const struct responder_settings *settings)
{
	struct responder *responder = calloc(1, sizeof(*responder));
	unsigned tries = 100;

	require(responder != NULL, "no memory");
	responder->settings = *settings;
	while (tries > 0 && !open_ports(responder))
		tries--;
	require(tries > 0, "no port for UDP and TCP");
	snprintf(responder->address, sizeof(responder->address), "127.0.0.1:%u", responder->port);
	responder->other = socket(AF_INET, SOCK_DGRAM, 0);
	require(responder->other >= 0 && pipe(responder->stop) == 0, "no descriptors");
	for (size_t i = 0; i < STREAMS_MAX; i++)
		responder->streams[i].fd = -1;
	for (size_t i = 0; i < LATER_MAX; i++) {
		responder->pool[i].next = responder->unused;
		responder->unused = &responder->pool[i];
	}
	pthread_mutex_init(&responder->lock, NULL);
	require(pthread_create(&responder->thread, NULL, serve, responder) == 0, "no thread");
	return responder;
}

void responder_stop(struct responder *responder)
{
	require(write(responder->stop[1], "", 1) == 1, "no pipe");
	pthread_join(responder->thread, NULL);
	pthread_mutex_destroy(&responder->lock);
	close(responder->udp);
	close(responder->other);
	if (responder->tcp >= 0)
		close(responder->tcp);
	close(responder->stop[0]);
	close(responder->stop[1]);
	for (size_t i = 0; i < STREAMS_MAX; i++)
		if (responder->streams[i].fd >= 0)
			close(responder->streams[i].fd);
	free(responder);
}

const char *responder_address(const struct responder *responder)
{
	return responder->address;
}

unsigned responder_port(const struct responder *responder)
{
	return responder->port;
}

size_t responder_count(struct responder *responder)
{
	size_t count;

	pthread_mutex_lock(&responder->lock);
	count = responder->count;
	pthread_mutex_unlock(&responder->lock);
	return count;
}

struct responder_question responder_question(struct responder *responder, size_t index)
{
	struct responder_question question;

	pthread_mutex_lock(&responder->lock);
	question = responder->questions[index];
	pthread_mutex_unlock(&responder->lock);
	return question;
}

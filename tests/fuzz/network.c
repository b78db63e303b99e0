/* Fuzz target: the network, whose server does what the bytes say, at the times that they say.
 *
 * SPDX-License-Identifier: MIT
 *
 * Each byte is a deed: an answer, a lie, a part of one, a connection taken or broken, or time that
 * passes.  Whatever happens, each question ends once, and nothing is left open. */

#include "fuzz.h"

#include "../../lib/resolver/network/network.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEEDS_MAX = 300, STREAMS = 4, HEADER = 12, QUESTION_MAX = 512, PORTS_MAX = 100 };

struct input {
	const uint8_t *data;
	size_t size;
};

static unsigned next(struct input *input)
{
	if (input->size == 0)
		return 0;
	input->size--;
	return *input->data++;
}

/* --- The server --------------------------------------------------------------- */

static struct server {
	int udp, tcp;
	char address[32];
	int streams[STREAMS];
} server = { .udp = -1 };

/* Takes a port of which UDP and TCP are free; false if someone else has one of the two. */
static bool bind_both(struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);

	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	server.tcp = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(server.udp, (struct sockaddr *)address, length) == 0 &&
	    getsockname(server.udp, (struct sockaddr *)address, &length) == 0 &&
	    bind(server.tcp, (struct sockaddr *)address, length) == 0)
		return true;
	close(server.udp);
	close(server.tcp);
	return false;
}

static void start_server(void)
{
	struct sockaddr_in address;
	unsigned tries = 0;

	if (server.udp >= 0)
		return;
	while (!bind_both(&address))
		if (++tries == PORTS_MAX)
			abort();
	if (listen(server.tcp, STREAMS) != 0)
		abort();
	snprintf(server.address, sizeof(server.address), "127.0.0.1:%u", ntohs(address.sin_port));
	for (size_t i = 0; i < STREAMS; i++)
		server.streams[i] = -1;
}

static void hang_up(size_t i)
{
	struct linger at_once = { 1, 0 };

	if (server.streams[i] < 0)
		return;
	(void)setsockopt(server.streams[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(server.streams[i]);
	server.streams[i] = -1;
}

static void calm_server(void)
{
	unsigned char message[QUESTION_MAX];
	int fd;

	for (size_t i = 0; i < STREAMS; i++)
		hang_up(i);
	while ((fd = accept(server.tcp, NULL, NULL)) >= 0)
		close(fd);
	while (recv(server.udp, message, sizeof(message), 0) >= 0)
		continue;
}

/* Makes a reply of the question in MESSAGE, or something else. */
static size_t make_reply(struct input *input, unsigned deed, unsigned char *message, size_t length)
{
	static const unsigned char answer[] = { 0xc0, 12,  0,	16,  0,	  1,   0,   0,
						1,    44,  0,	12,  11,  'v', '=', 's',
						'p',  'f', '1', ' ', '+', 'a', 'l', 'l' };
	size_t end = length > 11 && message[HEADER - 1] > 0 ? length - 11 : length;
	unsigned changes = deed >> 4 & 3;

	message[2] |= 0x80;
	if ((deed & 4) != 0 && end + sizeof(answer) <= QUESTION_MAX) {
		memcpy(message + end, answer, sizeof(answer));
		message[7] = 1;
		message[11] = 0;
		length = end + sizeof(answer);
	}
	if ((deed & 8) != 0)
		message[2] |= 2; /* TC */
	while (changes-- > 0) {
		size_t at = next(input) % length;

		message[at] ^= (unsigned char)next(input);
	}
	return (deed & 0xc0) == 0xc0 ? next(input) % (length + 1) : length;
}

static void do_datagram(struct input *input, unsigned deed)
{
	unsigned char message[QUESTION_MAX];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t length =
		recvfrom(server.udp, message, sizeof(message), 0, (struct sockaddr *)&from, &size);

	if (length < HEADER)
		return;
	length = (ssize_t)make_reply(input, deed, message, (size_t)length);
	for (unsigned i = 0; i <= (deed >> 7 & 1); i++)
		(void)sendto(server.udp, message, (size_t)length, 0, (struct sockaddr *)&from,
			     size);
}

static void do_stream(struct input *input, unsigned deed)
{
	size_t i = next(input) % STREAMS;
	unsigned char message[2 + QUESTION_MAX] = { 0 };
	ssize_t length;

	if (server.streams[i] < 0) {
		server.streams[i] = accept(server.tcp, NULL, NULL);
		if (server.streams[i] >= 0)
			(void)fcntl(server.streams[i], F_SETFL, O_NONBLOCK);
		return;
	}
	if ((deed & 0x3c) == 0x3c) {
		hang_up(i);
		return;
	}
	if ((deed & 0x3c) == 0x38)
		(void)shutdown(server.streams[i], SHUT_WR);
	length = recv(server.streams[i], message, 2, 0);
	if (length == 2)
		length = recv(server.streams[i], message + 2,
			      (size_t)(message[0] << 8 | message[1]) % QUESTION_MAX, 0);
	if (length < HEADER)
		return;
	length = (ssize_t)make_reply(input, deed, message + 2, (size_t)length);
	message[0] = (unsigned char)(length >> 8);
	message[1] = (unsigned char)length;
	/* Perhaps not all of it. */
	(void)send(server.streams[i], message,
		   (deed & 0x40) != 0 ? next(input) % (size_t)(length + 2) + 1 : (size_t)length + 2,
		   MSG_NOSIGNAL);
}

/* --- The client --------------------------------------------------------------- */

struct asked {
	struct ma_query query;
	struct client *client;
	struct asked *next;
	bool over;
};

struct client {
	struct mailauth_network *network;
	struct mailauth_audit *audit;
	struct asked *asked;
	bool answered;
	int64_t now;
};

static void finish(struct asked *asked)
{
	if (asked->over)
		abort();
	asked->over = true;
	asked->client->answered = true;
	ma_network_forget(&asked->query);
}

static int take(struct ma_query *query, const void *packet, size_t length)
{
	struct asked *asked = (struct asked *)query;
	int status = mailauth_audit_answer(asked->client->audit,
					   mailauth_question_id(query->question), packet, length);

	if (status <= 0)
		finish(asked);
	return status;
}

static void fail(struct ma_query *query, enum mailauth_failure failure)
{
	struct asked *asked = (struct asked *)query;

	if (mailauth_audit_fail(asked->client->audit, mailauth_question_id(query->question),
				failure) != 0)
		abort();
	finish(asked);
}

static void ask_all(struct client *client)
{
	const struct mailauth_question *question;

	if (mailauth_audit_step(client->audit) < 0)
		abort();
	while ((question = mailauth_audit_next_question(client->audit)) != NULL) {
		struct asked *asked = calloc(1, sizeof(*asked));
		enum mailauth_failure failure;

		*asked = (struct asked){ { .question = question, .take = take, .fail = fail },
					 client,
					 client->asked,
					 false };
		client->asked = asked;
		if (ma_network_ask(client->network, &asked->query, client->now, &failure) != 0)
			abort();
	}
	client->answered = false;
}

static void turn(struct client *client)
{
	if (ma_network_wait(client->network, 0) != 0 ||
	    ma_network_run(client->network, client->now) != 0)
		abort();
	if (client->answered)
		ask_all(client);
}

static void check_end(const struct mailauth_network *network)
{
	if (network->open != 0 || network->first_late != NULL || network->timers.count != 0 ||
	    network->servers[0]->live != 0 || network->servers[0]->first != NULL ||
	    network->servers[0]->streams != NULL)
		abort();
	for (size_t i = 0; i < MA_BUCKETS; i++)
		if (network->buckets[i] != NULL)
			abort();
}

static void run(struct input *input)
{
	struct client client = { .now = 1000 };

	if (mailauth_network_new(&client.network) != 0 ||
	    mailauth_network_add_server(client.network, server.address) != 0 ||
	    mailauth_audit_new(&client.audit, "example.jp", 0) != 0)
		abort();
	if (next(input) % 2 == 0)
		client.network->open_max = 1 + next(input) % 8;
	ask_all(&client);
	for (unsigned i = 0; i < DEEDS_MAX && input->size > 0; i++) {
		unsigned deed = next(input);

		if ((deed & 3) < 2)
			do_datagram(input, deed);
		else if ((deed & 3) == 2)
			do_stream(input, deed);
		else
			client.now += 50 << (deed >> 4);
		turn(&client);
	}
	for (struct asked *asked = client.asked; asked != NULL; asked = client.asked) {
		client.asked = asked->next;
		ma_network_forget(&asked->query);
		free(asked);
	}
	check_end(client.network);
	mailauth_network_free(client.network);
	mailauth_audit_free(client.audit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };

	start_server();
	calm_server();
	run(&input);
	calm_server();
	return 0;
}

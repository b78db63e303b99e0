/* The verb "serve": a Unix socket, a process for each connection.
 *
 * SPDX-License-Identifier: MIT */

#include "serve.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* A connection that is open. */
struct child {
	pid_t process; /* 0: none */
	uid_t user;
};

struct server {
	const struct options *options;
	struct request_rules rules;
	int listener;
	struct child children[CONNECTIONS_MOST];
	size_t count;
};

/* What a signal handler may say. */
static volatile sig_atomic_t is_ended;

static void end(int number)
{
	(void)number;
	is_ended = 1;
}

/* Only its coming interrupts the waiting. */
static void wake(int number)
{
	(void)number;
}

/* --- Children ----------------------------------------------------------------------- */

static void collect(struct server *server)
{
	pid_t process;

	while ((process = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < server->options->connections; i++)
			if (server->children[i].process == process) {
				server->children[i].process = 0;
				server->count--;
			}
}

/* No one takes all: where others are allowed, a user has half of the connections. */
static bool is_full(const struct server *server, uid_t user)
{
	const struct options *options = server->options;
	bool shared = options->allowed_user_count + options->allowed_group_count > 0;
	size_t own = 0;

	for (size_t i = 0; i < options->connections; i++)
		own += server->children[i].process != 0 && server->children[i].user == user;
	return server->count >= options->connections ||
	       (shared && own >= (options->connections + 1) / 2);
}

static void note(struct server *server, pid_t process, uid_t user)
{
	for (size_t i = 0; i < server->options->connections; i++)
		if (server->children[i].process == 0) {
			server->children[i] = (struct child){ process, user };
			server->count++;
			return;
		}
}

static void refuse(const struct server *server, int connection, enum request_error error)
{
	char *text = request_refuse(error, NULL, &server->rules);

	/* What does not fit at once is not waited for. */
	if (text != NULL) {
		(void)!send(connection, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
		(void)!send(connection, "\n", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	}
	free(text);
}

/* --- A connection -------------------------------------------------------------------- */

/* What a request takes is bounded; sanitizers need far more than they use. */
static void limit(void)
{
	const struct rlimit memory = { MEMORY_MAX, MEMORY_MAX };
	const struct rlimit none = { 0, 0 };

	if (!SANITIZED)
		setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_CORE, &none);
}

static void serve_in_child(const struct server *server, int connection, uid_t user, gid_t group)
{
	sigset_t none;

	close(server->listener);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	limit();
	if (peer_is_allowed(user, group, server->options))
		connection_serve(connection, &server->rules);
	else
		refuse(server, connection, REQUEST_STRANGER);
	_exit(0);
}

static void accept_one(struct server *server)
{
	int connection = accept(server->listener, NULL, NULL);
	uid_t user;
	gid_t group;
	pid_t process;

	if (connection < 0)
		return;
	if (!peer_find(connection, &user, &group)) {
		close(connection);
		return;
	}
	process = is_full(server, user) ? -1 : fork();
	if (process == 0)
		serve_in_child(server, connection, user, group);
	if (process > 0)
		note(server, process, user);
	else
		refuse(server, connection, REQUEST_BUSY);
	close(connection);
}

/* --- The verb -------------------------------------------------------------------------- */

/* Signals arrive while it waits, and at no other time. */
static void hold_signals(sigset_t *before)
{
	struct sigaction action = { .sa_handler = end };
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGCHLD);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, before);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = wake;
	sigaction(SIGCHLD, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void run(struct server *server)
{
	sigset_t before;

	hold_signals(&before);
	while (!is_ended) {
		fd_set reading;

		FD_ZERO(&reading);
		FD_SET(server->listener, &reading);
		if (pselect(server->listener + 1, &reading, NULL, NULL, NULL, &before) > 0)
			accept_one(server);
		collect(server);
	}
	for (size_t i = 0; i < server->options->connections; i++)
		if (server->children[i].process != 0)
			kill(server->children[i].process, SIGTERM);
}

int serve_run(struct options *options)
{
	struct server *server = calloc(1, sizeof(*server));
	bool open = options->allowed_user_count + options->allowed_group_count > 0;

	if (server == NULL) {
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	server->options = options;
	server->rules = (struct request_rules){
		.zones = options->allow_zones,
		.servers = options->allow_servers,
		.timeout = (options->timeout + 999) / 1000,
		.zone_files = options->zones,
		.server_names = options->servers,
		.language = mailauth_language_code((int)options->language),
	};
	server->listener = listen_open(options, open);
	if (server->listener < 0) {
		free(server);
		return options->socket == NULL ? STATUS_USAGE : STATUS_OUTPUT;
	}
	run(server);
	close(server->listener);
	if (options->socket != NULL)
		unlink(options->socket);
	free(server);
	return STATUS_CLEAN;
}

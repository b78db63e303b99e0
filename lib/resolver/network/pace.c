/* Pace: no more questions a second than the caller wants, in all and to each server.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

enum {
	QUESTION = 1000, /* thousandths */
	BURST = 50,	 /* milliseconds of silence that may be made up for at once */
	SECOND = 1000,
};

/* At least one question, however slow the pace. */
static int64_t most(unsigned rate)
{
	int64_t level = (int64_t)rate * BURST;

	return level > QUESTION ? level : QUESTION;
}

bool ma_pace_allows(struct ma_pace *pace, unsigned rate, int64_t now)
{
	int64_t passed = now - pace->at;

	if (rate == 0)
		return true;
	if (passed > 0) {
		pace->level += (int64_t)rate * (passed < SECOND ? passed : SECOND);
		pace->at = now;
	}
	if (pace->level > most(rate))
		pace->level = most(rate);
	return pace->level >= QUESTION;
}

void ma_pace_count(struct ma_pace *pace, unsigned rate)
{
	if (rate > 0)
		pace->level -= QUESTION;
}

/* Whether the pace is what a question waits for. */
static bool is_waited_for(const struct ma_pace *pace, unsigned rate)
{
	return rate > 0 && pace->level < QUESTION;
}

/* When the next question may be sent; 0 if it may be by this pace. */
static int64_t next_at(const struct ma_pace *pace, unsigned rate)
{
	int64_t lacking = QUESTION - pace->level;

	return is_waited_for(pace, rate) ? pace->at + (lacking + rate - 1) / rate : 0;
}

/* --- Of a network ------------------------------------------------------------- */

int mailauth_network_set_rate(struct mailauth_network *network, unsigned all, unsigned each)
{
	if (network == NULL || all > MA_RATE_MAX || each > MA_RATE_MAX)
		return MAILAUTH_EINVAL;
	network->rate = all;
	network->server_rate = each;
	return 0;
}

/* The earlier of UNTIL and when a question in the line of SERVER may be sent. */
static int64_t next_of(const struct mailauth_network *network, const struct ma_server *server,
		       int64_t until)
{
	int64_t at, other;

	if (server->first == NULL || server->live >= MA_WINDOW)
		return until;
	at = next_at(&server->pace, network->server_rate);
	other = next_at(&network->pace, network->rate);
	at = at > other ? at : other;
	if (at == 0)
		return until; /* it waits for something else */
	return at < until ? at : until;
}

int64_t ma_pace_time(const struct mailauth_network *network)
{
	int64_t until = INT64_MAX;

	if (network->rate == 0 && network->server_rate == 0)
		return until;
	for (size_t i = 0; i < network->count; i++)
		until = next_of(network, network->servers[i], until);
	for (size_t i = 0; i < network->named_count; i++)
		until = next_of(network, network->named[i], until);
	return until;
}

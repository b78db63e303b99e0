/* Audits that a loop drives against responders, for the tests of the network and of the loop.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"
#include "packet.h"

#include <time.h>

const struct responder_record driven_records[] = {
	{ "example.jp", TYPE_SOA, "" },
	{ "example.jp", TYPE_NS, "ns1.example.jp" },
	{ "example.jp", TYPE_TXT, "v=spf1 include:_spf.example.jp -all" },
	{ "_spf.example.jp", TYPE_TXT, "v=spf1 ip4:192.0.2.1 -all" },
	{ .name = NULL },
};

const struct responder_record driven_chain[] = {
	{ "example.jp", TYPE_SOA, "" },
	{ "example.jp", TYPE_NS, "ns1.example.jp" },
	{ "example.jp", TYPE_TXT, "v=spf1 mx include:a.example.jp include:b.example.jp -all" },
	{ "example.jp", TYPE_MX, "mx.example.jp" },
	{ "mx.example.jp", TYPE_A, "192.0.2.25" },
	{ "a.example.jp", TYPE_TXT, "v=spf1 a:a1.example.jp a:a2.example.jp -all" },
	{ "b.example.jp", TYPE_TXT, "v=spf1 a:b1.example.jp include:c.example.jp -all" },
	{ "a1.example.jp", TYPE_A, "192.0.2.31" },
	{ "a2.example.jp", TYPE_A, "192.0.2.32" },
	{ "b1.example.jp", TYPE_A, "192.0.2.33" },
	{ "c.example.jp", TYPE_TXT, "v=spf1 ip4:192.0.2.1 -all" },
	{ .name = NULL },
};

const char driven_zone[] = "$ORIGIN example.jp.\n"
			   "$TTL 300\n"
			   "@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n"
			   "@ NS ns1\n"
			   "@ TXT \"v=spf1 include:_spf.example.jp -all\"\n"
			   "_spf TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "ns1 A 192.0.2.53\n";

int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct mailauth_network *new_network(const char *const *servers)
{
	struct mailauth_network *network;

	ck_assert_int_eq(mailauth_network_new(&network), 0);
	for (; *servers != NULL; servers++)
		ck_assert_int_eq(mailauth_network_add_server(network, *servers), 0);
	return network;
}

struct mailauth_loop *new_loop(struct mailauth_network *network, unsigned timeout)
{
	struct mailauth_loop *loop;

	ck_assert_int_eq(mailauth_loop_new(&loop), 0);
	ck_assert_int_eq(mailauth_loop_set_network(loop, network), 0);
	ck_assert_int_eq(mailauth_loop_set_timeout(loop, timeout), 0);
	return loop;
}

struct mailauth_audit *new_audit(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_add_sender(audit, "192.0.2.1", "info@example.jp", NULL), 0);
	return audit;
}

void assert_result(const char *what, const struct mailauth_audit *audit,
		   enum mailauth_spf_result result, bool complete)
{
	const struct mailauth_report *report = mailauth_audit_report(audit);
	const struct mailauth_sender *sender;

	ck_assert_msg(report != NULL, "%s: no report", what);
	sender = mailauth_report_sender(report, 0);
	ck_assert_msg(mailauth_sender_result(sender) == result, "%s: %s instead of %s", what,
		      mailauth_spf_result_word((int)mailauth_sender_result(sender)),
		      mailauth_spf_result_word((int)result));
	ck_assert_msg(mailauth_report_is_complete(report) == complete, "%s: %s", what,
		      complete ? "not complete" : "complete");
}

struct stage set_stage(struct responder_settings settings, unsigned timeout)
{
	struct stage stage = { .responder = responder_start(&settings) };
	const char *servers[] = { responder_address(stage.responder), NULL };

	stage.network = new_network(servers);
	stage.loop = new_loop(stage.network, timeout);
	return stage;
}

void clear_stage(struct stage *stage)
{
	mailauth_loop_free(stage->loop);
	mailauth_network_free(stage->network);
	responder_stop(stage->responder);
}

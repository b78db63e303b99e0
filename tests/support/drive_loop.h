/* Audits that a loop drives against responders, for the tests of the network and of the loop.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_DRIVEN_H
#define TEST_DRIVEN_H

#include "responder.h"
#include "support.h"

#include <mailauth/report.h>
#include <mailauth/resolver.h>

/* Milliseconds by which an audit may end after its deadline. */
enum { GRACE = 200 };

/* A zone example.jp whose SPF record includes that of _spf.example.jp: 192.0.2.1 passes, others
 * fail. */
extern const struct responder_record driven_records[];
/* One that leads three questions deep, of which 15 are asked. */
extern const struct responder_record driven_chain[];
/* The first as a master file. */
extern const char driven_zone[];

/* Milliseconds; no audit that is to be answered may need them. */
enum { USUAL = 20000 };

int64_t milliseconds(void);

struct mailauth_network *new_network(const char *const *servers);
/* With NETWORK; which may be NULL. */
struct mailauth_loop *new_loop(struct mailauth_network *network, unsigned timeout);
/* Of example.jp, with 192.0.2.1 as its sender. */
struct mailauth_audit *new_audit(void);

/* The report of AUDIT has this result for its sender, and is complete or not. */
void assert_result(const char *what, const struct mailauth_audit *audit,
		   enum mailauth_spf_result result, bool complete);

/* A responder, the network that asks it, and a loop. */
struct stage {
	struct responder *responder;
	struct mailauth_network *network;
	struct mailauth_loop *loop;
};

struct stage set_stage(struct responder_settings settings, unsigned timeout);
void clear_stage(struct stage *stage);

#endif

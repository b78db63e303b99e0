/* The inside of an audit.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_AUDIT_H
#define MA_AUDIT_H

#include "../message/message.h"
#include "../report/report.h"

enum {
	MA_AUTHS_MAX = 100,
	MA_ASSUMPTIONS_MAX = 10000,
	MA_IPS_MAX = 64, /* that are set by name */
	MA_EXPECTED_MAX = 64,
	MA_SELECTORS_MAX = MA_PACKETS_MAX,
};

/* What was set by name: the addresses are combined with the rest when the audit begins. */
struct ma_given {
	const char *ips[MA_IPS_MAX];
	size_t ip_count;
	const char *mail_from;
	const char *helo;
	const char *from;
};

/* What the caller expects to be covered. */
struct ma_expected_names {
	const struct ma_name *items[MA_EXPECTED_MAX];
	size_t count;
};

struct ma_expected {
	struct ma_expected_ip ips[MA_EXPECTED_MAX];
	size_t ip_count;
	struct ma_expected_names includes;
	struct ma_expected_names helos;
	struct ma_expected_names servers;
};

/* A record that is assumed; without data, that there is none of its name and type. */
struct ma_assumption {
	const struct ma_name *name;
	uint16_t type;
	int64_t ttl; /* or MA_TTL_REPLACED */
	bool none;
	struct ma_record record;
	struct ma_assumption *next;
};

/* What was set by name, for who asks (mailauth_audit_option_name()). */
struct ma_option {
	const char *name;
	const char *value;
};

struct ma_options {
	struct ma_option *items;
	size_t count;
	size_t size;
};

/* What the caller has of a message besides its senders. */
struct ma_dmarc_input {
	struct ma_text from; /* the address of the visible From; data is NULL where there is none */
	bool from_given;
	struct ma_dmarc_identifier **identifiers; /* results that were handed in */
	size_t auth_count;
};

/* A settled world from which another takes over what that changes nothing of. */
struct ma_lender {
	const struct ma_world *world;
	const struct ma_assumed *shared; /* all that is assumed in it: in both; or NULL */
	struct ma_lender *next;
};

/* All inquiries over one view of the DNS. */
struct ma_world {
	struct ma_inquiries inquiries;
	struct ma_answers *answers;
	struct ma_lender *lenders; /* the first one first */
	struct ma_world *next;
};

struct ma_proving;

struct mailauth_audit {
	struct ma_arena store;	/* settings, questions, answers */
	struct ma_arena report; /* inquiries, and what settled passes made */
	struct ma_settings settings;
	struct ma_answers *answers;
	const struct ma_kind *const *plan;
	struct ma_sender_input *inputs;
	size_t sender_count;
	size_t sender_size;
	struct ma_selector *selectors;
	size_t selector_count;
	size_t selector_size;
	struct ma_dmarc_input dmarc;
	struct ma_given given;
	struct ma_expected *expected; /* NULL: nothing */
	struct ma_options options;
	struct ma_assumption *assumptions;
	size_t assumption_count;
	bool alias_assumed;
	void *user;
	const struct ma_assumed *overlay; /* what the caller assumes; or NULL */
	struct ma_world *worlds;	  /* all of them, the last one first */
	struct ma_world *as_is;
	struct ma_world *assumed;     /* as it would be; NULL: nothing is assumed */
	struct mailauth_report *made; /* before its fixes are proven */
	struct ma_proving *proving;   /* fixes; NULL: not begun */
	const struct mailauth_report *result;
	bool stepped;
};

/* MAILAUTH_ENOMEM once memory failed, else 0. */
static inline int ma_audit_status(const struct mailauth_audit *audit)
{
	return audit->store.failed || audit->report.failed ? MAILAUTH_ENOMEM : 0;
}

/* Notes that NAME, which is static, was set to VALUE.  0 or MAILAUTH_ENOMEM. */
int ma_audit_note_option(struct mailauth_audit *audit, const char *name, const char *value);
/* Adds the selector that RESULT names, if the key is one of the domain. */
void ma_audit_name_selector(struct mailauth_audit *audit, const struct ma_auth_result *result);
/* Adds SELECTOR of a signature by DOMAIN, if that is the audited domain.  0 or MAILAUTH_ENOMEM. */
int ma_audit_take_signature(struct mailauth_audit *audit, struct ma_text domain,
			    struct ma_text selector);
/* Notes which selectors belong to another domain, by the results that were handed in. */
void ma_audit_place_selectors(struct mailauth_audit *audit);
/* Combines what was set by name.  0 or MAILAUTH_ENOMEM. */
int ma_audit_combine(struct mailauth_audit *audit);
/* Each of these adds something that is expected.  0, MAILAUTH_EINVAL, MAILAUTH_ENOMEM. */
int ma_audit_expect_ip(struct mailauth_audit *audit, const char *value);
int ma_audit_expect_include(struct mailauth_audit *audit, const char *value);
int ma_audit_expect_helo(struct mailauth_audit *audit, const char *value);
int ma_audit_expect_ns(struct mailauth_audit *audit, const char *value);
/* Makes it settings of the audit. */
void ma_audit_use_expected(struct mailauth_audit *audit);
/* Reads TEXT, "NAME [TTL] [IN] TYPE [DATA]", which lives as long as the audit.  False if it is no
 * such thing, or memory failed. */
bool ma_assumption_read(struct mailauth_audit *audit, struct ma_text text,
			struct ma_assumption *assumption);
/* Adds what TEXT assumes.  0, MAILAUTH_EINVAL, MAILAUTH_ENOMEM. */
int ma_audit_assume(struct mailauth_audit *audit, struct ma_text text);
/* The overlay that all assumptions make; NULL if there is none. */
const struct ma_assumed *ma_audit_overlay(struct mailauth_audit *audit);

/* Begins a world with the inquiries of PLAN that there are from the start.  NULL once memory
 * failed.
 */
struct ma_world *ma_audit_begin_world(struct mailauth_audit *audit,
				      const struct ma_kind *const *plan,
				      const struct ma_assumed *overlay);
/* Proves the fixes of REPORT, and adds them to it.  False if answers are missing, or memory
 * failed. */
bool ma_audit_prove(struct mailauth_audit *audit, struct mailauth_report *report);

/* The kinds of inquiries, in the order of the report; NULL ends them. */
extern const struct ma_kind *const ma_plan[];
/* Begins what is inquired from the start. */
void ma_plan_begin(struct ma_inquiries *inquiries);

/* Lets WORLD, which may be NULL, take over from LENDER, in which nothing is assumed but SHARED,
 * which is on top of what is assumed in WORLD, too; or nothing at all, and it is NULL. */
void ma_world_lend(struct ma_world *world, const struct ma_world *lender,
		   const struct ma_assumed *shared);
/* Takes over what an inquiry of a lender came to that is about the same, unless what is assumed
 * besides may change that.  False if there is no such inquiry. */
bool ma_world_take_over(const struct ma_world *world, struct ma_inquiry *inquiry);
/* Runs what is awake; true if everything is settled. */
bool ma_world_step(struct ma_world *world);

#endif

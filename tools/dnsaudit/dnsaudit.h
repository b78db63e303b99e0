/* The command dnsaudit: what its files share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_H
#define DNSAUDIT_H

#include <mailauth/mailauth.h>
#include <mailauth/message.h>
#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <messages.h>
#include <stdbool.h>

/* Exit statuses: an audit's own, then those of <sysexits.h>. */
enum {
	STATUS_CLEAN = 0,
	STATUS_FOUND = 1,      /* something at or above --fail-on */
	STATUS_INCOMPLETE = 2, /* the DNS did not say everything; explain: nothing is known */
	STATUS_USAGE = 64,
	STATUS_DATA = 65,
	STATUS_NO_INPUT = 66,
	STATUS_INTERNAL = 70,
	STATUS_OUTPUT = 74,
};

/* The exit statuses of a plugin of Nagios. */
enum {
	NAGIOS_OK = 0,
	NAGIOS_WARNING,
	NAGIOS_CRITICAL,
	NAGIOS_UNKNOWN,
};

enum verb {
	VERB_AUDIT,
	VERB_EXPLAIN,
	VERB_VERIFY,
	VERB_SERVE,
	VERB_BATCH,
	VERB_DIFF,
};

enum {
	JOBS_MAX = 256,
	INFLIGHT_MAX = 100000,
	IPS_MAX = 64,
	AUTHS_MAX = 100,
	SELECTORS_MAX = 1000, /* those of keys, too */
	EXPECTED_MAX = 64,    /* of a kind */
	ALLOWED_MAX = 64,     /* users, groups, ranges */
	CONNECTIONS_DEFAULT = 64,
	CONNECTIONS_MOST = 1024,
};

/* What has to be covered. */
enum expected {
	EXPECTED_IP,
	EXPECTED_INCLUDE,
	EXPECTED_HELO,
	EXPECTED_NS,
	EXPECTED_KINDS,
};

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_ZONE,	 /* what to publish, as lines of a zone file */
	FORMAT_NSUPDATE, /* the same as a script */
	FORMAT_RESULTS,	 /* verify: an Authentication-Results field */
	FORMAT_HTML,	 /* a page */
	FORMAT_FRAGMENT, /* a part of one */
};

/* What the command line says. */
struct options {
	enum verb verb;
	enum mailauth_language language;
	bool ascii;
	enum format format;
	bool nagios; /* one line, and the exit statuses of Nagios */
	bool in_full;
	bool queries;
	bool help;
	bool version;
	uint64_t given; /* the options, by their places in the table */
	bool now_given;
	int64_t now;
	enum mailauth_severity fail_on;
	const char *domain;
	char *domain_meant; /* if it is not what was typed */
	const char *ips[IPS_MAX];
	size_t ip_count;
	const char *mail_from;
	const char *from;
	const char *helo;
	const char *auths[AUTHS_MAX];
	size_t auth_count;
	const char *receiver;
	const char **zones;
	size_t zone_count;
	const char **servers;
	size_t server_count;
	enum mailauth_selectors which; /* next to those that are named */
	const char **selectors;	       /* lists of them, commas between */
	size_t selector_count;
	size_t named_count; /* of selectors: one word can have several, and each key is for one */
	const char **keys;  /* SELECTOR=FILE */
	size_t key_count;
	bool no_mail;
	const char *spf_all;		  /* NULL: not given */
	const char *scope;		  /* NULL: not given */
	const char *dnsbl;		  /* "yes", or NULL */
	bool compare;			  /* the zone file with the name servers */
	bool each_server;		  /* of the zone is asked itself */
	bool probe;			  /* mail servers are greeted, */
	const char *allowed[ALLOWED_MAX]; /* both in these ranges, too */
	size_t allowed_count;
	const char *expected[EXPECTED_KINDS][EXPECTED_MAX]; /* by enum expected */
	size_t expected_count[EXPECTED_KINDS];
	const char **assumed; /* "NAME TYPE [DATA]" */
	size_t assumed_count;
	const char **assumed_zones; /* files */
	size_t assumed_zone_count;
	char **assumed_records; /* what those files hold, in the same form */
	size_t assumed_record_count;
	const char *record;
	const char *replay;
	unsigned timeout; /* milliseconds */
	/* explain: */
	bool audit;	     /* look at the DNS, too */
	bool text;	     /* the operand is not a file */
	bool symptom;	     /* the operand names a symptom */
	const char *operand; /* verify, batch: the file, too; diff: the older one */
	const char *newer;   /* diff: the other */
	/* batch: */
	unsigned inflight;    /* lines under way */
	unsigned jobs;	      /* processes */
	unsigned rate;	      /* questions a second; 0: any number */
	unsigned server_rate; /* the same to each server */
	bool unordered;
	const char *resume; /* a file: the output */
	/* verify: */
	const struct mailauth_message *message;
	/* serve: */
	const char *socket; /* NULL: the service manager passes it */
	const char *allowed_users[ALLOWED_MAX];
	size_t allowed_user_count;
	const char *allowed_groups[ALLOWED_MAX];
	size_t allowed_group_count;
	bool allow_zones;   /* requests may name files of zones, */
	bool allow_servers; /* and servers to ask */
	unsigned connections;
};

/* Reads the command line into *OPTIONS, to be ended with options_finish().  Returns 0, or an
 * exit status after a message was printed. */
int options_read(struct options *options, int argc, char **argv);
void options_finish(struct options *options);

/* Stores in *DOMAIN, to be freed, the domain that is meant by a mail address, a URL, or a name with
 * a dot or a slash after it; NULL if TYPED is none of these.  Returns 0; MAILAUTH_ENOMEM. */
int domain_typed(const char *typed, char **domain);

/* The language of the environment: LC_ALL, LC_MESSAGES, LANG. */
enum mailauth_language language_of_environment(void);
/* Whether the environment's character set is UTF-8. */
bool environment_is_utf8(void);

const char *message(enum message_id id, enum mailauth_language language);
/* Prints "dnsaudit: " and a message to the standard error; each of the
 * arguments that message.txt declares for it is the next of the strings, made safe to show. */
void complain(enum mailauth_language language, enum message_id id, ...);
/* The same where a system call failed: ERROR is its errno; the reason is the message's last
 * argument, the others follow.  Takes no memory for the reason. */
void complain_of_system(enum mailauth_language language, enum message_id id, int error, ...);
/* Why a system call failed: ERROR is its errno.  The system's words where we have none. */
const char *system_reason(int error, enum mailauth_language language);
/* Writes over the line of the terminal with such a message alone. */
void show_state(enum mailauth_language language, enum message_id id, ...);
/* Writes such a message and a newline to the standard output. */
void say(enum mailauth_language language, enum message_id id, ...);

/* Where an audit's answers come from, and the loop that fetches them. */
struct sources {
	struct mailauth_zones *zones;
	struct mailauth_network *network;
	struct mailauth_recording *replay;
	struct mailauth_recording *record;
	struct mailauth_loop *loop;
};

/* Loads the zone files.  Returns 0, or an exit status after all faults were printed. */
int zones_open(struct mailauth_zones **zones, const struct options *options);
/* Says what is wrong with the files that ZONES were read from. */
void complain_of_zones(const struct mailauth_zones *zones, enum mailauth_language language);
/* Reads the files of --assume-zone into OPTIONS.  Returns 0, or an exit status after a message. */
int zones_assume(struct options *options);

/* Opens what OPTIONS name, to be closed with sources_close() in any case.  Returns 0, or an exit
 * status after a message was printed. */
int sources_open(struct sources *sources, const struct options *options);
void sources_close(struct sources *sources);
/* Makes the audit that is replayed.  Returns 0, or an exit status after a message was printed. */
int sources_audit(const struct sources *sources, const struct options *options,
		  struct mailauth_audit **audit);
/* Writes the recording of AUDIT, if one is made.  Returns 0, or an exit status after a message. */
int sources_save(const struct sources *sources, const struct mailauth_audit *audit,
		 const struct options *options);

/* What the standard output is: columns (0 if it is not a terminal), a set of mailauth_text_flags.
 */
unsigned output_width(void);
unsigned output_flags(const struct options *options);
/* What HTML is to be, as a set of mailauth_html_flags. */
unsigned html_flags(const struct options *options);
/* Writes TEXT and frees it.  Returns 0, or an exit status after a message was printed. */
int output_write(char *text, const struct options *options);
/* Sets in AUDIT which selectors to look up, and which key files belong to them.  Returns 0, or an
 * exit status after a message was printed. */
int keys_set_up(struct mailauth_audit *audit, const struct options *options);

/* A value that an audit does not take, and what to say of it. */
struct refused {
	enum message_id message;
	const char *value;
};

/* Passes what the command line says, but for selectors and keys, by the names of its options.
 * Returns 0; MAILAUTH_EINVAL and what it is about in *REFUSED; MAILAUTH_ENOMEM. */
int audit_set_up(struct mailauth_audit *audit, const struct options *options,
		 struct refused *refused);

/* The verb "audit".  Returns the exit status. */
int audit_run(struct options *options);
/* With --compat: prints the line (0, or an exit status after a message); the exit status; and both
 * where there is no report. */
int compat_print(const struct mailauth_report *report, const struct options *options);
int compat_status(const struct mailauth_report *report);
int compat_fail(void);
/* The verb "batch".  Returns the exit status. */
int batch_run(struct options *options);
/* The verb "diff".  Returns the exit status. */
int diff_run(const struct options *options);
/* The verb "explain".  Returns the exit status. */
int explain_run(struct options *options);
/* The verb "serve".  Returns the exit status. */
int serve_run(struct options *options);
/* The verb "verify".  Returns the exit status. */
int verify_run(struct options *options);
/* What the report of a message makes it. */
int verify_status(const struct mailauth_report *report);
/* Whether it looks at the DNS. */
bool explain_looks(const struct options *options);
/* Prints the list of symptoms.  Returns 0, or an exit status. */
int symptoms_list(const struct options *options);
/* What to search for WORD with: nothing for a name of the list with a typing error, which is not a
 * word of a complaint. */
const char *symptom_searched(const char *word);
/* Says that no symptom is called so, and which are nearly. */
void symptom_unknown(const struct options *options);

#endif

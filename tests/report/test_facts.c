/* The facts of a report read in C, next to those of its JSON: the same, value by value.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <mailauth/changes.h>
#include <mailauth/dmarc.h>
#include <mailauth/host.h>
#include <mailauth/mx.h>
#include <mailauth/providers.h>
#include <mailauth/queries.h>
#include <mailauth/resolver.h>
#include <mailauth/spf.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char zone_text[] =
	"$ORIGIN example.jp.\n$TTL 1800\n"
	"@ SOA ns1 host 1 3600 600 86400 300\n@ NS ns1\nns1 A 192.0.2.53\n"
	"@ MX 10 mx\n@ MX 20 mx2\nmx A 192.0.2.10\nmx AAAA 2001:db8::10\nmx2 A 192.0.2.11\n"
	"@ TXT \"v=spf1 mx include:_spf.example.jp include:none.example.jp "
	"exists:%{i}.x.example.jp "
	"-all a\"\n"
	"_spf TXT \"v=spf1 ip4:198.51.100.0/24 a:\\255 include:_spf.example.jp -all\"\n"
	"_dmarc TXT \"v=DMARC1; p=reject; sp=none; pct=40; t=y; rua=mailto:d@example.jp\"\n"
	"s1._domainkey CNAME s1.keys\ns1.keys TXT \"v=DKIM1; k=rsa; p=\"\n"
	"two TXT \"v=spf1 -all\"\ntwo TXT \"v=spf1 +all\"\n_dmarc.two TXT \"v=DMARC1; p=none\"\n"
	"null MX 0 .\nnull TXT \"v=spf1 -all\"\n"
	"known NS ns1.dns.ne.jp.\nknown MX 1 smtp.google.com.\n"
	"known TXT \"v=spf1 include:_spf.google.com a:www1.sakura.ne.jp +\"\n";

static const struct {
	const char *domain;
	const char *options[11];
} cases[] = {
	{ "example.jp", { "selector", "s1,s9" } },
	{ "example.jp", { "ip", "198.51.100.7", "mail-from", "a@x.example.jp", "helo", "mx.jp" } },
	{ "example.jp", { "auth", "spf=fail", "auth", "dkim=pass header.d=example.jp" } },
	{ "example.jp", { "ip", "192.0.2.10", "scope", "sender" } },
	{ "example.jp", { "assume", "_dmarc TXT", "assume", "@ MX" } },
	{ "two.example.jp", { NULL } },
	{ "null.example.jp", { "from", "a@example.jp" } },
	{ "known.example.jp", { NULL } },
	{ "other.jp", { "ip", "192.0.2.10", "from", "a@example.jp" } },
	{ "example.jp", { "ip", "11.22.33.1", "helo", "mx.example.jp", "ip", "11.22.33.2" } },
	{ "example.jp", { "ip", "11.22.33.3", "dnsbl", "yes", "servers", "yes", "probe", "any" } },
	{ "no domain", { NULL } },
};

/* --- Values -------------------------------------------------------------------- */

static json_t *at(json_t *object, const char *key)
{
	return json_object_get(object, key);
}

/* A string of JSON is VALUE, and null where that is NULL. */
static void same(json_t *json, const char *value)
{
	if (value == NULL || json == NULL)
		ck_assert_msg(value == NULL && (json == NULL || json_is_null(json)), "%s and %s",
			      value, json_string_value(json));
	else
		ck_assert_str_eq(json_string_value(json), value);
}

static void same_bytes(json_t *json, const void *data, size_t length)
{
	char *visible = NULL;

	if (data != NULL)
		ck_assert_int_eq(mailauth_visible(data, length, &visible), 0);
	same(json, visible);
	mailauth_free(visible);
}

static void same_number(json_t *json, int64_t value)
{
	ck_assert_int_eq(json_integer_value(json), value);
}

/* --- Sections -------------------------------------------------------------------- */

static void compare_tree(json_t *spf, const struct mailauth_report *report)
{
	json_t *tree = at(spf, "tree");
	unsigned lookups, voids;

	ck_assert_int_eq(mailauth_spf_tree_costs(report, &lookups, &voids), tree != NULL);
	ck_assert_uint_eq(mailauth_spf_tree_count(report), json_array_size(tree));
	if (tree != NULL) {
		same_number(at(spf, "lookups"), lookups);
		same_number(at(spf, "voids"), voids);
	}
	for (size_t i = 0; i < json_array_size(tree); i++) {
		json_t *line = json_array_get(tree, i);
		size_t length;
		const unsigned char *text = mailauth_spf_tree_text(report, i, &length);
		bool record = at(line, "record") != NULL;

		same(at(line, "state"),
		     mailauth_spf_branch_word((int)mailauth_spf_tree_state(report, i)));
		same_number(at(line, "depth"), mailauth_spf_tree_depth(report, i));
		same_bytes(at(line, record ? "record" : "term"), text, length);
		same(at(line, "domain"), mailauth_spf_tree_domain(report, i));
		same_number(at(line, "ttl"), record ? mailauth_spf_tree_ttl(report, i) : 0);
		same_number(at(line, "lookups"), record ? 0 : mailauth_spf_tree_lookups(report, i));
		same_number(at(line, "voids"), record ? 0 : mailauth_spf_tree_voids(report, i));
	}
}

static void compare_spf(json_t *spf, const struct mailauth_report *report)
{
	json_t *senders = at(spf, "senders");

	if (at(spf, "status") != NULL)
		same(at(spf, "status"), mailauth_spf_status_word((int)mailauth_spf_status(report)));
	else
		ck_assert_int_eq(mailauth_spf_status(report), MAILAUTH_SPF_STATUS_UNKNOWN);
	compare_tree(spf, report);
	ck_assert_uint_eq(mailauth_report_sender_count(report), json_array_size(senders));
	for (size_t i = 0; i < json_array_size(senders); i++) {
		json_t *line = json_array_get(senders, i);
		const struct mailauth_sender *sender = mailauth_report_sender(report, i);

		same(at(line, "ip"), mailauth_sender_ip(sender));
		same(at(line, "domain"), mailauth_sender_domain(sender));
		same(at(line, "matched"), mailauth_sender_matched(sender));
		same(at(line, "explanation"), mailauth_sender_explanation(sender));
		same_number(at(line, "lookups"), mailauth_sender_lookups(sender));
		same_number(at(line, "voids"), mailauth_sender_voids(sender));
	}
}

static void compare_keys(json_t *keys, const struct mailauth_report *report)
{
	ck_assert_int_eq(mailauth_report_keys_were_asked(report), keys != NULL);
	ck_assert_uint_eq(mailauth_report_key_count(report), json_array_size(keys));
	for (size_t i = 0; i < json_array_size(keys); i++) {
		json_t *line = json_array_get(keys, i);
		const struct mailauth_key *key = mailauth_report_key(report, i);
		size_t length = 0;
		const unsigned char *record = mailauth_key_record(key, &length);

		same(at(line, "selector"), mailauth_key_selector(key));
		same(at(line, "name"), mailauth_key_name(key));
		same(at(line, "type"), mailauth_key_type(key));
		same_number(at(line, "bits"), mailauth_key_bits(key));
		same(at(line, "status"), mailauth_key_status_word((int)mailauth_key_status(key)));
		same_bytes(at(line, "record"), record, length);
		same(json_array_get(at(line, "cname"), 0), mailauth_key_alias(key, 0));
	}
}

static void same_aligned(json_t *json, enum mailauth_aligned aligned)
{
	ck_assert_int_eq(json_is_true(json), aligned == MAILAUTH_ALIGNED_YES);
	ck_assert_int_eq(json_is_false(json), aligned == MAILAUTH_ALIGNED_NO);
}

static void compare_walk(json_t *walk, const struct mailauth_report *report)
{
	ck_assert_uint_eq(mailauth_dmarc_walk_count(report), json_array_size(walk));
	for (size_t i = 0; i < json_array_size(walk); i++) {
		json_t *line = json_array_get(walk, i);
		char *name;

		ck_assert_int_eq(mailauth_dmarc_walk_name(report, i, &name), 0);
		same(at(line, "name"), name);
		mailauth_free(name);
		same(at(line, "status"),
		     mailauth_dmarc_step_word((int)mailauth_dmarc_walk_step(report, i)));
	}
}

static void compare_dmarc(json_t *dmarc, const struct mailauth_report *report)
{
	json_t *old = at(dmarc, "rfc7489");
	json_t *effective = at(dmarc, "effective");
	size_t length = 0;
	const unsigned char *record = mailauth_dmarc_record(report, &length);
	int percent = mailauth_dmarc_percent_7489(report);

	same(at(dmarc, "domain"), mailauth_report_dmarc_domain(report));
	same_bytes(at(dmarc, "record"), record, length);
	same(at(dmarc, "published"), mailauth_policy_word((int)mailauth_dmarc_published(report)));
	same(at(dmarc, "policy_domain"), mailauth_report_dmarc_policy_domain(report));
	same(at(dmarc, "org_domain"), mailauth_report_dmarc_org_domain(report));
	same(at(dmarc, "result"),
	     mailauth_dmarc_result_word((int)mailauth_report_dmarc_result(report)));
	same_aligned(at(at(dmarc, "aligned"), "spf"), mailauth_dmarc_aligned_spf(report));
	same_aligned(at(at(dmarc, "aligned"), "dkim"), mailauth_dmarc_aligned_dkim(report));
	same(at(effective, "missing_subdomain"),
	     mailauth_policy_word(
		     (int)mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_MISSING)));
	compare_walk(at(dmarc, "walk"), report);
	same(at(old, "org_domain"), mailauth_dmarc_org_domain_7489(report));
	same(at(old, "policy_domain"), mailauth_dmarc_policy_domain_7489(report));
	ck_assert_int_eq(json_is_integer(at(old, "percent")), percent >= 0);
	if (percent >= 0)
		same_number(at(old, "percent"), percent);
}

static void compare_mx(json_t *mx, const struct mailauth_report *report)
{
	ck_assert_int_eq(mailauth_mx_is_known(report), json_is_array(mx));
	ck_assert_uint_eq(mailauth_mx_count(report), json_array_size(mx));
	for (size_t i = 0; i < json_array_size(mx); i++) {
		json_t *line = json_array_get(mx, i);
		json_t *addresses = at(line, "addresses");

		same(at(line, "host"), mailauth_mx_host(report, i));
		same_number(at(line, "preference"), mailauth_mx_preference(report, i));
		same(at(line, "company"), mailauth_mx_company(report, i, MAILAUTH_ENGLISH));
		for (size_t j = 0; j <= json_array_size(addresses); j++)
			same(json_array_get(addresses, j), mailauth_mx_address(report, i, j));
	}
	ck_assert_ptr_null(mailauth_mx_host(report, json_array_size(mx)));
}

static void compare_probes(json_t *probes, const struct mailauth_report *report)
{
	ck_assert_uint_eq(mailauth_probe_count(report), json_array_size(probes));
	for (size_t i = 0; i < json_array_size(probes); i++) {
		json_t *line = json_array_get(probes, i);

		same(at(line, "server"), mailauth_probe_server(report, i));
		same(at(line, "ip"), mailauth_probe_ip(report, i));
		same(at(line, "said"), mailauth_probe_said(report, i));
		same(at(line, "state"),
		     mailauth_probe_state_word((int)mailauth_probe_state(report, i)));
		ck_assert_int_eq(json_is_true(at(line, "starttls")),
				 mailauth_probe_starttls(report, i));
	}
	ck_assert_ptr_null(mailauth_probe_ip(report, json_array_size(probes)));
}

static void compare_hosts(json_t *hosts, const struct mailauth_report *report)
{
	static const char *const confirmed[] = { NULL, "false", "false", "true" };

	ck_assert_uint_eq(mailauth_host_count(report), json_array_size(hosts));
	for (size_t i = 0; i < json_array_size(hosts); i++) {
		json_t *line = json_array_get(hosts, i);
		json_t *names = at(line, "ptr");
		json_t *led = at(line, "confirmed");

		same(at(line, "ip"), mailauth_host_ip(report, i));
		same(at(line, "server"), mailauth_host_server(report, i));
		same(at(line, "helo"), mailauth_host_helo(report, i));
		ck_assert_int_eq(json_is_true(at(line, "sends")), mailauth_host_sends(report, i));
		ck_assert_str_eq(json_is_null(led)   ? ""
				 : json_is_true(led) ? "true"
						     : "false",
				 confirmed[mailauth_host_names(report, i)] != NULL
					 ? confirmed[mailauth_host_names(report, i)]
					 : "");
		for (size_t j = 0; j <= json_array_size(names); j++)
			same(json_array_get(names, j), mailauth_host_name(report, i, j));
	}
	ck_assert_ptr_null(mailauth_host_ip(report, json_array_size(hosts)));
}

static void compare_blocklists(json_t *lists, const struct mailauth_report *report)
{
	ck_assert_uint_eq(mailauth_blocklist_count(report), json_array_size(lists));
	for (size_t i = 0; i < json_array_size(lists); i++) {
		json_t *line = json_array_get(lists, i);
		json_t *listings = at(line, "listings");

		same(at(line, "id"), mailauth_blocklist_id(report, i));
		same(at(line, "zone"), mailauth_blocklist_zone(report, i));
		same(at(line, "date"), mailauth_blocklist_date(report, i));
		same(at(line, "state"),
		     mailauth_blocklist_state_word((int)mailauth_blocklist_state(report, i)));
		for (size_t j = 0; j < json_array_size(listings); j++) {
			json_t *listing = json_array_get(listings, j);
			json_t *codes = at(listing, "codes");

			same(at(listing, "of"), mailauth_blocklist_of(report, i, j));
			ck_assert_int_eq(json_is_true(at(listing, "listed")),
					 mailauth_blocklist_lists(report, i, j));
			for (size_t k = 0; k <= json_array_size(codes); k++)
				same(json_array_get(codes, k),
				     mailauth_blocklist_code(report, i, j, k));
		}
		ck_assert_ptr_null(mailauth_blocklist_of(report, i, json_array_size(listings)));
	}
	ck_assert_ptr_null(mailauth_blocklist_id(report, json_array_size(lists)));
}

static void compare_providers(json_t *providers, const struct mailauth_report *report)
{
	size_t count = mailauth_provider_count(report);

	ck_assert_uint_eq(count, json_array_size(providers));
	for (size_t i = 0; i < count; i++) {
		json_t *line = json_array_get(providers, i);

		same(at(line, "id"), mailauth_provider_id(report, i));
		same(at(line, "name"), mailauth_provider_name(report, i, MAILAUTH_ENGLISH));
		same(at(line, "name_ja"), mailauth_provider_name(report, i, MAILAUTH_JAPANESE));
		same(at(line, "role"),
		     mailauth_provider_role_word((int)mailauth_provider_role(report, i)));
		same(at(line, "evidence"), mailauth_provider_evidence(report, i));
		same(at(line, "date"), mailauth_provider_date(report, i));
		ck_assert_str_le(mailauth_provider_date(report, i), mailauth_providers_date());
	}
	ck_assert_ptr_null(mailauth_provider_id(report, count));
	ck_assert_ptr_null(mailauth_provider_name(report, count, MAILAUTH_ENGLISH));
	ck_assert_ptr_null(mailauth_provider_evidence(report, count));
	ck_assert_ptr_null(mailauth_provider_date(report, count));
	ck_assert_ptr_null(mailauth_provider_screen(report, count, MAILAUTH_JAPANESE));
	ck_assert_ptr_null(mailauth_provider_role_word(-1));
	ck_assert_ptr_null(mailauth_provider_role_word(MAILAUTH_PROVIDER_SIGNS + 1));
}

static void compare_arguments(json_t *args, const struct mailauth_finding *finding)
{
	size_t count = mailauth_finding_argument_count(finding);

	ck_assert_uint_eq(count, json_object_size(args));
	for (size_t i = 0; i < count; i++) {
		const char *key = mailauth_finding_argument_key(finding, i);
		size_t length;
		const char *value = mailauth_finding_argument_value(finding, i, &length);

		ck_assert_ptr_nonnull(at(args, key));
		ck_assert_str_eq(mailauth_finding_argument(finding, key), value);
		ck_assert_int_eq(value[length], '\0');
		/* Names were made safe before. */
		if (strchr(value, '\\') == NULL)
			same_bytes(at(args, key), value, length);
	}
	ck_assert_ptr_null(mailauth_finding_argument_key(finding, count));
}

static void compare_findings(json_t *findings, const struct mailauth_report *report)
{
	ck_assert_uint_eq(mailauth_report_finding_count(report), json_array_size(findings));
	for (size_t i = 0; i < json_array_size(findings); i++) {
		json_t *line = json_array_get(findings, i);
		const struct mailauth_finding *finding = mailauth_report_finding(report, i);

		same(at(line, "id"), mailauth_finding_id(finding));
		same(at(line, "name"), mailauth_finding_name(finding));
		same(at(line, "source"), mailauth_finding_source(finding));
		same(at(at(line, "holder"), "company"),
		     mailauth_finding_company(finding, MAILAUTH_ENGLISH));
		same(at(line, "helper"), mailauth_finding_helper(finding, MAILAUTH_ENGLISH));
		compare_arguments(at(line, "args"), finding);
	}
}

static void compare_changes(json_t *changes, const struct mailauth_report *report)
{
	json_t *line;
	size_t i;

	ck_assert_int_eq(mailauth_report_before(report) != NULL, changes != NULL);
	ck_assert_uint_eq(mailauth_report_change_count(report), json_array_size(changes));
	json_array_foreach(changes, i, line)
	{
		const struct mailauth_change *change = mailauth_report_change(report, i);
		const struct mailauth_finding *finding = mailauth_change_finding(change);

		same(at(line, "what"), mailauth_change_word((int)mailauth_change_kind(change)));
		same(at(line, "before"), mailauth_change_before(change));
		same(at(line, "after"), mailauth_change_after(change));
		if (finding != NULL)
			same(at(line, "id"), mailauth_finding_id(finding));
	}
	ck_assert_ptr_null(mailauth_report_change(report, i));
}

/* In JSON an MX record is an object. */
static void same_record(json_t *json, const struct mailauth_query *query, size_t index)
{
	char *text = NULL;
	char mx[300];

	if (json_is_null(json) || json_is_null(at(json, "host"))) {
		ck_assert_int_eq(mailauth_query_record(query, index, &text), MAILAUTH_FAULTY);
		ck_assert_ptr_null(text);
		return;
	}
	ck_assert_int_eq(mailauth_query_record(query, index, &text), 0);
	if (json_is_object(json)) {
		snprintf(mx, sizeof(mx), "%d %s", (int)json_integer_value(at(json, "preference")),
			 json_string_value(at(json, "host")));
		ck_assert_str_eq(text, mx);
	} else {
		same(json, text);
	}
	mailauth_free(text);
}

static void compare_queries(json_t *queries, const struct mailauth_report *report)
{
	json_t *line;
	size_t i;
	char here, *text = &here;

	ck_assert_uint_eq(mailauth_report_query_count(report), json_array_size(queries));
	json_array_foreach(queries, i, line)
	{
		const struct mailauth_query *query = mailauth_report_query(report, i);
		size_t count = mailauth_query_record_count(query);

		same(at(line, "name"), mailauth_query_name(query));
		same(at(line, "type"), mailauth_type_word(mailauth_query_type(query)));
		same(at(line, "status"), mailauth_query_word(query));
		ck_assert_int_eq(mailauth_query_status(query) == MAILAUTH_QUERY_FAILED,
				 at(line, "rcode") == NULL);
		ck_assert_int_eq(mailauth_query_failure(query) != 0, at(line, "rcode") == NULL);
		same_number(at(line, "rcode"), mailauth_query_rcode(query));
		same_number(at(line, "ttl"), mailauth_query_ttl(query));
		same(at(line, "alias"), mailauth_query_alias(query));
		same(at(line, "server"), mailauth_query_server(query));
		ck_assert(json_is_true(at(line, "tcp")) == mailauth_query_needs_tcp(query));
		ck_assert_uint_eq(count, json_array_size(at(line, "records")));
		for (size_t j = 0; j < count; j++)
			same_record(json_array_get(at(line, "records"), j), query, j);
		ck_assert_int_eq(mailauth_query_record(query, count, &text), MAILAUTH_EINVAL);
		ck_assert_ptr_eq(text, &here);
	}
	ck_assert_ptr_null(mailauth_report_query(report, i));
	ck_assert_ptr_null(mailauth_type_word(-1));
	ck_assert_ptr_null(mailauth_type_word(65536 + 1));
}

/* What is not there gives nothing, and stores nothing. */
static void look_beyond(const struct mailauth_report *report)
{
	size_t length = 77, count = mailauth_spf_tree_count(report);
	uint64_t addresses = 77;
	unsigned lookups = 77, voids = 77;
	char here, *name = &here;

	ck_assert_ptr_null(mailauth_spf_tree_text(report, count, &length));
	ck_assert_ptr_null(mailauth_spf_tree_domain(report, count));
	ck_assert_uint_eq(mailauth_spf_tree_state(report, count), MAILAUTH_SPF_BRANCH_CUT);
	ck_assert_uint_eq(mailauth_spf_tree_ttl(report, SIZE_MAX), 0);
	for (int of = -1; of <= 3; of += 4) {
		ck_assert_int_eq(mailauth_report_dmarc_policy(report, (enum mailauth_policy_of)of),
				 MAILAUTH_POLICY_UNKNOWN);
		ck_assert_int_eq(
			mailauth_report_dmarc_policy_7489(report, (enum mailauth_policy_of)of),
			MAILAUTH_POLICY_UNKNOWN);
	}
	ck_assert_uint_eq(mailauth_spf_tree_depth(report, count), 0);
	ck_assert_uint_eq(mailauth_spf_tree_lookups(report, count), 0);
	ck_assert_uint_eq(mailauth_spf_tree_voids(report, count), 0);
	ck_assert_ptr_null(mailauth_report_spf_record(
		report, mailauth_report_spf_record_count(report), &length));
	if (mailauth_report_dmarc_policy_domain(report) == NULL)
		ck_assert_ptr_null(mailauth_dmarc_record(report, &length));
	for (size_t i = 0; i < mailauth_report_key_count(report); i++)
		if (mailauth_key_status(mailauth_report_key(report, i)) == MAILAUTH_KEY_MISSING)
			ck_assert_ptr_null(
				mailauth_key_record(mailauth_report_key(report, i), &length));
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		const struct mailauth_finding *finding = mailauth_report_finding(report, i);
		size_t of = 77;

		ck_assert_int_eq(mailauth_finding_record(finding, &of) == NULL, of == 77);
		ck_assert_ptr_null(mailauth_finding_argument_value(
			finding, mailauth_finding_argument_count(finding), &length));
	}
	ck_assert_uint_eq(length, 77);
	ck_assert_int_eq(mailauth_report_spf_addresses(report, &addresses), addresses != 77);
	ck_assert_int_eq(mailauth_spf_tree_costs(report, &lookups, &voids), lookups != 77);
	ck_assert_int_eq(mailauth_dmarc_walk_name(report, mailauth_dmarc_walk_count(report), &name),
			 MAILAUTH_EINVAL);
	ck_assert_ptr_eq(name, &here);
}

/* --- Audits ------------------------------------------------------------------------- */

static void compare(const struct mailauth_report *report)
{
	json_t *json;
	char *text;

	ck_assert_int_eq(
		mailauth_report_json(report, MAILAUTH_ENGLISH, MAILAUTH_JSON_QUERIES, &text, NULL),
		0);
	json = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(json_string_value(at(json, "scope")),
			 mailauth_report_scope(report) == MAILAUTH_SCOPE_FULL ? "full" : "sender");
	compare_spf(at(json, "spf"), report);
	compare_keys(at(at(json, "dkim"), "keys"), report);
	if (at(json, "dmarc") != NULL)
		compare_dmarc(at(json, "dmarc"), report);
	compare_mx(at(json, "mx"), report);
	compare_probes(at(json, "probes"), report);
	compare_hosts(at(json, "host"), report);
	compare_blocklists(at(json, "blocklists"), report);
	compare_findings(at(json, "findings"), report);
	compare_providers(at(json, "providers"), report);
	same(at(at(at(json, "verdict"), "holder"), "company"),
	     mailauth_verdict_company(report, MAILAUTH_ENGLISH));
	same(at(at(json, "verdict"), "helper"), mailauth_verdict_helper(report, MAILAUTH_ENGLISH));
	compare_changes(at(json, "changes"), report);
	compare_queries(at(json, "queries"), report);
	look_beyond(report);
	json_decref(json);
	mailauth_free(text);
}

START_TEST(test_facts)
{
	struct mailauth_zones *zones;
	struct mailauth_audit *audit;
	struct mailauth_loop *loop;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "zone", zone_text, strlen(zone_text), NULL), 0);
	ck_assert_int_eq(mailauth_loop_new(&loop), 0);
	ck_assert_int_eq(mailauth_loop_set_zones(loop, zones), 0);
	ck_assert_int_eq(mailauth_audit_new(&audit, cases[_i].domain, 0), 0);
	for (const char *const *option = cases[_i].options; *option != NULL; option += 2)
		ck_assert_int_eq(mailauth_audit_set(audit, option[0], option[1]), 0);
	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	compare(mailauth_audit_report(audit));
	if (mailauth_report_before(mailauth_audit_report(audit)) != NULL)
		compare(mailauth_report_before(mailauth_audit_report(audit)));
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	mailauth_zones_free(zones);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("facts");

	add_loop(suite, "facts", test_facts, COUNT_OF(cases));
	return check_main(suite);
}

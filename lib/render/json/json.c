/* The report as JSON, version 1: ids and arguments are the interface, sentences a rendering.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../render.h"

#include <mailauth/mx.h>
#include <mailauth/spf.h>

enum {
	SCHEMA_VERSION = 1,
};

/* What a key's value is, in the words of the contract; "na" where nothing was asked. */
static void write_severity(struct ma_json *json, const char *key, enum mailauth_severity severity)
{
	ma_json_text(json, key, ma_text(mailauth_severity_word(severity)));
}

static void write_sections(struct ma_json *json, const struct mailauth_report *report)
{
	ma_json_open(json, "sections", '{');
	for (int i = MAILAUTH_SECTION_SPF; i <= MAILAUTH_SECTION_DNS; i++)
		write_severity(json, mailauth_section_word(i),
			       mailauth_report_section_severity(report, (enum mailauth_section)i));
	ma_json_close(json, '}');
}

/* --- SPF ------------------------------------------------------------------ */

static void write_sender(struct ma_json *json, const struct mailauth_sender *sender)
{
	const struct ma_spf_outcome *outcome = &sender->outcome;

	ma_json_open(json, NULL, '{');
	ma_json_text(json, "ip", sender->ip_text);
	ma_json_text(json, "identity", ma_text(mailauth_identity_word(sender->input.identity)));
	ma_json_bytes(json, "domain", sender->domain_text);
	ma_json_text(json, "result", ma_text(mailauth_spf_result_word(outcome->result)));
	ma_json_bytes(json, "matched", outcome->matched);
	ma_json_number(json, "lookups", outcome->lookups);
	ma_json_number(json, "voids", outcome->voids);
	ma_json_bytes(json, "explanation", outcome->explanation);
	ma_json_close(json, '}');
}

/* A line of the tree; a record has a domain, a term has counts. */
static void write_branch(struct ma_json *json, const struct ma_spf_branch *branch)
{
	ma_json_open(json, NULL, '{');
	ma_json_number(json, "depth", branch->depth);
	ma_json_text(json, "state", ma_text(mailauth_spf_branch_word((int)branch->state)));
	if (branch->state == MA_BRANCH_RECORD) {
		ma_json_text(json, "domain", branch->domain);
		ma_json_bytes(json, "record", branch->text);
		ma_json_number(json, "ttl", branch->ttl);
	} else {
		ma_json_bytes(json, "term", branch->text);
		ma_json_number(json, "lookups", branch->lookups);
		ma_json_number(json, "voids", branch->voids);
	}
	ma_json_close(json, '}');
}

static void write_addresses(struct ma_json *json, const struct ma_spf_tree *tree)
{
	if (tree->counted)
		ma_json_number(json, "ipv4_addresses", (int64_t)tree->reach.ipv4);
	else
		ma_json_null(json, "ipv4_addresses");
}

static void write_published(struct ma_json *json, const struct mailauth_report *report,
			    enum mailauth_language language)
{
	const struct ma_spf_published *spf = &report->spf;

	ma_json_text(json, "status",
		     ma_text(mailauth_spf_status_word((int)mailauth_spf_status(report))));
	if (spf->count == 1)
		ma_json_bytes(json, "record", spf->records[0]->text);
	else
		ma_json_null(json, "record");
	if (spf->unknown)
		ma_json_null(json, "record_count");
	else
		ma_json_number(json, "record_count", (int64_t)spf->count);
	if (spf->walked) {
		ma_json_number(json, "lookups", spf->tree.lookups);
		ma_json_number(json, "voids", spf->tree.voids);
		write_addresses(json, &spf->tree);
		ma_json_open(json, "tree", '[');
		for (size_t i = 0; i < spf->tree.branch_count; i++)
			write_branch(json, spf->tree.branches[i]);
		ma_json_close(json, ']');
		ma_json_costs(json, report, language);
	} else {
		ma_json_null(json, "lookups");
		ma_json_null(json, "voids");
		ma_json_null(json, "ipv4_addresses");
	}
}

/* What was not asked for is absent. */
static bool is_full(const struct mailauth_report *report)
{
	return report->settings.scope == MAILAUTH_SCOPE_FULL;
}

static void write_spf(struct ma_json *json, const struct mailauth_report *report,
		      enum mailauth_language language)
{
	ma_json_open(json, "spf", '{');
	if (report->settings.domain != NULL && is_full(report))
		write_published(json, report, language);
	if (report->sender_count > 0) {
		ma_json_open(json, "senders", '[');
		for (size_t i = 0; i < report->sender_count; i++)
			write_sender(json, report->senders[i]);
		ma_json_close(json, ']');
	}
	ma_json_close(json, '}');
}

/* --- MX ------------------------------------------------------------------- */

static void write_mx_host(struct ma_json *json, const struct ma_mx_host *host,
			  enum mailauth_language language)
{
	ma_json_open(json, NULL, '{');
	ma_json_number(json, "preference", host->preference);
	ma_json_text(json, "host", host->name);
	ma_json_open(json, "addresses", '[');
	for (size_t i = 0; i < host->address_count; i++)
		ma_json_text(json, NULL, host->addresses[i]);
	ma_json_close(json, ']');
	ma_json_company(json, "company", ma_provider_of_mx(host->name), language);
	ma_json_close(json, '}');
}

/* The MX records; an implicit MX is not a record. */
static void write_mx(struct ma_json *json, const struct ma_mx *mx, enum mailauth_language language)
{
	if (mx->unknown) {
		ma_json_null(json, "mx");
		return;
	}
	ma_json_open(json, "mx", '[');
	for (size_t i = 0; i < mx->count && !mx->implicit; i++)
		write_mx_host(json, &mx->hosts[i], language);
	ma_json_close(json, ']');
}

/* What each mail server said that was greeted. */
static void write_probes(struct ma_json *json, const struct ma_visits *visits)
{
	if (visits->count == 0)
		return;
	ma_json_open(json, "probes", '[');
	for (size_t i = 0; i < visits->count; i++) {
		const struct ma_visit *visit = &visits->items[i];

		ma_json_open(json, NULL, '{');
		ma_json_text(json, "server", visit->server);
		ma_json_text(json, "ip", visit->ip_text);
		ma_json_text(json, "state", ma_text(mailauth_probe_state_word((int)visit->state)));
		if (visit->said.length > 0)
			ma_json_text(json, "said", visit->said);
		else
			ma_json_null(json, "said");
		if (visit->state == MA_VISIT_TAKEN)
			ma_json_bool(json, "starttls", visit->starttls);
		else
			ma_json_null(json, "starttls");
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

/* --- DNS ------------------------------------------------------------------ */

static void write_zone(struct ma_json *json, const struct mailauth_report *report,
		       enum mailauth_language language)
{
	const struct ma_zone *zone = &report->zone;

	ma_json_open(json, "dns", '{');
	if (zone->apex_text.data != NULL)
		ma_json_text(json, "apex", zone->apex_text);
	else
		ma_json_null(json, "apex");
	ma_json_open(json, "servers", '[');
	for (size_t i = 0; i < zone->server_count; i++) {
		ma_json_open(json, NULL, '{');
		ma_json_text(json, "name", zone->servers[i]);
		ma_json_company(json, "company",
				ma_provider_find(zone->servers[i], MA_PROVIDER_DNS), language);
		ma_json_server(json, report, i);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
	ma_json_delegation(json, report);
	ma_json_close(json, '}');
}

/* --- Companies ------------------------------------------------------------ */

static void write_providers(struct ma_json *json, const struct mailauth_report *report)
{
	ma_json_open(json, "providers", '[');
	for (size_t i = 0; i < report->provider_count; i++) {
		const struct ma_found_provider *found = &report->providers[i];
		const struct ma_provider *provider = found->provider;

		ma_json_open(json, NULL, '{');
		ma_json_text(json, "id", ma_text(provider->id));
		ma_json_text(json, "name", ma_text(ma_provider_name(provider, MAILAUTH_ENGLISH)));
		ma_json_text(json, "name_ja",
			     ma_text(ma_provider_name(provider, MAILAUTH_JAPANESE)));
		ma_json_text(json, "role", ma_text(mailauth_provider_role_word((int)found->role)));
		ma_json_text(json, "evidence", found->evidence);
		ma_json_text(json, "date", ma_text(provider->seen));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

/* --- Findings ------------------------------------------------------------- */

static void write_words(struct ma_json *json, const char *key,
			const struct mailauth_finding *finding, enum mailauth_language language,
			bool advice)
{
	struct ma_buffer words = { 0 };

	ma_buffer_add(&words, "", 0);
	ma_words_finding(&words, finding, language, advice);
	if (!words.failed)
		ma_json_text(json, key, ma_buffer_view(&words));
	json->out->failed = json->out->failed || words.failed;
	ma_buffer_finish(&words);
}

static void write_record(struct ma_json *json, const struct mailauth_finding *finding)
{
	if (finding->record.data == NULL)
		return;
	ma_json_bytes(json, "record", finding->record);
	if (finding->from == finding->to)
		return;
	ma_json_open(json, "span", '[');
	ma_json_number(json, NULL, (int64_t)finding->from);
	ma_json_number(json, NULL, (int64_t)finding->to);
	ma_json_close(json, ']');
	ma_json_bytes(json, "faulty", ma_text_slice(finding->record, finding->from, finding->to));
}

static void write_overruling(struct ma_json *json, const struct mailauth_finding *by)
{
	if (by != NULL)
		ma_json_text(json, "overruled_by", ma_text(mailauth_finding_id(by)));
	else
		ma_json_null(json, "overruled_by");
}

static void write_finding(struct ma_json *json, const struct mailauth_finding *finding,
			  enum mailauth_language language)
{
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "id", ma_text(mailauth_finding_id(finding)));
	write_severity(json, "severity", mailauth_finding_severity(finding));
	ma_json_text(json, "section",
		     ma_text(mailauth_section_word((int)mailauth_finding_section(finding))));
	ma_json_text(json, "name", finding->name);
	write_record(json, finding);
	ma_json_open(json, "args", '{');
	for (size_t i = 0; i < finding->argument_count; i++) {
		const struct ma_argument *argument = &finding->arguments[i];

		/* What someone else would have to publish is for no one here to paste. */
		if (argument->kind == MA_VALUE_MEANT && finding->keeper != NULL &&
		    finding->keeper->length > 0)
			continue;
		if (argument->kind == MA_VALUE_SAFE)
			ma_json_text(json, argument->key, argument->value);
		else
			ma_json_bytes(json, argument->key, argument->value);
	}
	ma_json_close(json, '}');
	write_words(json, "text", finding, language, false);
	write_words(json, "advice", finding, language, true);
	ma_json_remedy(json, finding->remedy, language);
	write_overruling(json, finding->remedy->overruled_by);
	ma_json_bool(json, "counts", finding->remedy->counts);
	ma_json_text(json, "source", ma_text(mailauth_finding_source(finding)));
	ma_json_close(json, '}');
}

/* --- The whole ------------------------------------------------------------ */

void ma_json_report(struct ma_json *json, const struct mailauth_report *report,
		    enum mailauth_language language, bool queries)
{
	const struct ma_settings *settings = &report->settings;
	char rules[MAILAUTH_RULES_VERSION_SIZE];

	mailauth_rules_version(rules);
	ma_json_number(json, "schema_version", SCHEMA_VERSION);
	ma_json_text(json, "rules_version", ma_text(rules));
	ma_json_bytes(json, "domain", settings->domain_text);
	ma_json_bytes(json, "domain_unicode", settings->domain_unicode);
	ma_json_text(json, "lang", ma_text(mailauth_language_code((int)language)));
	ma_json_number(json, "now", settings->now);
	ma_json_bool(json, "complete", report->complete);
	ma_json_text(json, "scope", ma_text(is_full(report) ? "full" : "sender"));
	ma_json_verdict(json, report, language);
	write_sections(json, report);
	ma_json_fixes(json, report, language);
	write_spf(json, report, language);
	ma_json_message(json, report);
	ma_json_dkim(json, report);
	ma_json_dmarc(json, report);
	if (settings->domain != NULL && is_full(report)) {
		write_mx(json, &report->mx, language);
		write_probes(json, &report->visits);
		ma_json_hosts(json, report);
		ma_json_blocklists(json, report);
		write_zone(json, report, language);
		write_providers(json, report);
	}
	ma_json_receivers(json, report, language);
	ma_json_open(json, "findings", '[');
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		write_finding(json, mailauth_report_finding(report, i), language);
	ma_json_close(json, ']');
	ma_json_assumed(json, report);
	ma_json_changes(json, report);
	if (queries)
		ma_json_queries(json, report);
}

int mailauth_report_json(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned flags, char **text, size_t *length)
{
	struct ma_buffer out = { 0 };
	struct ma_json json = { .out = &out };

	if ((unsigned)language >= MA_LANGUAGES || (flags & ~(unsigned)MAILAUTH_JSON_QUERIES) != 0)
		return MAILAUTH_EINVAL;
	ma_json_open(&json, NULL, '{');
	ma_json_report(&json, report, language, (flags & MAILAUTH_JSON_QUERIES) != 0);
	ma_json_close(&json, '}');
	ma_buffer_byte(&out, '\n');
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}

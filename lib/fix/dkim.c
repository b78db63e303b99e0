/* Keys of DKIM: that of a file, those that were pasted wrongly, and those at a wrong name.  A key
 * that another company publishes is left to it.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

static bool is_key_at(const struct mailauth_finding *finding, struct ma_text name)
{
	return mailauth_finding_section(finding) == MAILAUTH_SECTION_DKIM &&
	       mailauth_finding_severity(finding) >= MAILAUTH_SEVERITY_WARNING &&
	       ma_text_equal(finding->name, name);
}

/* The finding ID about NAME; NULL if there is none. */
static const struct mailauth_finding *find(const struct mailauth_report *report,
					   enum ma_finding_id id, struct ma_text name)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == id && ma_text_equal(report->findings[i]->name, name))
			return report->findings[i];
	return NULL;
}

/* A key whose private half is published is worth nothing, however it is written. */
static bool is_leaked(const struct mailauth_report *report, struct ma_text name)
{
	return find(report, MA_DKIM_PRIVATE_KEY, name) != NULL ||
	       find(report, MA_DKIM_KEY_LEAKED, name) != NULL;
}

/* --- What is to be published -------------------------------------------------------------- */

/* The key of the file that the user has for KEY's selector; .data is NULL if there is none. */
static struct ma_text find_in_file(const struct ma_proposals *proposals,
				   const struct mailauth_key *key)
{
	const struct ma_settings *settings = &proposals->report->settings;

	for (size_t i = 0; i < settings->named_count; i++)
		if (ma_text_equal(settings->named[i].text, key->selector) &&
		    settings->named[i].file != NULL &&
		    settings->named[i].file->state == MA_FILE_KEY)
			return ma_key_file_record(proposals->arena, settings->named[i].file);
	return (struct ma_text){ 0 };
}

/* What the record at KEY's name was meant to be; NULL if that is not clear. */
static const struct mailauth_finding *find_meant(const struct mailauth_report *report,
						 const struct mailauth_key *key)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (is_key_at(report->findings[i], key->name) &&
		    ma_finding_value(report->findings[i], MA_VALUE_RECORD) != NULL)
			return report->findings[i];
	return NULL;
}

/* The key that was published at another name. */
static const struct mailauth_finding *find_elsewhere(const struct mailauth_report *report,
						     const struct mailauth_key *key)
{
	const struct mailauth_finding *finding =
		find(report, MA_DKIM_DOMAINKEY_FORGOTTEN, key->name);

	return finding != NULL ? finding : find(report, MA_DKIM_ZONE_NAME_TWICE, key->name);
}

/* --- Proposing ---------------------------------------------------------------------------- */

/* Those of the texts at the name that were meant for keys go: there can be one only (RFC 6376
 * 3.6.2.2).  ALL of them go, where one key was spread over several, or none is a key. */
static void remove_keys(struct ma_proposals *proposals, struct ma_proposal *proposal, bool all)
{
	const struct ma_answer *answer =
		ma_fix_published(proposals, proposal->fix.name, MA_TYPE_TXT);

	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (all || ma_dkim_is_meant(&answer->records[i]))
			ma_proposal_remove(proposals, proposal, &answer->records[i]);
}

static struct ma_proposal *begin(struct ma_proposals *proposals, const struct mailauth_key *key)
{
	struct ma_proposal *proposal = ma_proposal_add(
		proposals, ma_name_unescape(proposals->arena, key->name), MA_TYPE_TXT);

	/* What the wildcard holds is not at the name itself. */
	if (proposal != NULL && key->wildcard) {
		proposal->fix.kept_count = 0;
		proposal->fix.ttl = 0;
	}
	return proposal;
}

/* Whether someone saw mail that the published key verifies. */
static bool is_in_use(const struct mailauth_report *report, const struct mailauth_key *key)
{
	const struct ma_settings *settings = &report->settings;

	for (size_t i = 0; i < settings->result_count; i++)
		if (settings->results[i]->method == MA_BY_DKIM &&
		    ma_text_is(settings->results[i]->result, "pass") &&
		    ma_text_equal_fold(settings->results[i]->selector, key->selector))
			return true;
	return false;
}

static void propose_file(struct ma_proposals *proposals, const struct mailauth_key *key,
			 struct ma_text text)
{
	const struct mailauth_report *report = proposals->report;
	bool other = find(report, MA_DKIM_KEY_MISMATCH, key->name) != NULL &&
		     (key->status == MAILAUTH_KEY_OK || key->status == MAILAUTH_KEY_WEAK ||
		      key->status == MAILAUTH_KEY_TESTING);
	bool several = find(report, MA_DKIM_SEVERAL_RECORDS, key->name) != NULL;
	struct ma_proposal *proposal;
	struct ma_fix_form *form;

	if (other && is_in_use(report, key))
		return;
	proposal = begin(proposals, key);
	if (proposal == NULL)
		return;
	remove_keys(proposals, proposal,
		    find(report, MA_DKIM_KEY_SPREAD, key->name) != NULL ||
			    find(report, MA_DKIM_NOT_A_KEY, key->name) != NULL);
	form = ma_proposal_add_text(proposals, proposal, text);
	if (other || several)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_OLD_KEY, "name", key->name);
}

static void propose_meant(struct ma_proposals *proposals, const struct mailauth_key *key,
			  const struct mailauth_finding *finding)
{
	const struct ma_argument *meant = ma_finding_value(finding, MA_VALUE_RECORD);
	bool spread = find(proposals->report, MA_DKIM_KEY_SPREAD, key->name) != NULL;
	struct ma_proposal *proposal;

	/* Of two keys no one can say which one mail is signed with. */
	if (find(proposals->report, MA_DKIM_SEVERAL_RECORDS, key->name) != NULL)
		return;
	proposal = begin(proposals, key);
	if (proposal == NULL)
		return;
	remove_keys(proposals, proposal, spread);
	ma_proposal_add_text(proposals, proposal, meant->value);
}

static void propose_elsewhere(struct ma_proposals *proposals, const struct mailauth_key *key,
			      const struct mailauth_finding *finding)
{
	struct ma_proposal *proposal = begin(proposals, key);

	ma_form_confirm_text(proposals, ma_proposal_add_text(proposals, proposal, finding->record),
			     MA_PHRASE_CONFIRM_MOVED, "other",
			     ma_finding_argument(finding, "place"));
}

static void propose_key(struct ma_proposals *proposals, const struct mailauth_key *key)
{
	const struct mailauth_report *report = proposals->report;
	const struct mailauth_finding *meant = find_meant(report, key);
	const struct mailauth_finding *elsewhere = find_elsewhere(report, key);
	struct ma_text file = find_in_file(proposals, key);
	bool matches = find(report, MA_DKIM_KEY_MATCHES, key->name) != NULL;

	if (key->alias_count > 0 || is_leaked(report, key->name))
		return;
	/* A record with the key of the file may restrict it, and keeps that where it can be kept.
	 */
	if (meant != NULL && !key->wildcard && (file.data == NULL || matches))
		propose_meant(proposals, key, meant);
	else if (file.data != NULL && (!matches || key->status == MAILAUTH_KEY_INVALID))
		propose_file(proposals, key, file);
	else if (elsewhere != NULL)
		propose_elsewhere(proposals, key, elsewhere);
}

void ma_fix_propose_dkim(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;

	for (size_t i = 0; i < report->key_count; i++)
		propose_key(proposals, report->keys[i]);
}

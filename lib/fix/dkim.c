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

/* The flags of the record that is there, if receivers know them (RFC 6376 3.6.1): who wrote them
 * meant them. */
static struct ma_text find_flags(const struct ma_proposals *proposals,
				 const struct mailauth_key *key)
{
	static const char *const known[] = { "s", "y", "s:y", "y:s" };
	struct ma_tags tags = { .count = 0 };

	if (key->record.data != NULL)
		ma_tags_read(proposals->arena, key->record, false, &tags);
	for (size_t i = 0; i < tags.count; i++)
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
			if (tags.tags[i].state == MA_TAG_SOUND &&
			    ma_text_is(tags.tags[i].name, "t") &&
			    ma_text_is(tags.tags[i].value, known[k]))
				return tags.tags[i].value;
	return (struct ma_text){ 0 };
}

/* TEXT with the flags of the record that it replaces. */
static struct ma_text with_flags(const struct ma_proposals *proposals,
				 const struct mailauth_key *key, struct ma_text text)
{
	struct ma_text flags = find_flags(proposals, key);
	struct ma_buffer out = { 0 };

	if (flags.length == 0)
		return text;
	ma_buffer_text(&out, text);
	ma_buffer_string(&out, "; t=");
	ma_buffer_text(&out, flags);
	return ma_buffer_keep(&out, proposals->arena);
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

/* The key that was published at another name; NULL if there are several, and they differ. */
static const struct mailauth_finding *find_elsewhere(const struct mailauth_report *report,
						     const struct mailauth_key *key)
{
	static const enum ma_finding_id ids[] = { MA_DKIM_DOMAINKEY_FORGOTTEN,
						  MA_DKIM_ZONE_NAME_TWICE, MA_DKIM_WRONG_NAME,
						  MA_DKIM_KEY_AT_PARENT };
	const struct mailauth_finding *found = NULL;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		for (size_t k = 0; k < report->finding_count; k++) {
			const struct mailauth_finding *finding = report->findings[k];

			if (finding->id != ids[i] || !ma_text_equal(finding->name, key->name))
				continue;
			/* What is above is for mail that is signed as the domain above. */
			if (found != NULL && finding->id == MA_DKIM_KEY_AT_PARENT)
				return found;
			if (found != NULL && !ma_text_equal(found->record, finding->record))
				return NULL;
			found = found != NULL ? found : finding;
		}
	}
	return found;
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
	form = ma_proposal_add_text(proposals, proposal, with_flags(proposals, key, text));
	if (other || several)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_OLD_KEY, "name", key->name);
}

static void propose_meant(struct ma_proposals *proposals, const struct mailauth_key *key,
			  const struct mailauth_finding *finding)
{
	const struct ma_argument *meant = ma_finding_value(finding, MA_VALUE_RECORD);
	bool all = find(proposals->report, MA_DKIM_KEY_SPREAD, key->name) != NULL ||
		   finding->id == MA_DKIM_NOT_A_KEY;
	struct ma_proposal *proposal;

	/* Of two keys no one can say which one mail is signed with. */
	if (find(proposals->report, MA_DKIM_SEVERAL_RECORDS, key->name) != NULL)
		return;
	proposal = begin(proposals, key);
	if (proposal == NULL)
		return;
	remove_keys(proposals, proposal, all);
	ma_proposal_add_text(proposals, proposal, meant->value);
}

static void propose_elsewhere(struct ma_proposals *proposals, const struct mailauth_key *key,
			      const struct mailauth_finding *finding)
{
	struct ma_proposal *proposal = begin(proposals, key);
	struct ma_fix_form *form = ma_proposal_add_text(proposals, proposal, finding->record);
	struct ma_sentence *sentence;

	if (finding->id != MA_DKIM_KEY_AT_PARENT) {
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_MOVED, "other",
				     ma_finding_argument(finding, "place"));
		return;
	}
	sentence = ma_form_confirm(form, MA_PHRASE_CONFIRM_KEY_ABOVE);
	if (sentence == NULL)
		return;
	ma_sentence_add(sentence, "domain", proposals->report->settings.domain_shown);
	ma_sentence_add(sentence, "parent",
			ma_arena_copy(proposals->arena, ma_finding_argument(finding, "parent")));
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

static bool is_shown(const struct mailauth_report *report, struct ma_text name)
{
	for (size_t i = 0; i < report->key_count; i++)
		if (ma_text_equal(report->keys[i]->name, name))
			return true;
	return false;
}

/* A key at a wrong name was found for a selector that no one named: nothing is at the right one. */
static void propose_found(struct ma_proposals *proposals, const struct mailauth_finding *finding)
{
	const struct mailauth_report *report = proposals->report;
	struct mailauth_key key = { .selector = ma_finding_argument(finding, "selector"),
				    .name = finding->name };

	if (is_shown(report, key.name) || find_elsewhere(report, &key) != finding)
		return;
	propose_elsewhere(proposals, &key, finding);
}

void ma_fix_propose_dkim(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;

	for (size_t i = 0; i < report->key_count; i++)
		propose_key(proposals, report->keys[i]);
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == MA_DKIM_DOMAINKEY_FORGOTTEN ||
		    report->findings[i]->id == MA_DKIM_ZONE_NAME_TWICE ||
		    report->findings[i]->id == MA_DKIM_WRONG_NAME)
			propose_found(proposals, report->findings[i]);
}

/* Findings about block lists, and what they list.
 *
 * SPDX-License-Identifier: MIT */

#include "host.h"

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_list *list, struct ma_text name)
{
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, id, name);

	return ma_finding_name(finding, "list", ma_text(list->known->name));
}

static enum ma_finding_id id_of(const struct ma_list *list, const struct ma_listing *listing)
{
	if (list->known->of == MA_BLOCKLIST_OF_NAMES)
		return listing->meaning == MA_BLOCKLIST_INFECTED ? MA_HOST_DOMAIN_LISTED_ABUSED
								 : MA_HOST_DOMAIN_LISTED;
	switch (listing->meaning) {
	case MA_BLOCKLIST_POLICY:
		return MA_HOST_LISTED_POLICY;
	case MA_BLOCKLIST_INFECTED:
		return MA_HOST_LISTED_INFECTED;
	default:
		return MA_HOST_LISTED;
	}
}

static struct ma_text codes_of(struct ma_arena *arena, const struct ma_listing *listing)
{
	struct ma_buffer text = { 0 };

	for (size_t i = 0; i < listing->code_count; i++) {
		ma_buffer_string(&text, i > 0 ? ", " : "");
		ma_buffer_text(&text, listing->codes[i]);
	}
	return ma_buffer_keep(&text, arena);
}

static void tell_listing(struct ma_pass *pass, const struct ma_list *list,
			 const struct ma_listing *listing)
{
	bool of_names = list->known->of == MA_BLOCKLIST_OF_NAMES;
	/* A listing is not published in a zone of the domain. */
	struct mailauth_finding *finding =
		note(pass, id_of(list, listing), list,
		     of_names ? MA_TEXT("") : pass->settings->domain_text);

	ma_finding_name(finding, of_names ? "domain" : "ip", listing->of);
	ma_finding_list(finding, "code", codes_of(pass->arena, listing));
	ma_finding_name(finding, "page", ma_text(list->known->page));
}

static void tell_works(struct ma_pass *pass, const struct ma_list *list)
{
	bool listed = false;

	for (size_t i = 0; i < list->count; i++) {
		if (list->listings[i].meaning < MA_BLOCKLIST_POLICY)
			continue;
		tell_listing(pass, list, &list->listings[i]);
		listed = true;
	}
	if (!listed)
		note(pass, MA_HOST_NOT_LISTED, list, MA_TEXT(""));
}

void ma_host_tell_list(struct ma_pass *pass, const struct ma_list *list)
{
	switch (list->state) {
	case MA_LIST_WORKS:
		tell_works(pass, list);
		break;
	case MA_LIST_UNKNOWN:
		ma_finding_failure(note(pass, MA_HOST_LIST_UNKNOWN, list, MA_TEXT("")),
				   list->failure);
		pass->view.failed = true;
		break;
	case MA_LIST_REFUSES:
		note(pass, MA_HOST_LIST_REFUSES, list, MA_TEXT(""));
		break;
	case MA_LIST_EMPTY:
		note(pass, MA_HOST_LIST_EMPTY, list, MA_TEXT(""));
		break;
	case MA_LIST_FULL:
		note(pass, MA_HOST_LIST_FULL, list, MA_TEXT(""));
		break;
	}
}

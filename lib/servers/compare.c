/* What one name server says and another does not, or a zone file: receivers ask any of them, and
 * see the one or the other.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

const struct ma_server_address *ma_server_answering(const struct ma_server *server)
{
	for (size_t i = 0; i < server->count; i++)
		if (server->addresses[i].state == MA_SERVER_ANSWERS)
			return &server->addresses[i];
	return NULL;
}

bool ma_server_answer_is_known(const struct ma_answer *answer)
{
	return answer != NULL && answer->status != MA_ANSWER_FAILED && !ma_answer_is_gap(answer);
}

static bool is_same(const struct ma_answer *a, const struct ma_answer *b)
{
	if ((a->alias == NULL) != (b->alias == NULL))
		return false;
	if (a->alias != NULL) /* what it leads to is another question */
		return ma_name_equal(a->links[0].name, b->links[0].name);
	return ma_answer_is_same(a, b);
}

/* --- In words ----------------------------------------------------------------------- */

static bool holds(const struct ma_answer *answer, const struct ma_record *record)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ma_text_equal(answer->records[i].rdata, record->rdata))
			return true;
	return false;
}

static struct ma_text text_of(struct ma_arena *arena, uint16_t type, const struct ma_record *record)
{
	const struct ma_name *name;
	struct ma_buffer text = { 0 };

	if (type == MA_TYPE_TXT)
		return ma_record_txt(arena, record);
	if (type == MA_TYPE_MX) {
		ma_buffer_number(&text, ma_record_preference(record));
		ma_buffer_byte(&text, ' ');
	}
	name = ma_record_name(arena, record, type == MA_TYPE_MX ? 2 : 0);
	if (name != NULL)
		ma_buffer_text(&text, ma_name_present(arena, name));
	return ma_buffer_keep(&text, arena);
}

/* What ANSWER has that OTHER has not; "-" for nothing. */
static struct ma_text rest_of(struct ma_arena *arena, uint16_t type, const struct ma_answer *answer,
			      const struct ma_answer *other)
{
	struct ma_buffer text = { 0 };

	if (answer->alias != NULL) {
		ma_buffer_string(&text, "CNAME ");
		ma_buffer_text(&text, ma_name_present(arena, answer->links[0].name));
	}
	for (size_t i = 0; answer->alias == NULL && i < answer->count; i++) {
		if (other->alias == NULL && holds(other, &answer->records[i]))
			continue;
		ma_buffer_string(&text, text.length > 0 ? " / " : "");
		ma_buffer_text(&text, text_of(arena, type, &answer->records[i]));
	}
	if (text.length == 0)
		ma_buffer_byte(&text, '-');
	return ma_buffer_keep(&text, arena);
}

/* --- Two servers -------------------------------------------------------------------- */

struct place {
	const struct ma_server *server;
	const struct ma_answer *answer;
};

/* Adds a finding of ID about what QUESTION asks for. */
static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_zone *zone, size_t question)
{
	const struct ma_name *apex = ma_name_unescape(pass->arena, zone->apex_text);
	const struct ma_name *name =
		apex != NULL ? ma_server_question_name(pass, question, apex) : NULL;
	struct mailauth_finding *finding = NULL;

	if (name != NULL)
		finding = ma_findings_add(&pass->findings, id, ma_name_present(pass->arena, name));
	return ma_finding_name(finding, "type",
			       ma_text(ma_type_word(ma_server_question_type(question))));
}

static void note_difference(struct ma_pass *pass, const struct ma_zone *zone, size_t question,
			    const struct place *one, const struct place *other)
{
	struct mailauth_finding *finding = note(pass, MA_DNS_SERVERS_DIFFER, zone, question);
	uint16_t type = ma_server_question_type(question);

	ma_finding_name(finding, "server", one->server->name);
	ma_finding_text(finding, "here", rest_of(pass->arena, type, one->answer, other->answer));
	ma_finding_name(finding, "other", other->server->name);
	ma_finding_text(finding, "there", rest_of(pass->arena, type, other->answer, one->answer));
}

static struct place place_of(const struct ma_server *server, size_t question)
{
	const struct ma_server_address *address = ma_server_answering(server);
	const struct ma_answer *answer = address != NULL ? address->answers[question] : NULL;

	return (struct place){ server, ma_server_answer_is_known(answer) ? answer : NULL };
}

/* The first server that differs from the first that answers. */
static bool compare(struct ma_pass *pass, const struct ma_servers *servers,
		    const struct ma_zone *zone, size_t question)
{
	struct place first = { NULL, NULL };

	for (size_t i = 0; i < servers->count; i++) {
		struct place place = place_of(&servers->items[i], question);

		if (place.answer == NULL)
			continue;
		if (first.answer == NULL) {
			first = place;
		} else if (!is_same(first.answer, place.answer)) {
			note_difference(pass, zone, question, &first, &place);
			return true;
		}
	}
	return false;
}

/* --- Something else than the report rests on ---------------------------------------- */

/* A zone file does not say who is asked: without the zone above, that is not known. */
static bool is_delegated(const struct ma_settings *settings, const struct ma_servers *servers,
			 const struct ma_server *server)
{
	for (size_t i = 0; i < servers->delegation.count; i++)
		if (ma_text_equal(servers->delegation.names[i], server->name))
			return true;
	return servers->delegation.count == 0 && !settings->compare;
}

/* The first server that says so, of those that the zone above names: others are not asked. */
static struct place find_published(const struct ma_settings *settings,
				   const struct ma_servers *servers, size_t question)
{
	struct place place = { NULL, NULL };

	for (size_t i = 0; i < servers->count && place.answer == NULL; i++)
		if (is_delegated(settings, servers, &servers->items[i]))
			place = place_of(&servers->items[i], question);
	return place;
}

/* A zone file that was given, and is not what the servers have: to edit it changes nothing.
 * Without one, what a resolver remembers of before. */
static bool compare_others(struct ma_pass *pass, const struct ma_servers *servers,
			   const struct ma_zone *zone, size_t question)
{
	const struct ma_answer *other = servers->others[question];
	struct place place = find_published(pass->settings, servers, question);
	struct mailauth_finding *finding;
	uint16_t type = ma_server_question_type(question);

	if (place.answer == NULL || !ma_server_answer_is_known(other) ||
	    is_same(other, place.answer))
		return false;
	finding = note(pass,
		       pass->settings->compare ? MA_DNS_NOT_PUBLISHED : MA_DNS_RESOLVER_REMEMBERS,
		       zone, question);
	ma_finding_name(finding, "server", place.server->name);
	ma_finding_text(finding, "here", rest_of(pass->arena, type, other, place.answer));
	ma_finding_text(finding, "there", rest_of(pass->arena, type, place.answer, other));
	return true;
}

static struct ma_text *list_values(struct ma_arena *arena, uint16_t type,
				   const struct ma_answer *answer, size_t *count)
{
	struct ma_text *values;

	*count = 0;
	if (answer == NULL || !ma_server_answer_is_known(answer))
		return NULL;
	values = ma_arena_array(arena, answer->count + 1, sizeof(*values));
	if (values != NULL && answer->alias != NULL)
		values[(*count)++] = rest_of(arena, type, answer, answer);
	for (size_t i = 0; values != NULL && answer->alias == NULL && i < answer->count; i++)
		values[(*count)++] = text_of(arena, type, &answer->records[i]);
	return values;
}

/* Puts what the file has next to what the servers have. */
static void add_compared(struct ma_pass *pass, struct ma_servers *servers, size_t question,
			 const struct ma_name *name)
{
	struct ma_compared *compared = &servers->compared[servers->compared_count++];
	const struct ma_answer *other = servers->others[question];
	struct place place = find_published(pass->settings, servers, question);
	uint16_t type = ma_server_question_type(question);

	*compared =
		(struct ma_compared){ .name = ma_name_present(pass->arena, name), .type = type };
	compared->file = list_values(pass->arena, type, other, &compared->file_count);
	compared->published =
		list_values(pass->arena, type, place.answer, &compared->published_count);
	if (place.answer == NULL)
		return;
	compared->server = place.server->name;
	compared->same = ma_server_answer_is_known(other) && is_same(other, place.answer);
}

static bool has_value(const struct ma_text *values, size_t count, struct ma_text value)
{
	for (size_t i = 0; i < count; i++)
		if (ma_text_equal(values[i], value))
			return true;
	return false;
}

/* Whether VALUES have a record that judges senders, of which OTHERS have no copy.  Most TXT records
 * of a domain do not (RFC 7208 4.5). */
static bool lacks_record(const struct ma_text *values, size_t count, const struct ma_text *others,
			 size_t other_count)
{
	for (size_t i = 0; i < count; i++)
		if ((ma_text_starts(values[i], "v=spf1") ||
		     ma_text_starts(values[i], "v=dmarc1")) &&
		    !has_value(others, other_count, values[i]))
			return true;
	return false;
}

/* Whether receivers judge senders by other records than those of the file. */
static bool is_unseen(const struct ma_compared *compared)
{
	return compared->server.data != NULL && !compared->same && compared->type == MA_TYPE_TXT &&
	       (lacks_record(compared->file, compared->file_count, compared->published,
			     compared->published_count) ||
		lacks_record(compared->published, compared->published_count, compared->file,
			     compared->file_count));
}

static void compare_file(struct ma_pass *pass, struct ma_servers *servers,
			 const struct ma_zone *zone)
{
	const struct ma_name *apex = ma_name_unescape(pass->arena, zone->apex_text);

	servers->compared =
		ma_arena_array(pass->arena, MA_SERVER_QUESTIONS, sizeof(*servers->compared));
	for (size_t i = MA_SERVER_NS;
	     apex != NULL && servers->compared != NULL && i < MA_SERVER_QUESTIONS; i++) {
		const struct ma_name *name = ma_server_question_name(pass, i, apex);

		if (name == NULL)
			continue;
		add_compared(pass, servers, i, name);
		servers->unseen = servers->unseen ||
				  is_unseen(&servers->compared[servers->compared_count - 1]);
	}
}

/* --- Serial numbers ------------------------------------------------------------------ */

/* False if there are two. */
static bool list_serials(const struct ma_servers *servers, struct ma_buffer *text, size_t *count)
{
	uint32_t serial = 0;
	bool same = true;

	for (size_t i = 0; i < servers->count; i++) {
		const struct ma_server_address *address = ma_server_answering(&servers->items[i]);

		if (address == NULL)
			continue;
		same = same && (*count == 0 || address->serial == serial);
		serial = address->serial;
		ma_buffer_string(text, (*count)++ > 0 ? ", " : "");
		ma_buffer_text(text, servers->items[i].name);
		ma_buffer_byte(text, ' ');
		ma_buffer_number(text, serial);
	}
	return same;
}

/* How many servers answered all that they were asked for mail. */
static size_t count_known(const struct ma_servers *servers)
{
	size_t count = 0;

	for (size_t i = 0; i < servers->count; i++) {
		const struct ma_server_address *address = ma_server_answering(&servers->items[i]);
		size_t asked = 0, known = 0;

		for (size_t q = MA_SERVER_NS; address != NULL && q < MA_SERVER_QUESTIONS; q++) {
			asked += address->answers[q] != NULL;
			known += ma_server_answer_is_known(address->answers[q]);
		}
		count += asked > 0 && known == asked;
	}
	return count;
}

void ma_servers_compare(struct ma_pass *pass, struct ma_servers *servers,
			const struct ma_zone *zone)
{
	struct ma_buffer serials = { 0 };
	bool differ = false;
	size_t count = 0;
	bool same = list_serials(servers, &serials, &count);
	struct ma_text text = ma_buffer_keep(&serials, pass->arena);

	for (size_t i = MA_SERVER_NS; i < MA_SERVER_QUESTIONS; i++)
		differ = compare(pass, servers, zone, i) ||
			 compare_others(pass, servers, zone, i) || differ;
	if (pass->settings->compare && pass->view.overlay == NULL)
		compare_file(pass, servers, zone);
	/* RFC 1912 3.1: for a while after each change, that is normal. */
	if (!same)
		ma_finding_list(
			ma_findings_add(&pass->findings, MA_DNS_SERIALS_DIFFER, zone->apex_text),
			"serials", text);
	if (!differ && count > 0 && count_known(servers) == count)
		ma_finding_name(
			ma_findings_add(&pass->findings, MA_DNS_SERVERS_AGREE, zone->apex_text),
			"count", ma_arena_number(pass->arena, count));
}

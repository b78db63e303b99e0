/* Recordings: how each question of an audit ended, to be replayed.
 *
 * SPDX-License-Identifier: MIT */

#include "recording.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int mailauth_recording_new(struct mailauth_recording **result)
{
	struct mailauth_recording *recording = calloc(1, sizeof(*recording));

	if (recording == NULL)
		return MAILAUTH_ENOMEM;
	*result = recording;
	return 0;
}

/* --- The order ------------------------------------------------------------ */

static int compare_bytes(const unsigned char *a, size_t a_length, const unsigned char *b,
			 size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

int ma_recorded_compare(const struct ma_recorded *a, const struct ma_recorded *b)
{
	int order = strcmp(a->server, b->server);

	if (order == 0)
		order = compare_bytes(a->name, a->name_length, b->name, b->name_length);
	return order != 0 ? order : (a->type > b->type) - (a->type < b->type);
}

static int compare_nodes(const void *a, const void *b)
{
	return ma_recorded_compare(a, b);
}

void mailauth_recording_free(struct mailauth_recording *recording)
{
	if (recording == NULL)
		return;
	for (size_t i = 0; i < recording->count; i++) {
		tdelete(recording->entries[i], &recording->tree, compare_nodes);
		free(recording->entries[i]);
	}
	for (size_t i = 0; i < recording->option_count; i++) {
		free(recording->options[i].name);
		free(recording->options[i].value);
	}
	free(recording->entries);
	free(recording->options);
	free(recording);
}

/* Room after COUNT items of SIZE for one more; NULL without memory, and ITEMS then stay. */
static void *grow(void *items, size_t count, size_t size)
{
	/* The room doubles whenever the count is a power of two. */
	if ((count & (count - 1)) != 0)
		return items;
	if (count > SIZE_MAX / 2 / size)
		return NULL;
	return realloc(items, count > 0 ? 2 * count * size : size);
}

/* --- Options -------------------------------------------------------------- */

bool ma_recording_is_option_name(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!(name[i] >= 'a' && name[i] <= 'z') && !(name[i] >= '0' && name[i] <= '9') &&
		    name[i] != '-' && name[i] != '_')
			return false;
	return length > 0;
}

bool ma_recording_is_plain(unsigned char c)
{
	return c >= ' ' && c <= '~' && c != '\\';
}

int mailauth_recording_add_option(struct mailauth_recording *recording, const char *name,
				  const char *value)
{
	struct ma_recording_option option;
	struct ma_recording_option *options;

	if (name == NULL || value == NULL || !ma_recording_is_option_name(name, strlen(name)))
		return MAILAUTH_EINVAL;
	options = grow(recording->options, recording->option_count, sizeof(*options));
	if (options == NULL)
		return MAILAUTH_ENOMEM;
	recording->options = options;
	option.name = strdup(name);
	option.value = strdup(value);
	if (option.name == NULL || option.value == NULL) {
		free(option.name);
		free(option.value);
		return MAILAUTH_ENOMEM;
	}
	options[recording->option_count++] = option;
	return 0;
}

size_t mailauth_recording_option_count(const struct mailauth_recording *recording)
{
	return recording->option_count;
}

const char *mailauth_recording_option_name(const struct mailauth_recording *recording, size_t index)
{
	return index < recording->option_count ? recording->options[index].name : NULL;
}

const char *mailauth_recording_option_value(const struct mailauth_recording *recording,
					    size_t index)
{
	return index < recording->option_count ? recording->options[index].value : NULL;
}

/* --- Notes ---------------------------------------------------------------- */

bool ma_recording_is_dns(const char *server)
{
	size_t length = strlen(server);
	size_t mark = strlen(MA_RECORDING_SMTP);

	return length < mark || strcmp(server + length - mark, MA_RECORDING_SMTP) != 0;
}

/* One piece of memory holds an entry and all that it points to.  The message's id, which says
 * nothing and is another one each time, becomes 0. */
static struct ma_recorded *copy(const struct ma_recorded *noted)
{
	size_t server_size = strlen(noted->server) + 1;
	struct ma_recorded *entry =
		malloc(sizeof(*entry) + noted->name_length + noted->packet_length + server_size);
	unsigned char *packet;
	char *server;

	if (entry == NULL)
		return NULL;
	packet = entry->octets + noted->name_length;
	server = (char *)packet + noted->packet_length;
	*entry = *noted;
	memcpy(entry->octets, noted->name, noted->name_length);
	if (noted->packet_length > 0)
		memcpy(packet, noted->packet, noted->packet_length);
	if (ma_recording_is_dns(noted->server))
		memset(packet, 0, noted->packet_length < 2 ? noted->packet_length : 2);
	memcpy(server, noted->server, server_size);
	entry->name = entry->octets;
	entry->packet = packet;
	entry->server = server;
	return entry;
}

int ma_recording_note(struct mailauth_recording *recording, const struct ma_recorded *noted)
{
	struct ma_recorded **entries;
	struct ma_recorded *entry;

	if (tfind(noted, &recording->tree, compare_nodes) != NULL)
		return 0;
	entries = grow(recording->entries, recording->count, sizeof(struct ma_recorded *));
	if (entries == NULL)
		return MAILAUTH_ENOMEM;
	recording->entries = entries;
	entry = copy(noted);
	if (entry == NULL || tsearch(entry, &recording->tree, compare_nodes) == NULL) {
		free(entry);
		return MAILAUTH_ENOMEM;
	}
	entries[recording->count++] = entry;
	return 0;
}

/* What follows the address of the server that is asked; NULL for a kind of questions that is not
 * known: the code that drives an audit answers those without asking anyone. */
static const char *mark_of(const struct mailauth_question *question)
{
	switch (mailauth_question_kind(question)) {
	case MAILAUTH_QUESTION_DNS:
		return mailauth_question_needs_tcp(question) ? MA_RECORDING_TCP : "";
	case MAILAUTH_QUESTION_SMTP:
		return MA_RECORDING_SMTP;
	default:
		return NULL;
	}
}

/* Describes QUESTION in ENTRY, whose server is written to SERVER.  False for one of a kind that is
 * not known. */
static bool describe(const struct mailauth_question *question, struct ma_recorded *entry,
		     char server[MA_RECORDING_SERVER_MAX + 1])
{
	const char *address = mailauth_question_server(question);
	const char *mark = mark_of(question);

	if (mark == NULL)
		return false;
	snprintf(server, MA_RECORDING_SERVER_MAX + 1, "%s%s", address != NULL ? address : "", mark);
	*entry = (struct ma_recorded){ .server = server, .type = mailauth_question_type(question) };
	entry->name = mailauth_question_wire_name(question, &entry->name_length);
	return true;
}

bool ma_recording_is_failure(int failure)
{
	return failure >= MAILAUTH_TIMED_OUT && failure <= MAILAUTH_CANCELLED;
}

int mailauth_recording_note_packet(struct mailauth_recording *recording,
				   const struct mailauth_question *question, const void *packet,
				   size_t length)
{
	char server[MA_RECORDING_SERVER_MAX + 1];
	struct ma_recorded noted;

	if (length > MA_RECORDING_PACKET_MAX || (packet == NULL && length > 0))
		return MAILAUTH_EINVAL;
	if (!describe(question, &noted, server))
		return 0;
	noted.packet = packet;
	noted.packet_length = length;
	return ma_recording_note(recording, &noted);
}

int mailauth_recording_note_failure(struct mailauth_recording *recording,
				    const struct mailauth_question *question,
				    enum mailauth_failure failure)
{
	char server[MA_RECORDING_SERVER_MAX + 1];
	struct ma_recorded noted;

	if (!ma_recording_is_failure((int)failure))
		return MAILAUTH_EINVAL;
	if (!describe(question, &noted, server))
		return 0;
	noted.failure = (uint16_t)failure;
	return ma_recording_note(recording, &noted);
}

/* --- Answers -------------------------------------------------------------- */

static const struct ma_recorded *find(const struct mailauth_recording *recording,
				      const struct mailauth_question *question)
{
	char server[MA_RECORDING_SERVER_MAX + 1];
	struct ma_recorded key;
	struct ma_recorded *const *node;

	if (!describe(question, &key, server))
		return NULL;
	node = tfind(&key, &recording->tree, compare_nodes);
	return node != NULL ? *node : NULL;
}

int mailauth_recording_answer(const struct mailauth_recording *recording,
			      struct mailauth_audit *audit,
			      const struct mailauth_question *question)
{
	const struct ma_recorded *entry = find(recording, question);
	uint32_t id = mailauth_question_id(question);
	enum mailauth_failure failure;
	int status;

	if (entry == NULL)
		return MAILAUTH_NOT_HELD;
	if (entry->failure != 0)
		return mailauth_audit_fail(audit, id, (enum mailauth_failure)entry->failure);
	status = mailauth_audit_answer(audit, id, entry->packet, entry->packet_length);
	if (status <= 0)
		return status;
	/* There is no one to ask again, and no other answer to wait for. */
	failure = status == MAILAUTH_TRUNCATED_PACKET ? MAILAUTH_TRUNCATED : MAILAUTH_MALFORMED;
	return mailauth_audit_fail(audit, id, failure);
}

/* Recordings of tests, and a folder for their files.
 *
 * SPDX-License-Identifier: MIT */

#include "recordings.h"

#include "memory.h"
#include "packet.h"

#include "../../lib/resolver/recording/recording.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In memory if possible, as each file that is saved waits for its disk. */
static char folder[] = "/dev/shm/test-recording-XXXXXX";
static const char elsewhere[] = "/tmp/test-recording-XXXXXX";

const char *path_of(const char *name)
{
	static char path[sizeof(folder) + 300];

	snprintf(path, sizeof(path), "%s%s%s", folder, name[0] != '\0' ? "/" : "", name);
	return path;
}

struct mailauth_recording *new_recording(void)
{
	struct mailauth_recording *recording;

	ck_assert_int_eq(mailauth_recording_new(&recording), 0);
	return recording;
}

void note_question(struct mailauth_recording *recording, const char *server, const char *name,
		   uint16_t type, int failure, const char *text)
{
	unsigned char wire[256];
	unsigned char bytes[256] = { 0, 0 };
	struct ma_recorded noted = { .server = server,
				     .name = wire,
				     .name_length = wire_name(name, wire),
				     .type = type,
				     .failure = (uint16_t)failure,
				     .packet = bytes };

	if (failure == 0 && *text != '\0') {
		noted.packet_length = 2 + strlen(text);
		memcpy(bytes + 2, text, strlen(text));
	}
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
}

struct mailauth_recording *sample_recording(void)
{
	struct mailauth_recording *recording = new_recording();

	ck_assert_int_eq(mailauth_recording_add_option(recording, "domain", "example.jp"), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "mail-from", "\"\\\n日\""), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "domain", ""), 0);
	note_question(recording, "", "example.jp", TYPE_TXT, 0, "a packet");
	note_question(recording, "", "example.jp", TYPE_MX, MAILAUTH_TIMED_OUT, NULL);
	note_question(recording, "", "", TYPE_NS, 0, "");
	note_question(recording, "192.0.2.1", "example.jp", TYPE_TXT, MAILAUTH_CANCELLED, NULL);
	note_question(recording, "2001:db8::1", "example.jp", TYPE_TXT, 0, "another\n\nmailauth");
	return recording;
}

char *save_recording(const struct mailauth_recording *recording, size_t *length)
{
	const char *path = path_of("saved");
	char *bytes;

	ck_assert_int_eq(mailauth_recording_save(recording, path), 0);
	bytes = read_file(path, length);
	ck_assert_ptr_nonnull(bytes);
	return bytes;
}

void write_bytes(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

int load_recording(const void *bytes, size_t length, struct mailauth_recording **recording,
		   size_t *place)
{
	const char *path = path_of("loaded");

	write_bytes(path, bytes, length);
	*recording = NULL;
	return mailauth_recording_load(recording, path, place);
}

bool is_saved_again(const struct mailauth_recording *recording, const char *bytes, size_t length)
{
	size_t again_length;
	char *again = save_recording(recording, &again_length);
	bool same = again_length == length && memcmp(again, bytes, length) == 0;

	free(again);
	return same;
}

unsigned count_files(void)
{
	DIR *entries = opendir(folder);
	unsigned count = 0;

	ck_assert_ptr_nonnull(entries);
	while (readdir(entries) != NULL)
		count++;
	closedir(entries);
	return count - 2; /* . and .. */
}

void remove_files(void)
{
	static const char *const names[] = { "saved", "loaded", "kept" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(path_of(names[i]));
}

int main_with_files(Suite *suite)
{
	int status;

	if (mkdtemp(folder) == NULL && mkdtemp(strcpy(folder, elsewhere)) == NULL)
		return EXIT_FAILURE;
	status = check_main(suite);
	remove_files();
	rmdir(folder);
	return status;
}

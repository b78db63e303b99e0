/* Recordings and the file system: no half file, and nothing that is someone else's is touched.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "recordings.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void empty_folder(void)
{
	remove_files();
	ck_assert_uint_eq(count_files(), 0);
}

START_TEST(test_files_that_cannot_be_had)
{
	struct mailauth_recording *recording = sample_recording(), *none = recording;
	struct stat status;

	errno = 0;
	ck_assert_int_eq(mailauth_recording_load(&none, path_of("none"), NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mailauth_recording_load(&none, path_of(""), NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_ptr_eq(none, recording); /* as it was */
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("none/x")), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("")), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(mailauth_recording_save(recording, "/dev/full"), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_eq(mailauth_recording_save(recording, "/dev/null"), 0);
	ck_assert_int_eq(stat("/dev/null", &status), 0);
	ck_assert(S_ISCHR(status.st_mode));
	ck_assert_uint_eq(count_files(), 0);
	mailauth_recording_free(recording);
}
END_TEST

/* No half file: the one before stays, and nothing next to it. */
START_TEST(test_failure_leaves_the_file_before)
{
	struct mailauth_recording *recording = sample_recording();
	struct rlimit limit, usual;
	size_t length;
	char *text;

	write_bytes(path_of("kept"), "before", 6);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &usual), 0);
	limit = usual;
	limit.rlim_cur = 100;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("kept")), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &usual), 0);
	ck_assert_uint_eq(count_files(), 1);
	text = read_file(path_of("kept"), &length);
	ck_assert_str_eq(text, "before");
	free(text);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("kept")), 0);
	ck_assert_uint_eq(count_files(), 1);
	mailauth_recording_free(recording);
}
END_TEST

/* What happens to be in the way of a temporary name is someone else's. */
START_TEST(test_temporary_name_is_taken)
{
	struct mailauth_recording *recording = sample_recording();
	char name[64];
	char *text;

	snprintf(name, sizeof(name), "kept.%ld-0", (long)getpid());
	write_bytes(path_of(name), "mine", 4);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("kept")), 0);
	ck_assert_uint_eq(count_files(), 2);
	text = read_file(path_of(name), NULL);
	ck_assert_str_eq(text, "mine");
	free(text);
	ck_assert_int_eq(unlink(path_of(name)), 0);
	mailauth_recording_free(recording);
}
END_TEST

START_TEST(test_memory_runs_out_with_files)
{
	struct mailauth_recording *recording = sample_recording(), *loaded;
	unsigned refused = 0;
	int saved, status;

	write_bytes(path_of("saved"), "x", 1);
	do {
		fail_memory_after(refused++);
		saved = mailauth_recording_save(recording, path_of("kept"));
		restore_memory();
		ck_assert(saved == 0 || saved == MAILAUTH_ENOMEM);
		ck_assert_uint_eq(count_files(), saved == 0 ? 2 : 1);
	} while (saved != 0);
	ck_assert_uint_gt(refused, 1);
	refused = 0;
	do {
		loaded = NULL;
		fail_memory_after(refused++);
		status = mailauth_recording_load(&loaded, path_of("kept"), NULL);
		restore_memory();
		ck_assert(status == 0 || status == MAILAUTH_ENOMEM);
		ck_assert((status == 0) == (loaded != NULL));
		mailauth_recording_free(loaded);
	} while (status != 0);
	ck_assert_uint_gt(refused, 10);
	mailauth_recording_free(recording);
}
END_TEST

/* The file that is replaced gives its permissions, and nothing else. */
START_TEST(test_permissions)
{
	static const mode_t modes[][2] = {
		{ 0600, 0600 }, { 0644, 0644 }, { 06777, 0777 }, { 01640, 0640 }
	};

	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		struct mailauth_recording *recording;
		char path[] = "/tmp/mailauth-test-XXXXXX";
		int file = mkstemp(path);
		struct stat status;

		ck_assert_int_ge(file, 0);
		ck_assert_int_eq(fchmod(file, modes[i][0]), 0);
		close(file);
		ck_assert_int_eq(mailauth_recording_new(&recording), 0);
		ck_assert_int_eq(mailauth_recording_save(recording, path), 0);
		ck_assert_int_eq(stat(path, &status), 0);
		ck_assert_uint_eq(status.st_mode & 07777, modes[i][1]);
		mailauth_recording_free(recording);
		unlink(path);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recording_files");

	TCase *files =
		add_case(suite, "file system",
			 TESTS(test_files_that_cannot_be_had, test_failure_leaves_the_file_before,
			       test_temporary_name_is_taken, test_permissions,
			       test_memory_runs_out_with_files));
	tcase_add_checked_fixture(files, empty_folder, empty_folder);
	return main_with_files(suite);
}

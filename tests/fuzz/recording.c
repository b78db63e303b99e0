/* Fuzz target: any bytes as the file of a recording, which is saved again and answers an audit.
 *
 * SPDX-License-Identifier: MIT */

#include "fuzz.h"

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In memory if possible, as each file that is saved waits for its disk. */
static char folder[] = "/dev/shm/fuzz-recording-XXXXXX";
static const char elsewhere[] = "/tmp/fuzz-recording-XXXXXX";
static char loaded_path[sizeof(folder) + 16];
static char saved_path[sizeof(folder) + 16];

static void clean_up(void)
{
	unlink(loaded_path);
	unlink(saved_path);
	rmdir(folder);
}

static void set_up(void)
{
	if (loaded_path[0] != '\0')
		return;
	if (mkdtemp(folder) == NULL && mkdtemp(strcpy(folder, elsewhere)) == NULL)
		abort();
	snprintf(loaded_path, sizeof(loaded_path), "%s/loaded", folder);
	snprintf(saved_path, sizeof(saved_path), "%s/saved", folder);
	atexit(clean_up);
}

static void write_file(const uint8_t *data, size_t size)
{
	int descriptor = open(loaded_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (descriptor < 0 || write(descriptor, data, size) != (ssize_t)size)
		abort();
	close(descriptor);
}

/* A recording has exactly one file. */
static void save(const struct mailauth_recording *recording, const uint8_t *data, size_t size)
{
	uint8_t *saved = malloc(size + 1);
	int descriptor;

	if (saved == NULL || mailauth_recording_save(recording, saved_path) != 0)
		abort();
	descriptor = open(saved_path, O_RDONLY);
	if (descriptor < 0 || read(descriptor, saved, size + 1) != (ssize_t)size ||
	    memcmp(saved, data, size) != 0)
		abort();
	close(descriptor);
	free(saved);
}

/* The domain is the option's, as with dnsaudit --replay. */
static struct mailauth_audit *new_audit(const struct mailauth_recording *recording)
{
	struct mailauth_audit *audit;
	const char *domain = "example.jp";

	for (size_t i = 0; i < mailauth_recording_option_count(recording); i++)
		if (strcmp(mailauth_recording_option_name(recording, i), "domain") == 0)
			domain = mailauth_recording_option_value(recording, i);
	if (mailauth_audit_new(&audit, domain, 0) != 0)
		abort();
	mailauth_audit_add_sender(audit, "192.0.2.1", NULL, "mail.example.jp");
	return audit;
}

static void replay(const struct mailauth_recording *recording)
{
	struct mailauth_audit *audit = new_audit(recording);
	const struct mailauth_question *question;
	char *text;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			if (mailauth_recording_answer(recording, audit, question) ==
			    MAILAUTH_NOT_HELD)
				mailauth_audit_fail(audit, mailauth_question_id(question),
						    MAILAUTH_OFFLINE);
		if (mailauth_audit_open_questions(audit) > 0)
			abort();
	}
	if (mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH,
				 MAILAUTH_JSON_QUERIES, &text, NULL) != 0)
		abort();
	free(text);
	mailauth_audit_free(audit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailauth_recording *recording = NULL;
	size_t place = SIZE_MAX;
	int status;

	set_up();
	write_file(data, size);
	status = mailauth_recording_load(&recording, loaded_path, &place);
	if (status != 0) {
		/* A place is a line, of which there is at most one more than bytes, or an offset.
		 */
		if (status != MAILAUTH_FAULTY || recording != NULL || place > size + 1)
			abort();
		return 0;
	}
	save(recording, data, size);
	replay(recording);
	mailauth_recording_free(recording);
	return 0;
}

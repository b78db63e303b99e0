/* Recordings of tests, and a folder for their files.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_RECORDINGS_H
#define TEST_RECORDINGS_H

#include "support.h"

#include <mailauth/resolver.h>

#include <stdint.h>

struct mailauth_recording *new_recording(void);

/* One with options, packets, failures and questions to a server. */
struct mailauth_recording *sample_recording(void);

/* The packet is the message id 0 and TEXT, or empty. */
void note_question(struct mailauth_recording *recording, const char *server, const char *name,
		   uint16_t type, int failure, const char *text);

/* --- Files: in a folder that main_with_files() makes ------------------------------- */

/* As check_main(), with the folder. */
int main_with_files(Suite *suite);

/* The path of NAME in the folder, or without a name the folder's.  Static: the next call overwrites
 * it. */
const char *path_of(const char *name);
void write_bytes(const char *path, const void *bytes, size_t length);
unsigned count_files(void);
void remove_files(void);

/* The bytes that are saved, to be freed. */
char *save_recording(const struct mailauth_recording *recording, size_t *length);
/* The status of loading BYTES. */
int load_recording(const void *bytes, size_t length, struct mailauth_recording **recording,
		   size_t *place);
/* Whether saving what BYTES hold gives them again. */
bool is_saved_again(const struct mailauth_recording *recording, const char *bytes, size_t length);

#endif

/* What tests that look inside the library share: assertions about text, and memory that
 * runs out on request.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_INSIDE_H
#define TEST_INSIDE_H

#include "support.h"

#include "../../lib/base/base.h"

/* Initialises a struct ma_text in a table. */
#define TEXT(literal)                                                                              \
	{                                                                                          \
		(const unsigned char *)(literal), sizeof(literal) - 1                              \
	}

/* Fails unless the ma_text TEXT consists of EXPECTED. */
#define assert_text(text, expected)                                                                \
	do {                                                                                       \
		struct ma_text text_ = (text);                                                     \
		struct ma_text expected_ = ma_text(expected);                                      \
		ck_assert_msg(ma_text_equal(text_, expected_), "%s is \"%.*s\", not \"%s\"",       \
			      #text, (int)text_.length, (const char *)text_.data,                  \
			      (const char *)expected_.data);                                       \
	} while (0)

/* After fail_memory_after(N), the library gets memory N times, and then no more until
 * restore_memory(), which returns whether it was refused any.  In between the
 * test must assert nothing, as Check wants memory, too.  Foreign shared libraries continue. */
void fail_memory_after(unsigned allocations);
/* The same, but memory is refused only once. */
void fail_memory_once(unsigned allocations);
bool restore_memory(void);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);

#endif

/* What a fuzz target is.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Must not crash, leak, or hang, whatever DATA holds.  Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

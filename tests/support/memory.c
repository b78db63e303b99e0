/* Memory that runs out on request: the linker (--wrap) sends the library's calls here.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include <limits.h>

enum { ENDLESS = INT_MAX };

static unsigned left = ENDLESS;
static bool refused;
static bool once;

void fail_memory_after(unsigned allocations)
{
	left = allocations;
	refused = once = false;
}

void fail_memory_once(unsigned allocations)
{
	fail_memory_after(allocations);
	once = true;
}

bool restore_memory(void)
{
	left = ENDLESS;
	return refused;
}

static bool may_have(void)
{
	if (left == ENDLESS || (once && refused))
		return true;
	if (left == 0)
		refused = true;
	else
		left--;
	return !refused;
}

void *__wrap_malloc(size_t size)
{
	return may_have() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
	return may_have() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *memory, size_t size)
{
	return may_have() ? __real_realloc(memory, size) : NULL;
}

/* Preloaded into a command: memory runs out now and then, for all of the process, the C library
 * and its neighbours too.
 *
 * SPDX-License-Identifier: MIT
 *
 * MAILAUTH_LACKING has three numbers: the allocation that is the first to fail, counted from the
 * start of the process; how many fail one after the other; and how many allocations are between
 * such failures, 0 if there are no further ones.  What is asked for in all is written to descriptor
 * MAILAUTH_COUNTED. */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <errno.h>
#include <unistd.h>

/* Of OpenSSL, where the command has it. */
__attribute__((weak)) void *EVP_PKEY_CTX_new_from_name(void *context, const char *name,
						       const char *query);
__attribute__((weak)) void EVP_PKEY_CTX_free(void *context);

__attribute__((weak)) int __res_init(void);

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static unsigned long long first, row, distance, counted;

static bool lacks(void)
{
	unsigned long long now = __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED);

	if (first == 0 || now < first)
		return false;
	now -= first;
	if (distance > 0)
		now %= row + distance;
	if (now >= row)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return lacks() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return lacks() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return lacks() ? NULL : __libc_realloc(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *made = lacks() ? NULL : __libc_memalign(alignment, size);

	if (made != NULL)
		*memory = made;
	return made != NULL ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return lacks() ? NULL : __libc_memalign(alignment, size);
}

__attribute__((constructor)) static void begin(void)
{
	const char *numbers = getenv("MAILAUTH_LACKING");

	if (EVP_PKEY_CTX_new_from_name != NULL && EVP_PKEY_CTX_free != NULL)
		EVP_PKEY_CTX_free(EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL));
	if (__res_init != NULL)
		(void)__res_init();
	counted = 0;
	if (numbers != NULL && sscanf(numbers, "%llu %llu %llu", &first, &row, &distance) != 3)
		_exit(99);
}

__attribute__((destructor)) static void end(void)
{
	const char *descriptor = getenv("MAILAUTH_COUNTED");
	unsigned long long all = counted;
	char text[32];
	int length;

	if (descriptor == NULL)
		return;
	length = snprintf(text, sizeof(text), "%llu", all);
	if (write(atoi(descriptor), text, (size_t)length) != length)
		_exit(98);
}

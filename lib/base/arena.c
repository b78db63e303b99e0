/* Arena: memory that is freed all at once, or back to a mark.
 *
 * SPDX-License-Identifier: MIT */

#include "base.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK_SIZE = 16 * 1024,
};

struct ma_chunk {
	struct ma_chunk *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

void ma_arena_finish(struct ma_arena *arena)
{
	ma_arena_rewind(arena, (struct ma_arena_mark){ 0 });
	arena->failed = false;
}

/* Rarely called: what is called for each allocation saves no registers for it. */
__attribute__((noinline)) static bool add_chunk(struct ma_arena *arena, size_t size)
{
	struct ma_chunk *chunk;

	if (size < CHUNK_SIZE - sizeof(*chunk))
		size = CHUNK_SIZE - sizeof(*chunk);
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL)
		return false;
	*chunk = (struct ma_chunk){ .next = arena->chunk, .size = size };
	arena->chunk = chunk;
	return true;
}

/* Of whatever was there before. */
static void *take(struct ma_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	void *memory;

	if (arena->failed || size > SIZE_MAX / 2)
		goto failed;
	size = (size + align - 1) / align * align;
	if (arena->chunk == NULL || arena->chunk->size - arena->chunk->used < size) {
		if (!add_chunk(arena, size))
			goto failed;
	}
	memory = arena->chunk->data + arena->chunk->used;
	arena->chunk->used += size;
	return memory;
failed:
	arena->failed = true;
	return NULL;
}

void *ma_arena_alloc(struct ma_arena *arena, size_t size)
{
	void *memory = take(arena, size);

	return memory != NULL ? memset(memory, 0, size) : NULL;
}

void *ma_arena_array(struct ma_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		arena->failed = true;
		return NULL;
	}
	return ma_arena_alloc(arena, count * size);
}

struct ma_arena_mark ma_arena_mark(const struct ma_arena *arena)
{
	return (struct ma_arena_mark){ arena->chunk, arena->chunk ? arena->chunk->used : 0 };
}

void ma_arena_rewind(struct ma_arena *arena, struct ma_arena_mark mark)
{
	while (arena->chunk != mark.chunk) {
		struct ma_chunk *chunk = arena->chunk;

		arena->chunk = chunk->next;
		free(chunk);
	}
	if (arena->chunk != NULL)
		arena->chunk->used = mark.used;
}

struct ma_text ma_arena_copy(struct ma_arena *arena, struct ma_text text)
{
	unsigned char *copy = take(arena, text.length + 1);

	if (copy == NULL)
		return MA_TEXT("");
	if (text.length > 0)
		memcpy(copy, text.data, text.length);
	copy[text.length] = '\0';
	return (struct ma_text){ copy, text.length };
}

struct ma_text ma_arena_number(struct ma_arena *arena, uint64_t number)
{
	unsigned char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (unsigned char)('0' + number % 10);
	while ((number /= 10) > 0);
	return ma_arena_copy(arena, (struct ma_text){ digits + at, sizeof(digits) - at });
}

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

/* Of the last chunk, whatever was there before; NULL if it does not suffice, or memory failed. */
static inline void *take_here(struct ma_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct ma_chunk *chunk = arena->chunk;
	void *memory;

	/* The room is a multiple of the alignment. */
	if (chunk == NULL || arena->failed || size > chunk->size - chunk->used)
		return NULL;
	memory = chunk->data + chunk->used;
	chunk->used += (size + align - 1) / align * align;
	return memory;
}

/* Of a new chunk.  Rarely called: what is called for each allocation saves no registers for it. */
__attribute__((noinline)) static void *take_anew(struct ma_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t room = CHUNK_SIZE - sizeof(struct ma_chunk);
	struct ma_chunk *chunk = NULL;

	if (!arena->failed && size <= SIZE_MAX / 2) {
		if (size > room)
			room = (size + align - 1) / align * align;
		chunk = malloc(sizeof(*chunk) + room);
	}
	if (chunk == NULL) {
		arena->failed = true;
		return NULL;
	}
	*chunk = (struct ma_chunk){ .next = arena->chunk, .size = room };
	arena->chunk = chunk;
	return take_here(arena, size);
}

__attribute__((noinline)) static void *alloc_anew(struct ma_arena *arena, size_t size)
{
	void *memory = take_anew(arena, size);

	return memory != NULL ? memset(memory, 0, size) : NULL;
}

void *ma_arena_alloc(struct ma_arena *arena, size_t size)
{
	void *memory = take_here(arena, size);

	return memory != NULL ? memset(memory, 0, size) : alloc_anew(arena, size);
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
	unsigned char *copy = take_here(arena, text.length + 1);

	if (copy == NULL)
		copy = take_anew(arena, text.length + 1);
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

/* What the process may use: memory, time, and of the kernel what reading and writing needs.
 *
 * SPDX-License-Identifier: MIT */

#include "flat.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum {
	MEMORY_MAX = 512 * 1024 * 1024, /* bytes of address space, libraries included */
	SECONDS_MAX = 5,		/* of processor time */
};

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#if defined(SANITIZED) /* their own needs are too many */
#elif defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static void limit(int resource, rlim_t value)
{
	const struct rlimit limits = { value, value };

	/* Where the kernel does not have it, the others still hold. */
	(void)setrlimit(resource, &limits);
}

void limits_set(void)
{
#ifndef SANITIZED
	limit(RLIMIT_AS, MEMORY_MAX);
#endif
	limit(RLIMIT_CPU, SECONDS_MAX);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0); /* of files; a pipe is none */
}

#ifdef ARCHITECTURE

static const unsigned permitted[] = {
	SYS_read,      SYS_write,	  SYS_close,	    SYS_fstat,	 SYS_lseek,	 SYS_mmap,
	SYS_munmap,    SYS_mremap,	  SYS_mprotect,	    SYS_madvise, SYS_brk,	 SYS_futex,
	SYS_getrandom, SYS_clock_gettime, SYS_rt_sigreturn, SYS_exit,	 SYS_exit_group,
};

enum {
	PERMITTED = sizeof(permitted) / sizeof(*permitted),
	BEFORE = 4, /* steps of a filter before those for the calls */
	STEPS = BEFORE + PERMITTED + 2,
};

void limits_close_in(void)
{
	struct sock_filter steps[STEPS] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	const struct sock_fprog filter = { STEPS, steps };

	for (unsigned i = 0; i < PERMITTED; i++)
		steps[BEFORE + i] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, permitted[i], (unsigned char)(PERMITTED - i), 0);
	/* Others fail, as where a system lacks them: a character set that is not loaded is not
	 * known. */
	steps[STEPS - 2] =
		(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & 0xffff));
	steps[STEPS - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

#else

void limits_close_in(void)
{
}

#endif

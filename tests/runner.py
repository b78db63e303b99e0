"""Runs the command dnsaudit: a process for each run or, where the program is support/worker.c, in
one of a few that run many, because starting them takes longer than what they do.

SPDX-License-Identifier: MIT

    process = runner.run([program, "example.jp", "--zone", "zone"], folder)
    ...
    sys.exit(runner.close() > 0 or ...)

A worker that does not survive a command (a crash, a report of a sanitizer or of valgrind, memory or
a descriptor left open, no end) is a fault, which is printed with the command; so is one that
does not end well in close().
"""

import os
import queue
import shlex
import socket
import struct
import subprocess

WORKER = "dnsaudit-worker"
# What the command runs under: valgrind with its options.
WRAPPER = shlex.split(os.environ.get("MAILAUTH_WRAPPER", ""))
PATIENCE = 300  # seconds; it only ends what hangs
STATUS = struct.Struct("=i")
LENGTH = struct.Struct("=I")

_idle = queue.LifoQueue()
_faults = []


def environment():
    return {name: os.environ[name] for name in os.environ
            if name in ("PATH", "LD_LIBRARY_PATH") or name.startswith("MALLOC_T") or
            name.endswith("SAN_OPTIONS")}


class Worker:
    """A process of support/worker.c, and the files that its commands write to."""

    def __init__(self, program):
        self.files = [os.memfd_create(name) for name in ("stdout", "stderr")]
        self.channel, other = socket.socketpair()
        with other:
            self.process = subprocess.Popen([*WRAPPER, program], stdin=other, stdout=self.files[0],
                                            stderr=self.files[1], env=environment())

    def ask(self, words, folder, patience):
        """The exit status; None if there is no answer."""
        for file in self.files:
            os.ftruncate(file, 0)
            os.lseek(file, 0, os.SEEK_SET)
        request = b"".join(os.fsencode(word) + b"\0" for word in (folder, *words))
        self.channel.settimeout(patience)
        try:
            self.channel.sendall(LENGTH.pack(len(request)) + request)
            answer = self.channel.recv(STATUS.size)
        except OSError:  # of which a timeout is one
            return None
        return STATUS.unpack(answer)[0] if answer else None

    def written(self):
        return [os.pread(file, os.fstat(file).st_size, 0) for file in self.files]

    def end(self, patience):
        """The exit status of the process, which is killed if need be."""
        self.channel.close()
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def release(self):
        for file in self.files:
            os.close(file)


def note(what, status, errors):
    text = errors.decode("utf-8", "backslashreplace")
    _faults.append(f"{what}: the process ended with {status}\n{text}")
    print(_faults[-1], flush=True)


def ask_worker(words, folder, patience):
    try:
        worker = _idle.get_nowait()
    except queue.Empty:
        worker = Worker(words[0])
    status = worker.ask(["dnsaudit", *words[1:]], folder, patience)
    if status is not None:
        result = subprocess.CompletedProcess(words, status, *worker.written())
        _idle.put(worker)
        return result
    status = worker.end(2 if patience > 2 else patience)
    result = subprocess.CompletedProcess(words, status, *worker.written())
    note(f"{folder}: {words[1:]}", status, result.stderr)
    worker.release()
    return result


def run(words, folder=None, patience=PATIENCE):
    """As subprocess.run() with the output captured; WORDS begin with the program."""
    folder = folder or os.getcwd()
    if os.path.basename(words[0]) == WORKER:
        return ask_worker(words, folder, patience)
    return subprocess.run([*WRAPPER, *words], cwd=folder, env=environment(), timeout=patience,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)


def close():
    """Ends the workers; returns how many faults there have been."""
    while not _idle.empty():
        worker = _idle.get()
        status = worker.end(PATIENCE)
        if status != 0:
            note("after the last command", status, worker.written()[1])
        worker.release()
    return len(_faults)

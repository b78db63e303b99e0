#!/usr/bin/python3
"""Bounces as they come: parts, transfer encodings, character sets, messages in messages; and messages that
are made to cost much.

SPDX-License-Identifier: MIT

usage: mime.py DNSAUDIT DNSAUDIT-MIME FOLDER-OF-BOUNCES SANITIZER

SANITIZER is none, or a report of it needs calls that the helper has given up.
"""

import base64
import concurrent.futures
import email.header
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

SECONDS = 120  # more than a limit on a busy machine, less than a hang
FULL = os.environ.get("MAILAUTH_SCALE") == "full"


def explain(program, data):
    process = subprocess.run([program, "explain", "--format", "json", "--lang", "en", "-"], input=data,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=SECONDS)
    assert process.returncode in (0, 2), (process.returncode, process.stderr)
    return json.loads(process.stdout)["explanation"]


def part(kind, text, charset="utf-8", encoding="base64"):
    data = text.encode(charset)
    if encoding == "base64":
        body = base64.encodebytes(data)
    else:
        body = b"".join(bytes([c]) if 32 < c < 127 and c != 61 or c == 10 else b"=%02X" % c for c in data)
    return (f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode() +
            body + b"\n")


def bounce(parts, kind="multipart/report; report-type=delivery-status", subject="Undelivered Mail"):
    head = (f"Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.jp\nTo: owner@example.jp\nSubject: {subject}\n"
            f"MIME-Version: 1.0\nContent-Type: {kind}; boundary=\"b-b\"\n\n").encode()
    return head + b"".join(b"--b-b\n" + one for one in parts) + b"--b-b--\n"


RETURNED = (b"Content-Type: message/rfc822\n\nFrom: owner@example.jp\nTo: taro@example.com\nSubject: hello\n\n"
            b"hello\n")
JAPANESE = "次の宛先へのメールは配信できませんでした。\n<taro@example.com>: 宛先のメールアドレスが存在しません。\n"
ENGLISH = ("This is the mail system.\n\n<taro@example.com>: host mx.example.com[198.51.100.7] said: 552 5.2.2 "
           "Mailbox full (in reply to RCPT TO command)\n")


def check_texts(program):
    """Every encoding and set gives what the plain text gives."""
    for charset in ("utf-8", "iso-2022-jp", "shift_jis", "euc-jp"):
        for encoding in ("base64", "quoted-printable"):
            answer = explain(program, bounce([part("text/plain", JAPANESE, charset, encoding), RETURNED]))
            assert answer["class"] == "user-unknown", (charset, encoding, answer["class"])
            assert answer["extracted"]["recipient"] == "taro@example.com", (charset, encoding, answer["extracted"])
            assert answer.get("cut") is None
    page = "<html><head><style>550 5.7.1 x</style></head><body><p>" + ENGLISH.replace(
        "<", "&lt;").replace(">", "&gt;").replace("Mailbox", "Mail<b>box</b>") + "</p></body></html>"
    assert explain(program, bounce([part("text/html", page), RETURNED]))["class"] == "mailbox-full"
    # The text of two that say the same; a bounce passed on, as a message and as a file.
    both = (b"Content-Type: multipart/alternative; boundary=in\n\n--in\n" + part("text/plain", ENGLISH) + b"--in\n" +
            part("text/html", "<p>nothing</p>") + b"--in--\n")
    assert explain(program, bounce([both, RETURNED]))["class"] == "mailbox-full"
    inner = bounce([part("text/plain", ENGLISH), RETURNED])
    for kind in ("message/rfc822", "application/octet-stream; name=bounce.eml"):
        wrapped = (b"Content-Type: " + kind.encode() + b"\nContent-Transfer-Encoding: base64\n\n" +
                   base64.encodebytes(inner))
        passed_on = (b"From: owner@example.jp\nTo: support@example.jp\nSubject: help\nMIME-Version: 1.0\n"
                     b"Content-Type: multipart/mixed; boundary=out\n\n--out\n" +
                     part("text/plain", "What is this?\n") + b"--out\n" + wrapped + b"\n--out--\n")
        answer = explain(program, passed_on)
        assert answer["class"] == "mailbox-full", (kind, answer["class"])
        assert answer["extracted"]["recipient"] == "taro@example.com", answer["extracted"]
    # What the subject alone says; a boundary that never comes.
    subject = email.header.Header("宛先不明のお知らせ", "iso-2022-jp").encode()
    answer = explain(program, bounce([part("text/plain", "お知らせ\n", "iso-2022-jp")], subject=subject))
    assert answer["class"] == "user-unknown", answer["class"]
    assert explain(program, bounce([]).replace(b"--b-b--", b"") + ENGLISH.encode())["class"] == "mailbox-full"


def check_without(program):
    """Seven bits that look like words and codes are not read as such."""
    text = bounce([part("text/plain", "配信\n" + "550 5.1.1 User unknown\n", "iso-2022-jp")])
    assert explain(program, text)["class"] == "user-unknown"
    for seed in range(60):
        chance = random.Random(seed)
        words = "".join(chr(0x3041 + chance.randrange(80)) + chr(0x4e00 + chance.randrange(300))
                        for _ in range(60)).encode("iso-2022-jp", "ignore").decode("ascii")
        answer = explain(program, bounce([part("text/plain", words + "\n", "iso-2022-jp")]))
        assert answer["class"] is None, (seed, answer)


def nested(depth, message):
    heads, ends = [], []
    for i in range(depth):
        if message:
            heads.append(b"Content-Type: message/rfc822\n\nFrom: a@example.jp\n")
        else:
            heads.append(f"Content-Type: multipart/mixed; boundary=n{i}\n\n--n{i}\n".encode())
            ends.append(f"\n--n{i}--\n".encode())
    return (b"From: a@example.jp\nMIME-Version: 1.0\n" + b"".join(reversed(heads)) +
            part("text/plain", "550 5.1.1 User unknown\n") + b"".join(ends))


def check_bombs(program):
    many = bounce([b"Content-Type: text/plain\n\nx\n"] * 10000)
    for name, data in (("multiparts in multiparts", nested(1000, False)),
                       ("messages in messages", nested(1000, True)),
                       ("10,000 levels", nested(10000, False)), ("10,000 parts", many)):
        begun = time.monotonic()
        answer = explain(program, data)
        assert answer["cut"] is True, name
        assert time.monotonic() - begun < SECONDS, name
    said = subprocess.run([program, "explain", "--lang", "en", "-"], input=many, stdout=subprocess.PIPE, check=False)
    assert b"so many parts" in b" ".join(said.stdout.split()), said.stdout


def check_gigabyte(program):
    """1 GB of base64: ended, whatever is still to come."""
    with subprocess.Popen([program, "explain", "--format", "json", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        line = base64.encodebytes(b"x" * 57) * 10000
        try:
            process.stdin.write(b"From: a@example.jp\nMIME-Version: 1.0\nContent-Type: text/plain\n"
                                b"Content-Transfer-Encoding: base64\n\n")
            for _ in range(10**9 // len(line)):
                process.stdin.write(line)
            process.stdin.close()
        except BrokenPipeError:
            pass
        process.stdin = None
        answer = json.loads(process.communicate(timeout=SECONDS)[0])["explanation"]
        assert answer["cut"] is True


def status_of(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        return file.read()


def check_closed_in(helper):
    """Once it reads, it can open nothing more."""
    with subprocess.Popen([helper], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        until = time.monotonic() + SECONDS
        # It sleeps when it waits for its input.
        while "State:\tS" not in (status := status_of(process)) and time.monotonic() < until:
            time.sleep(0.01)
        said = process.communicate(b"From: a@example.jp\n\nhello\n", timeout=SECONDS)[0]
    assert said.startswith(b"dnsaudit-mime 1\ntext ") and said.endswith(b"end\n"), said
    return "Seccomp:\t2" in status


def check_broken(program, folder):
    """Every bounce, cut and changed, has an answer."""
    chance = random.Random(18)
    files = sorted(glob.glob(os.path.join(folder, "*.eml")))
    for path in chance.sample(files, 40 if FULL else 10):
        with open(path, "rb") as file:
            data = bytearray(file.read())
        explain(program, bytes(data[:chance.randrange(len(data) // 97) * 97]))
        for _ in range(40):
            data[chance.randrange(len(data))] = chance.randrange(256)
        explain(program, bytes(data))


def is_whole(said):
    """Whether SAID is lines of the helper's protocol to the end, each text as long as announced."""
    head, _, rest = said.partition(b"\n")
    if head != b"dnsaudit-mime 1":
        return False
    while rest not in (b"", b"end\n"):
        line, _, rest = rest.partition(b"\n")
        if line.startswith(b"text "):
            length = int(line[5:])
            if len(rest) < length:
                return False
            rest = rest[length:]
    return rest == b"end\n"


def check_mutated(helper):
    """Messages with the grammar of MIME put in at any place: the helper ends by itself and says all that it began."""
    chance = random.Random(18)
    pieces = (b"--b-b\n", b"--b-b--\n", b"Content-Type: message/rfc822\n\n", b"\n\n", b"\r\n", b"\0", b"=?iso-2022-jp?B?",
              b"Content-Type: multipart/mixed; boundary=b-b\n\n", b"Content-Transfer-Encoding: base64\n", b"charset=x-none;",
              b"=\n", b"\x1b$B", b"Content-Type: text/html\n\n<!--", b"filename*0*=utf-8''%E3", b"\xff\xfe", b"a" * 2000)
    inner = bounce([part("text/plain", JAPANESE, "iso-2022-jp"), part("text/html", "<p>" + ENGLISH), RETURNED])
    for _ in range(2000 if FULL else 40):
        data = bytearray(inner)
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(data))
            data[at:at + chance.choice((0, 0, 5, 200))] = chance.choice(pieces)
        done = subprocess.run([helper], input=bytes(data), stdout=subprocess.PIPE, check=False, timeout=SECONDS)
        assert done.returncode == 0 and is_whole(done.stdout), (done.returncode, bytes(data), done.stdout)


IMPOSTORS = ("exit 1", "cat >/dev/null; yes", "cat >/dev/null; printf 'dnsaudit-mime 1\\ntext 99\\nxend\\n'",
             "cat >/dev/null; printf 'dnsaudit-mime 1\\ntext 1\\nx'", "kill -9 $$", "sleep 100")


def check_nothing(helper):
    """Where there is nothing, there is nothing to complain of."""
    for data in (b"", b"\n", b"Content-Type: message/rfc822\n\n",
                 b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n--b--\n",
                 b"Content-Transfer-Encoding: base64\nContent-Type: text/html\n\n"):
        done = subprocess.run([helper], input=data, capture_output=True, check=False, timeout=SECONDS)
        assert (done.returncode, done.stderr) == (0, b""), (data, done)


def explain_with(program, folder, script, text):
    """By a copy of PROGRAM in FOLDER, with SCRIPT as its helper."""
    os.mkdir(folder)
    helper = os.path.join(folder, "dnsaudit-mime")
    with open(helper, "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\n{script}\n")
    os.chmod(helper, 0o755)
    return explain(shutil.copy(program, folder), text)


def check_impostors(program):
    """A helper that says nothing, too much, something else, or nothing for ever: the message is read as it is."""
    text = bounce([b"Content-Type: text/plain\n\n" + ENGLISH.encode(), RETURNED])
    libraries = os.path.join(os.path.dirname(program), "..", "..", "lib")
    os.environ["LD_LIBRARY_PATH"] = os.path.abspath(libraries)
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copy(program, folder)
        assert explain(copied, text)["class"] == "mailbox-full"
        check_without(copied)
        # Side by side, since each of them waits for as long as a helper may take, or nearly.
        with concurrent.futures.ThreadPoolExecutor(len(IMPOSTORS)) as pool:
            for script, answer in zip(IMPOSTORS, pool.map(
                    lambda at: explain_with(program, os.path.join(folder, str(at)), IMPOSTORS[at], text),
                    range(len(IMPOSTORS))), strict=True):
                assert answer["class"] == "mailbox-full" and answer["cut"] is True, (script, answer)


def main():
    program, helper, folder = (os.path.abspath(name) for name in sys.argv[1:4])
    can_close = sys.argv[4] == "none" and os.uname().machine in ("x86_64", "aarch64") and os.path.exists(
        "/proc/sys/kernel/seccomp/actions_avail")
    # Side by side: some wait for as long as a helper may take.
    with concurrent.futures.ThreadPoolExecutor(7) as pool:
        closed = pool.submit(check_closed_in, helper)
        jobs = [pool.submit(check_texts, program), pool.submit(check_bombs, program),
                pool.submit(check_gigabyte, program), pool.submit(check_broken, program, folder),
                pool.submit(check_mutated, helper), pool.submit(check_nothing, helper),
                pool.submit(check_impostors, program)]
        for job in jobs:
            job.result()
    assert closed.result() or not can_close
    print(f"mime: texts, bombs, broken and impostors; closed in: {closed.result()}")


main()

#!/usr/bin/python3
"""The example of a milter with a real Postfix, which listens on the loopback alone.

SPDX-License-Identifier: MIT

usage: postfix.py MILTER SCENARIO-FILE     the file holds the message pass.eml and the zone that it needs

Postfix is the one that is installed, or else the package's files in a temporary folder; its queue, its
configuration and its log are in that folder, too, and nothing of the system's is touched.
"""

import contextlib
import glob
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import milter  # noqa: E402
import zoneserver  # noqa: E402

HOST = milter.HOST
SKIPPED = 77
QUEUES = "active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace".split()
MAIN = """compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = {root}/usr/sbin
daemon_directory = {root}/usr/lib/postfix/sbin
shlib_directory = {root}/usr/lib/postfix
meta_directory = {home}/etc
import_environment = MAIL_CONFIG MAIL_LOGTAG LD_LIBRARY_PATH={root}/usr/lib/postfix
mail_owner = {owner}
setgid_group = mail
maillog_file = {home}/log
maillog_file_prefixes = {home}
myhostname = mx.example.net
mydestination =
inet_protocols = ipv4
virtual_mailbox_domains = example.net
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
alias_maps =
local_recipient_maps =
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_relay_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
smtpd_milters = inet:127.0.0.1:{milter}
milter_default_action = tempfail
"""
MASTER = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def skip(why):
    print(f"postfix: {why}")
    sys.exit(SKIPPED)


def find_root(folder):
    """Where Postfix is: "" if it is installed, else a folder that its package was unpacked into."""
    if os.path.exists("/usr/lib/postfix/sbin/master"):
        return ""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        skip("there is no Postfix, and no apt-get to get one")
    fetch = subprocess.run(["apt-get", "-q", "download", "postfix"], cwd=folder, capture_output=True, text=True,
                           timeout=60, check=False, stdin=subprocess.DEVNULL)
    packages = glob.glob(os.path.join(folder, "postfix_*.deb"))
    if fetch.returncode != 0 or not packages:
        skip("there is no Postfix, and its package cannot be fetched")
    root = os.path.join(folder, "root")
    subprocess.run(["dpkg-deb", "-x", packages[0], root], check=True)
    needed = subprocess.run(["ldd", root + "/usr/lib/postfix/sbin/master"], env=environment_of(root),
                            capture_output=True, text=True, check=True)
    if "not found" in needed.stdout:
        skip("there is no Postfix, and libraries that its package needs are not there")
    return root


def environment_of(root):
    return dict(os.environ, LD_LIBRARY_PATH=root + "/usr/lib/postfix")


def set_up(home, root, port, milter_port):
    """The folders and files of an instance, as its own script would make them."""
    owner = pwd.getpwnam("postfix" if root == "" else "daemon")
    os.chmod(home, 0o755)
    for name in ["etc", "data", "mail", "mail/box"] + ["queue"] + ["queue/" + queue for queue in QUEUES]:
        os.makedirs(os.path.join(home, name))
        if name not in ("etc", "queue", "queue/pid"):
            os.chown(os.path.join(home, name), owner.pw_uid, owner.pw_gid)
    values = {"home": home, "root": root, "owner": owner.pw_name, "uid": owner.pw_uid, "gid": owner.pw_gid,
              "port": port, "milter": milter_port}
    for name, text in (("main.cf", MAIN), ("master.cf", MASTER)):
        with open(os.path.join(home, "etc", name), "w", encoding="ascii") as file:
            file.write(text.format(**values))


@contextlib.contextmanager
def running(home, root, port):
    environment = dict(environment_of(root), MAIL_CONFIG=os.path.join(home, "etc"))
    with subprocess.Popen([root + "/usr/lib/postfix/sbin/master", "-c", os.path.join(home, "etc"), "-d"],
                          env=environment) as master:
        try:
            wait_for(lambda: reaches(port), "does not listen")
            yield
        finally:
            master.terminate()
            master.wait(timeout=20)


def reaches(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(found, what):
    for _ in range(150):
        result = found()
        if result:
            return result
        time.sleep(0.1)
    raise TimeoutError(what)


def deliver(home, port, message, sender):
    """Sends MESSAGE as mx.example.jp would, and returns what came into the mailbox."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="mx.example.jp", timeout=20) as client:
        client.ehlo()
        client.docmd("XCLIENT", "ADDR=192.0.2.25 NAME=mx.example.jp")
        client.ehlo()
        client.sendmail(sender, ["you@example.net"], message.encode())
    [path] = wait_for(lambda: glob.glob(os.path.join(home, "mail/box/new/*")), "does not deliver")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    os.unlink(path)
    return text


def check(text, *wanted):
    """The field is the first that Postfix did not add, says what is wanted, and there is no other of its name."""
    head = text.split("\n\n", 1)[0].replace("\n\t", " ").replace("\n ", " ")
    fields = [line for line in head.split("\n") if line.lower().startswith("authentication-results: " + HOST.lower())]
    missing = [words for words in wanted if len(fields) != 1 or words not in fields[0]]
    for words in missing:
        print(f"postfix: lacks {words!r}:\n{head}")
    return not missing


def main():
    if os.geteuid() != 0:
        skip("its master has to be started by root")
    program, path = sys.argv[1:]
    message = milter.part(path, "pass.eml")
    forged = "Authentication-Results:" + milter.FORGED + "\n"
    with tempfile.TemporaryDirectory() as folder, \
            zoneserver.serve([milter.part(path, "example.jp.zone")], []) as server:
        root = find_root(folder)
        home = os.path.join(folder, "home")
        port, milter_port = milter.free_port(), milter.free_port()
        os.chmod(folder, 0o755)
        os.mkdir(home)
        set_up(home, root, port, milter_port)
        with subprocess.Popen([program, f"inet:{milter_port}@127.0.0.1", HOST, f"127.0.0.1:{server.port}"]) as process:
            milter.wait_for(milter_port)
            try:
                with running(home, root, port):
                    good = [
                        check(deliver(home, port, forged + message, "bounce@example.jp"),
                              "spf=pass smtp.mailfrom=example.jp", "dkim=pass header.d=example.jp",
                              "dmarc=pass (p=reject) header.from=example.jp"),
                        check(deliver(home, port, message.replace("Hello", "Hallo"), ""),
                              "dkim=fail", "smtp.helo=mx.example.jp", "dmarc=fail (p=reject)"),
                    ]
            except (TimeoutError, smtplib.SMTPException) as error:
                log = os.path.join(home, "log")
                print(f"postfix: {error}")
                if os.path.exists(log):
                    with open(log, encoding="utf-8") as file:
                        print(file.read())
                good = [False]
            process.terminate()
    print(f"postfix: {len(good)} messages, {good.count(False)} faults")
    sys.exit(good.count(False) > 0)


if __name__ == "__main__":
    main()

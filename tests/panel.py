#!/usr/bin/python3
"""examples/panel as a browser gets it: PHP's own server, dnsaudit serve, and the pages read by html5lib; skipped where one
of these is missing.  With MAILAUTH_SCALE=full, in chromium, and under php-fpm and nginx as well.  And --compat nagios, which monitors read.

SPDX-License-Identifier: MIT

usage: panel.py DNSAUDIT SOURCE-ROOT
"""

import contextlib
import glob
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import serve  # noqa: E402

PATIENCE = 60  # seconds; it only ends what hangs
NOW = 1767225600
STATES = {"good.example": (0, "OK"), "example.jp": (2, "CRITICAL"), "-x .jp": (3, "UNKNOWN")}


def check_nagios(program, zones):
    path = os.path.join(zones, "{}.zone")
    for domain, (status, word) in STATES.items():
        zone = path.format(domain if domain in ("good.example", "example.jp") else "example.jp")
        process = subprocess.run([program, "--compat", "nagios", "--lang", "en", "--now", str(NOW), "--zone", zone,
                                  "--zone", path.format("hosting.example"), "--", domain],
                                 capture_output=True, text=True, timeout=PATIENCE, check=False)
        line = rf"DNSAUDIT {word}: [^|\n]+ \| errors=\d+;;0;0 warnings=\d+;0;;0( spf_lookups=\d+;;10;0)?\n"
        if process.returncode != status or not re.fullmatch(line, process.stdout):
            yield f"--compat nagios {domain}: {process.returncode}, {process.stdout!r} {process.stderr!r}"
    for words in (["--ip", "x", "example.jp", "--zone", path.format("example.jp")], ["--zone", "/nowhere", "example.jp"], []):
        process = subprocess.run([program, "--compat", "nagios", *words], capture_output=True, text=True, timeout=PATIENCE, check=False)
        if process.returncode != 3 or not process.stdout.startswith("DNSAUDIT UNKNOWN: "):
            yield f"--compat nagios {words}: {process.returncode}, {process.stdout!r}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port, query, data=None):
    """The page, and the policy that it comes with."""
    deadline = time.monotonic() + PATIENCE
    body = urllib.parse.urlencode(data).encode() if data else None
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/?{query}", body, PATIENCE) as answer:
                return answer.read().decode(), answer.headers.get("Content-Security-Policy", "")
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def check_page(page, policy):
    import html5lib
    try:
        tree = html5lib.HTMLParser(strict=True).parse(page)
    except html5lib.html5parser.ParseError as error:
        yield f"cannot be parsed: {error}"
        return
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rsplit("}", 1)[-1]
        if name in ("style", "iframe", "img", "object") or (name == "script" and "src" not in node.attrib):
            yield f"an element <{name}>"
        yield from (f"an attribute {key}" for key in node.attrib if key == "style" or key.startswith("on"))
    if "unsafe" in policy or "default-src 'none'" not in policy:
        yield f"the policy is {policy!r}"


def check_pages(port):
    wanted = [
        ("lang=ja", None, "問題"), ("lang=en", None, "ma-badge"), ("lang=ja&domain=example.jp", None, 'class="ma-report" lang="ja"'),
        ("lang=en&domain=example.jp", {"record": "@ TXT v=spf1 mx -all"}, "ma-report"),
        ("lang=en&domain=example.jp", {"record": "\"><script>alert(1)</script>"}, "bad-value"),
        ("lang=ja", {"explain": "550 5.7.26 Unauthenticated email </pre><script>x</script>"}, "ma-explanation"),
        ("lang=x&domain=%3Cscript%3E", None, "ma-table"),
    ]
    for query, data, part in wanted:
        page, policy = fetch(port, query, data)
        yield from (f"{query}: {fault}" for fault in check_page(page, policy))
        if part not in page:
            yield f"{query}: lacks {part}"
    for asset in ("mailauth.css", "mailauth.js"):
        if "ma-copy" not in fetch(port, f"asset={asset}")[0]:
            yield f"no {asset}"
    if "root:" in fetch(port, "asset=/etc/passwd")[0]:
        yield "any file can be read"


def check_browser(port, folder):
    """A real one, under the policy of the page: nothing is against it, and the script turns the buttons on."""
    if os.environ.get("MAILAUTH_SCALE") != "full":
        return
    if shutil.which("chromium") is None:
        print("panel: no browser, chromium is not installed")
        return
    browser = subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser", "--enable-logging=stderr",
         "--dump-dom", f"http://127.0.0.1:{port}/?lang=ja&domain=example.jp"],
        capture_output=True, text=True, timeout=2 * PATIENCE, check=False)
    buttons = re.findall(r'<button type="button" class="ma-copy"[^>]*>', browser.stdout)
    if not buttons or any("hidden" in button for button in buttons):
        yield f"the script does not run: {buttons[:1]}"
    yield from (f"browser: {line}" for line in browser.stderr.splitlines() if "Content Security Policy" in line or "CONSOLE" in line)


# What examples/panel has for each goes in.
FPM = """[global]
error_log = {folder}/fpm.log
{pool}
"""
NGINX = """{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
 access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
 uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
 server {{
  listen 127.0.0.1:{port};
  {location}
 }}
}}
"""


def example(page, name, *changes):
    """A file next to the page, for the user, the paths and the settings of the test."""
    with open(os.path.join(os.path.dirname(page), name), encoding="utf-8") as source:
        text = source.read()
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text, flags=re.M)
        assert count, pattern
    return text


@contextlib.contextmanager
def running(environment, *commands):
    """Each of them at the same time."""
    processes = [subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                 for command in commands]
    try:
        yield
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(PATIENCE)


def web_servers(page, port, folder, settings):
    """What serves the page: the commands of each kind."""
    yield ["php", "-S", f"127.0.0.1:{port}", page],
    if os.environ.get("MAILAUTH_SCALE") != "full":
        return
    fpm, nginx = sorted(glob.glob("/usr/sbin/php-fpm*")), shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not fpm or not nginx:
        print("panel: php-fpm or nginx is not installed, PHP's own server alone was used")
        return
    root = os.geteuid() == 0
    pool = example(page, "php-fpm.conf", (r"^(user|group) = .*\n", r"\1 = root\n" if root else ""), (r"^listen = .*", f"listen = {folder}/fpm.sock"),
                   (r"^listen.owner = .*\n", ""), (r"^env.*\n", ""), (r"\Z", "".join(f"env[{name}] = '{text}'\n" for name, text in settings.items())))
    location = example(page, "nginx.conf", (r"^.*auth_basic.*\n", ""), (r"unix:[^;]*", f"unix:{folder}/fpm.sock"), (r"FILENAME .*;", f"FILENAME {page};"))
    with open(os.path.join(folder, "fpm.conf"), "w", encoding="utf-8") as conf:
        conf.write(FPM.format(folder=folder, pool=pool))
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as conf:
        conf.write(NGINX.format(folder=folder, port=port, location=location, user="user root; " if root else ""))
    yield ([fpm[-1], "-F", "-y", os.path.join(folder, "fpm.conf"), *(["-R"] if root else [])],
           [nginx, "-p", folder, "-c", os.path.join(folder, "nginx.conf")])


def check_panel(program, root, folder):
    zones = [os.path.join(root, "examples", "zones", f"{name}.zone") for name in ("example.jp", "good.example", "hosting.example")]
    domains = os.path.join(folder, "domains")
    with open(domains, "w", encoding="ascii") as target:
        target.write("example.jp\ngood.example\n")
    words = [word for zone in zones for word in ("--zone", zone)]
    with serve.Server(program, folder, *words) as server:
        port = free_port()
        settings = {"DNSAUDIT_SOCKET": server.path, "DNSAUDIT_DOMAINS": domains,
                    "DNSAUDIT_SHARE": os.path.join(root, "lib", "render", "html"), "DNSAUDIT_OPTIONS": json.dumps({"now": NOW})}
        for commands in web_servers(os.path.join(root, "examples", "panel", "index.php"), port, folder, settings):
            with running({**os.environ, **settings}, *commands):
                yield from (f"{os.path.basename(commands[0][0])}: {fault}" for fault in check_pages(port))
                yield from check_browser(port, folder)


def main():
    program, root = map(os.path.abspath, sys.argv[1:])
    faults = list(check_nagios(program, os.path.join(root, "examples", "zones")))
    try:
        import html5lib  # noqa: F401
        missing = "" if shutil.which("php") else "php is not installed"
    except ImportError:
        missing = "python3-html5lib is not installed"
    if missing:
        print(f"panel: skipped, {missing}")
    else:
        with tempfile.TemporaryDirectory(prefix="panel-") as folder:
            faults += check_panel(program, root, folder)
    print("\n".join(faults) or "panel: pages and policies, and a line for monitors")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

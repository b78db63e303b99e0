#!/usr/bin/python3
"""examples/cockpit: its files belong together, and it finds the domains of a Postfix.  With MAILAUTH_SCALE=full, in Debian's
chromium as well, with a stub of cockpit.js and in Cockpit itself: what is red becomes green when what was copied is published.

SPDX-License-Identifier: MIT

usage: cockpit.py DNSAUDIT SOURCE-ROOT [PICTURES]

PICTURES is a folder for what the browser shows.  What is not installed is skipped with a word.
"""

import contextlib
import http.server
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import browser as chromium  # noqa: E402

PATIENCE = 120  # seconds; it only ends what hangs
HERE = os.path.dirname(os.path.abspath(__file__))
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
COCKPIT, BRIDGE = "/usr/lib/cockpit/cockpit-ws", "/usr/bin/cockpit-bridge"
# Cockpit's own.
POLICY = ("default-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'; font-src 'self' data:; "
          "block-all-mixed-content; img-src 'self' data:")
OWN = ("../base1/cockpit.js", "../manifests.js", "po.js")  # what Cockpit itself has
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
HOSTILE = "'; touch broken; $(touch broken) <img src=x onerror=alert(1)></textarea><script>alert(2)</script>"
STORIES = [("ja", 1280), ("en", 360), ("ja", 360), ("en", 1280)]  # each with a browser and a server of its own
WRONG, RIGHT = "v=spf1 ipv4:198.51.100.10 -all", "v=spf1 ip4:198.51.100.10 -all"
KEY = ("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOea1QtLiukelghBJx81uKTfuX"
       "/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZXNRRblltSCzoABtAxhIplJX",
       "UhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o46VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0"
       "TEZnx8IeOtDCiy1okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQIDAQAB")
ZONE = """$ORIGIN firm.example.
$TTL 300
@ SOA ns1 hostmaster {serial} 7200 900 604800 300
@ NS ns1
ns1 A 192.0.2.53
@ MX 10 mail
mail A 198.51.100.10
@ TXT "{spf}"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@firm.example"
default._domainkey TXT "{key[0]}" "{key[1]}"
"""
ABOVE = """$ORIGIN example.
$TTL 300
@ SOA ns1.firm hostmaster 1 7200 900 604800 300
@ NS ns1.firm
firm NS ns1.firm
ns1.firm A 192.0.2.53
"""
POSTFIXES = [
    {"postconf": "mail.firm.example, localhost.firm.example, localhost, firm.example\n\n\nfirm.example other.example\n", "tables": {},
     "files": {}, "domains": ["firm.example", "mail.firm.example", "other.example"], "unread": []},
    {"postconf": "$mydomain localhost.localdomain [192.0.2.1] 192.0.2.1 !not.example\nhash:/etc/postfix/d, /etc/domains\nmysql:/etc/m.cf\n\n",
     "tables": {"hash:/etc/postfix/d": "b.example\tOK\n@a.example x\ninfo@c.example info\nalias x\n"},
     "files": {"/etc/domains": "# ours\nd.example\n\ne.example x\n"},
     "domains": ["a.example", "b.example", "c.example", "d.example", "e.example"], "unread": ["mysql:/etc/m.cf"]},
    {"postconf": "/gone, pcre:/x\n", "tables": {}, "files": {}, "domains": [], "unread": ["/gone", "pcre:/x"]},
    {"config": {"domains": ["z.example", "a.example", "a.example"]}, "domains": ["a.example", "z.example"], "unread": []},
    {"config": {"domains": "/d"}, "files": {"/d": "日本語.example # one\n\nb.example\n"}, "domains": ["b.example", "日本語.example"], "unread": []},
]


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as source:
        return source.read()


def words_of(text, language):
    """The ids of a language in words.js."""
    body = re.search(rf"\n\t{language}: {{(.*?)\n\t}}", text, re.S)[1]
    return set(re.findall(r"^\t\t(\w+): \"", body, re.M))


def check_files(folder, root):
    """What is installed is all there, of the page's own origin, and in both languages."""
    page, words = read(folder, "index.html"), read(folder, "words.js")
    scripts = "".join(read(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".js"))
    installed = read(root, "examples", "meson.build")
    for name in os.listdir(folder):
        if name != "README.md" and f"'cockpit/{name}'" not in installed:
            yield f"{name} is not installed"
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page) + re.findall(r'from "\./([^"]+)"', scripts):
        style = os.path.join(root, "lib", "render", "html", name)
        if name not in OWN and not os.path.exists(os.path.join(folder, name)) and not os.path.exists(style):
            yield f"{name} is missing"
    for fault in re.findall(r"<style|<script>| style=| on\w+=|innerHTML|eval\(|Function\(|\bsh\b.*-c|superuser|https?://(?!\S*SPDX)", page + scripts):
        yield f"{fault} is in the page"
    english, japanese = words_of(words, "en"), words_of(words, "ja")
    used = set(re.findall(r'data-word="(\w+)"', page) + re.findall(r'\bword\("(\w+)"\)', scripts)) | {"ok", "warning", "error", "unknown"}
    if not english == japanese == used:
        yield f"words: {sorted(english ^ japanese)}, {sorted(english ^ used)}"
    manifest = json.loads(read(folder, "manifest.json"))
    if f'"{manifest["tools"]["index"]["label"]}"' not in read(folder, "po.ja.js"):
        yield "the label has no translation"


def check_html(folder):
    try:
        import html5lib
    except ImportError:
        print("cockpit: python3-html5lib is not installed, the page is not parsed")
        return
    try:
        html5lib.HTMLParser(strict=True).parse(read(folder, "index.html"))
    except html5lib.html5parser.ParseError as error:
        yield f"index.html: {error}"


def check_domains(folder, temporary):
    if shutil.which("node") is None:
        print("cockpit: node is not installed, no Postfix is asked")
        return
    copy = os.path.join(temporary, "modules")
    shutil.copytree(folder, copy)
    with open(os.path.join(copy, "package.json"), "w", encoding="ascii") as package:
        package.write('{"type": "module"}')
    process = subprocess.run(["node", os.path.join(HERE, "cockpit", "domains.mjs"), copy, json.dumps(POSTFIXES)],
                             capture_output=True, text=True, timeout=PATIENCE, check=False)
    if process.returncode != 0:
        yield f"domains: {process.stderr}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def package(folder, root, place, program, port, domains):
    """As meson installs it, with settings."""
    shutil.copytree(folder, place)
    for name in ("mailauth.css", "mailauth.js"):
        shutil.copy(os.path.join(root, "lib", "render", "html", name), place)
    manifest = json.loads(read(folder, "manifest.json"))
    manifest["config"] = {"program": program, "domains": domains, "options": {"server": f"127.0.0.1:{port}", "timeout": "20"}}
    with open(os.path.join(place, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file)


class Nsd:
    """The name server, with the zone and the one above it."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "nsd")
        os.makedirs(self.folder)
        self.port, self.serial, self.process = free_port(), 0, None
        zones = "".join(f'zone:\n name: {name}\n zonefile: "{name}"\n' for name in ("example", "firm.example"))
        self.write("example", ABOVE)
        self.write("nsd.conf", f'server:\n ip-address: 127.0.0.1@{self.port}\n zonesdir: "{self.folder}"\n pidfile: "{self.folder}/pid"\n'
                   f' username: ""\n xfrdfile: "{self.folder}/xfrd"\n zonelistfile: "{self.folder}/list"\n'
                   f' logfile: "{self.folder}/log"\n server-count: 1\nremote-control:\n control-enable: no\n{zones}')

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def publish(self, spf):
        """Begins again, with this record."""
        self.stop()
        self.serial += 1
        self.write("firm.example", ZONE.format(serial=self.serial, spf=spf, key=KEY))
        self.process = subprocess.Popen(["nsd", "-d", "-c", os.path.join(self.folder, "nsd.conf")], env={**os.environ, "PATH": PATH},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise TimeoutError("nsd does not answer")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)


class Stub(http.server.BaseHTTPRequestHandler):
    """The page and a small cockpit.js; runs the one program that it was given, and reads no other file."""

    place, allowed, files, language = None, (), {}, "en"

    def log_message(self, *_):
        pass

    def answer(self, text, kind):
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        name = self.path.split("?")[0]
        texts = {
            "/base1/cockpit.js": lambda: read(HERE, "cockpit", "cockpit.js"),
            "/manifests.js": lambda: f"cockpit.manifests = {{dnsaudit: {read(self.place, 'manifest.json')}}};",
            "/dnsaudit/po.js": lambda: read(self.place, "po.ja.js") if self.language == "ja" else "",
            "/favicon.ico": lambda: "",
        }
        base = os.path.basename(name)
        if name in texts:
            self.answer(texts[name](), "text/javascript")
        elif name == f"/dnsaudit/{base}" and os.path.isfile(os.path.join(self.place, base)):
            self.answer(read(self.place, base), TYPES.get(os.path.splitext(base)[1], "text/plain"))
        else:
            self.send_error(404)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/file":
            answer = self.files.get(asked["path"])
        elif asked["words"][0] in self.allowed:
            process = subprocess.run(asked["words"], input=asked["input"], capture_output=True, text=True, timeout=PATIENCE, check=False)
            answer = {"status": process.returncode, "output": process.stdout, "message": process.stderr}
        else:
            answer = {"status": 127, "output": "", "message": "not found"}
        self.answer(json.dumps(answer), "application/json")


@contextlib.contextmanager
def stub(place, program):
    handler = type("Handler", (Stub,), {"place": place, "allowed": (program,)})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def speak(_, language):
            handler.language = language

        yield f"http://127.0.0.1:{server.server_port}", "/dnsaudit/index.html", speak
        server.shutdown()


@contextlib.contextmanager
def cockpit(folder):
    """Cockpit without its login: a session of this user, at the loopback."""
    port = free_port()
    environment = {**os.environ, "XDG_DATA_HOME": os.path.join(folder, "share"), "XDG_RUNTIME_DIR": folder, "HOME": folder}
    with open(os.path.join(folder, "cockpit.log"), "w", encoding="utf-8") as log:
        process = subprocess.Popen([COCKPIT, "--no-tls", f"--local-session={BRIDGE}", "-a", "127.0.0.1", "-p", str(port)],
                                   env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        origin = f"http://127.0.0.1:{port}"

        def speak(browser, language):
            browser.call("Network.setCookie", name="CockpitLang", value=language, url=origin)

        yield origin, "/cockpit/@localhost/dnsaudit/index.html", speak
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


class Story:
    """One language at one width: what a person does."""

    def __init__(self, browser, server, place, nsd, pictures):
        self.browser, (self.origin, self.path, self.speak), self.place, self.nsd, self.pictures = browser, server, place, nsd, pictures
        self.faults = []

    def see(self, name):
        """A picture, and what keeps people from using the page."""
        self.faults += [f"{self.name}, {name}: {fault}" for fault in self.browser.serious()]
        if self.pictures:
            self.browser.picture(os.path.join(self.pictures, f"{self.name}-{name}.png"))

    def expect(self, script, what):
        if not self.browser.value(script):
            self.faults.append(f"{self.name}: {what}")

    def tell(self, kind, language, width):
        self.name = f"{kind}-{language}-{width}"
        self.nsd.publish(WRONG)
        self.speak(self.browser, language)
        self.browser.open(f"about:blank#{self.name}", width)
        self.browser.open(f"{self.origin}{self.path}#/", width)
        self.list(language)
        self.paste()
        self.copy()
        self.what_if()
        self.publish()

    def list(self, language):
        self.browser.wait("document.querySelector('#rows .ma-error') && !/…$/.test(document.querySelector('#list-state').textContent)")
        self.expect(f"document.documentElement.lang === '{language}'", "the language")
        self.expect("document.querySelector('#rows tr:last-child td').textContent.includes('touch broken')", "the hostile domain")
        self.expect("document.querySelectorAll('#rows td.ma-error, #rows td.ma-unknown').length === 2", "two badges")
        self.see("list")

    def paste(self):
        self.browser.type("document.querySelector('#text')", f"550 5.7.26 Unauthenticated email from firm.example {HOSTILE}")
        self.browser.click("document.querySelector('#explain button')")
        self.browser.wait("document.querySelector('#explanation .ma-explanation')")
        self.expect("document.querySelector('#explanation script, #explanation img') === null", "markup was pasted")
        self.see("rejection")

    def copy(self):
        """Each button: the clipboard holds the value, no byte more or less."""
        self.browser.click("[...document.querySelectorAll('#rows a')].find(a => a.textContent === 'firm.example')")
        self.browser.wait("document.querySelector('#report .ma-fix')")
        self.expect("document.querySelector('#report .ma-verdict').classList.contains('ma-error')", "the report is not red")
        self.expect("/ns1\\.firm\\.example/.test(document.querySelector('#report .ma-verdict').textContent)", "it does not say where")
        self.see("red")
        count = self.browser.value("document.querySelectorAll('#report .ma-copy').length")
        for number in range(count):
            button = f"document.querySelectorAll('#report .ma-copy')[{number}]"
            if not self.browser.value(f"{button}.checkVisibility()"):
                continue
            self.browser.click(button)
            self.browser.wait(f"{button}.textContent === {button}.dataset.maCopied", "a value is copied")
            value = self.browser.value(f"{button}.parentElement.querySelector('code').textContent")
            if self.browser.clipboard(self.origin) != value:
                self.faults.append(f"{self.name}: the clipboard does not hold {value}")
        self.browser.click("document.querySelector('#report .ma-fix div.ma-value .ma-copy')")
        deadline = time.monotonic() + 10
        while (copied := self.browser.clipboard(self.origin)) != RIGHT and time.monotonic() < deadline:
            time.sleep(0.05)
        self.copied = copied
        if copied != RIGHT:
            self.faults.append(f"{self.name}: what is copied is {self.copied!r}")

    def what_if(self):
        self.browser.click("document.querySelector('#edit > summary')")
        self.browser.wait(f"document.querySelector('#value').value === '{WRONG}'", "the form has the record")
        self.browser.type("document.querySelector('#value')", self.copied)
        self.browser.click("document.querySelector('#try button')")
        self.browser.wait("document.querySelector('#assumed .ma-report')")
        self.expect("document.querySelector('#assumed .ma-verdict').classList.contains('ma-ok')", "the record that is tried is not green")
        self.expect("document.querySelector('#report .ma-verdict').classList.contains('ma-error')", "what is published changed")
        self.see("what-if")
        self.browser.type("document.querySelector('#value')", HOSTILE)
        self.browser.click("document.querySelector('#try button')")
        self.browser.wait("document.querySelector('#assumed .ma-error, #failed:not([hidden])') && "
                          "!/…$/.test(document.querySelector('#try-state').textContent)")
        self.expect("document.querySelector('#assumed script, #assumed img') === null", "markup was tried")

    def publish(self):
        self.nsd.publish(self.copied)
        self.browser.click("document.querySelector('#domain-again')")
        self.browser.wait("document.querySelector('#report .ma-verdict.ma-ok')", "the report becomes green")
        self.see("green")


def check_shell(browser, origin, pictures):
    """In Cockpit's own frame, with its menu."""
    browser.open(f"{origin}/dnsaudit", 1280)
    frame = "document.querySelector('iframe[name=\"cockpit1:localhost/dnsaudit\"]').contentDocument"
    browser.wait(f"{frame}.querySelector('#rows .ma-badge')", "the page is in Cockpit's frame")
    if not browser.value("document.body.textContent.includes('メールの DNS')"):
        yield "the menu has no entry"
    if pictures:
        browser.picture(os.path.join(pictures, "cockpit-ja-shell.png"))


def check_browser(folder, root, program, temporary, pictures):
    missing = [name for name in ("chromium", "nsd") if shutil.which(name, path=PATH) is None]
    if missing:
        print(f"cockpit: no browser, {' and '.join(missing)} not installed")
        return
    nsd = Nsd(temporary)
    place = os.path.join(temporary, "share", "cockpit", "dnsaudit")
    package(folder, root, place, program, nsd.port, ["firm.example", f"z-{HOSTILE}"])
    servers = {"stub": lambda: stub(place, program)}
    if os.path.exists(COCKPIT) and os.path.exists(BRIDGE):
        servers["cockpit"] = lambda: cockpit(temporary)
    else:
        print("cockpit: not in Cockpit itself, which is not installed")
    os.chdir(temporary)
    try:
        for kind, (language, width) in itertools.product(servers, STORIES):
            with servers[kind]() as server, chromium.Browser(temporary) as browser:
                story = Story(browser, server, place, nsd, pictures)
                story.tell(kind, language, width)
                if kind == "cockpit" and (language, width) == STORIES[0]:
                    story.faults += check_shell(browser, server[0], pictures)
                yield from story.faults
                yield from (f"{kind}: console: {fault}" for fault in browser.faults)
    finally:
        nsd.stop()
        os.chdir("/")
    if os.path.exists(os.path.join(temporary, "broken")):
        yield "a shell saw a text"


def main():
    program, root = map(os.path.abspath, sys.argv[1:3])
    pictures = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None
    folder = os.path.join(root, "examples", "cockpit")
    faults = [*check_files(folder, root), *check_html(folder)]
    with tempfile.TemporaryDirectory(prefix="cockpit-", ignore_cleanup_errors=True) as temporary:
        faults += check_domains(folder, temporary)
        if os.environ.get("MAILAUTH_SCALE") == "full" or pictures:
            faults += check_browser(folder, root, program, temporary, pictures)
    print("\n".join(faults) or "cockpit: the page's files, and the domains of a Postfix")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

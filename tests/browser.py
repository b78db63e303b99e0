"""Debian's chromium, headless, driven over DevTools' pipe: pages, their faults, what the clipboard holds, pictures, and what a
screen reader gets.

SPDX-License-Identifier: MIT

    with Browser(folder) as browser:
        browser.open("http://127.0.0.1:8080/", width=1280)
        browser.wait("document.querySelector('h1')")
"""

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import time

PATIENCE = 120  # seconds; it only ends what hangs
PROGRAM = shutil.which("chromium")
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"]
# In each document, before its own scripts.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""
# Texts whose contrast against the background is too small (WCAG 2.2, 1.4.3): of all that is shown.
CONTRAST = """
(() => {
    const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
    const light = rgb => {
        const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const backdrop = node => {
        for (; node; node = node.parentElement) {
            const [r, g, b, a] = numbers(getComputedStyle(node).backgroundColor);
            if (a === undefined || a > 0.99) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const faults = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const node = text.parentElement;
        if (!text.textContent.trim() || !node.checkVisibility()) continue;
        const style = getComputedStyle(node);
        const [a, b] = [light(numbers(style.color).slice(0, 3)), light(backdrop(node))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
        if (ratio < (large ? 3 : 4.5)) faults.push(`${ratio.toFixed(2)} to 1: ${text.textContent.trim().slice(0, 40)}`);
    }
    return faults;
})()
"""
NAMED = {"button", "link", "textbox", "combobox", "checkbox", "searchbox", "table", "image", "img", "meter"}
UNNAMED_ALLOWED = {"table"}


class Browser:
    def __init__(self, folder, *options):
        ours_in, theirs_out = self.pipe()
        theirs_in, ours_out = self.pipe()
        log = os.path.join(folder, "chromium.log")
        actions = [(os.POSIX_SPAWN_DUP2, theirs_in, 3), (os.POSIX_SPAWN_DUP2, theirs_out, 4),
                   (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                   (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
        words = [PROGRAM, f"--user-data-dir={folder}/chromium", *options, *OPTIONS]
        self.process = os.posix_spawn(PROGRAM, words, {**os.environ, "HOME": folder}, file_actions=actions, setpgroup=0)
        os.close(theirs_in)
        os.close(theirs_out)
        self.input, self.output = ours_in, ours_out
        self.rest, self.number, self.faults, self.session = b"", 0, [], None

    @staticmethod
    def pipe():
        """Above the numbers that the browser wants."""
        ends = os.pipe()
        moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
        for end in ends:
            os.close(end)
        return moved

    def __enter__(self):
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for name in ("Page", "Runtime", "Log", "Accessibility", "DOM"):
            self.call(f"{name}.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.input)
        os.close(self.output)

    def receive(self):
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            if not select.select([self.input], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the browser is silent")
            part = os.read(self.input, 1 << 20)
            if not part:
                raise EOFError("the browser ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.output, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        """What a person who looks at the console would find."""
        params = event.get("params", {})
        if event.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.faults.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif event.get("method") == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.faults.append(details.get("exception", {}).get("description") or details["text"])
        elif event.get("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            self.faults.append(" ".join(str(arg.get("value", arg.get("description"))) for arg in params["args"]))

    def open(self, address, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=address)

    def value(self, script):
        """Of an expression, with a person's gesture; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails'].get('exception', {}).get('description')}")
        return answer["result"].get("value")

    def wait(self, script, what=None):
        """Until the expression is true."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(RuntimeError):
                if self.value(f"!!({script})"):
                    return
            time.sleep(0.05)
        raise TimeoutError(f"never: {what or script}; {self.faults}")

    def click(self, script):
        """As a mouse does, at the middle of the element."""
        x, y = self.value(f"(() => {{ const e = {script}; e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect();"
                          " return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, script, text):
        self.value(f"(() => {{ const e = {script}; e.focus(); e.select(); }})()")
        self.call("Input.insertText", text=text)

    def clipboard(self, origin):
        self.call("Browser.grantPermissions", origin=origin, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        return self.value("navigator.clipboard.readText()")

    def scheme(self, name):
        """What the person prefers: dark, light."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def serious(self):
        """What keeps people from using the page: names that are missing, headings out of order, faint texts, a page wider than
        the screen; and what is against the policy."""
        nodes = [node for node in self.call("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
        level = 0
        for node in nodes:
            role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
            if role == "heading":
                own = next(p["value"]["value"] for p in node["properties"] if p["name"] == "level")
                if own > level + 1:
                    yield f"heading {name!r} of level {own} follows level {level}"
                if not name:
                    yield "an empty heading"
                level = own
            elif role in NAMED - UNNAMED_ALLOWED and not name:
                yield f"a {role} has no name"
        if level == 0:
            yield "no heading"
        for scheme in ("dark", "light"):
            self.scheme(scheme)
            yield from (f"contrast, {scheme}: {fault}" for fault in self.value(CONTRAST))
        yield from (f"policy: {fault}" for fault in self.value("window.violations"))
        if self.value("document.documentElement.scrollWidth > window.innerWidth"):
            yield "the page is wider than the screen"
        if not self.value("document.documentElement.lang"):
            yield "no language"
        ids = self.value("[...document.querySelectorAll('[id]')].map(e => e.id)")
        yield from (f"id {name!r} twice" for name in {name for name in ids if ids.count(name) > 1})

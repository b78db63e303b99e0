"""libmailauth for Python by ctypes: nothing to build.

SPDX-License-Identifier: MIT

    import mailauth
    report = mailauth.audit("example.jp", ip=["192.0.2.1"], mail_from="info@example.jp", lang="ja")
    print(report["verdict"]["summary"])
    page = mailauth.fragment("example.jp")          # HTML to put into a page of yours

Options have the names of the command's, with _ for -; a list gives one several times.  zone_text is the text
of a zone.  As a program it answers requests, one JSON object a line, as tests do.
"""

import ctypes
import json
import os
import sys

_library = ctypes.CDLL(os.environ.get("MAILAUTH_LIBRARY", "libmailauth.so.0"))
_arguments = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.c_void_p)]
for _name in ("mailauth_check_json", "mailauth_check_html"):
    getattr(_library, _name).argtypes = _arguments
_library.mailauth_free.argtypes = [ctypes.c_void_p]
_library.mailauth_free.restype = None


class Error(Exception):
    """No audit was made: code, text and input say why."""

    def __init__(self, error):
        super().__init__(error["text"])
        self.error = error


def _pairs(options):
    """Names and values in turn; likely selectors are tried where none is named, as the command does."""
    if "selector" not in options and "selectors" not in options:
        options = {"selectors": "likely", **options}
    for name, values in options.items():
        for value in values if isinstance(values, (list, tuple)) else [values]:
            text = str(value).encode()
            if b"\0" in text:
                raise ValueError(f"{name} has a NUL")
            yield from (name.replace("_", "-").encode(), text)


def _call(function, domain, options):
    words = [*_pairs(options), None]
    text = ctypes.c_void_p()
    status = function(domain.encode(), (ctypes.c_char_p * len(words))(*words), ctypes.byref(text))
    if text.value is None:
        raise MemoryError
    try:
        answer = ctypes.string_at(text.value).decode()
    finally:
        _library.mailauth_free(text)
    if status != 0:
        raise Error(json.loads(answer)["error"])
    return answer


def audit_json(domain, **options):
    """The report as it is: one line of JSON."""
    return _call(_library.mailauth_check_json, domain, options)


def audit(domain, **options):
    return json.loads(audit_json(domain, **options))


def fragment(domain, **options):
    return _call(_library.mailauth_check_html, domain, options)


def _answer(line):
    request = json.loads(line)
    function = fragment if request.pop("format", "json") == "fragment" else audit_json
    try:
        return function(request.pop("domain"), **request)
    except Error as error:
        return json.dumps({"error": error.error}) + "\n"


if __name__ == "__main__":
    for _line in sys.stdin:
        sys.stdout.write(_answer(_line) + "\0")

#!/usr/bin/python3
"""A bounce in any character set of Japanese mail, compressed or not, is explained as it is in UTF-8.

SPDX-License-Identifier: MIT

usage: explain_charset.py DNSAUDIT
"""

import gzip
import json
import subprocess
import sys

TEXT = """From: MAILER-DAEMON@mail.example.jp
Subject: 宛先不明のお知らせ

次の宛先へのメールは配信できませんでした。
<taro@example.jp>: 宛先のメールアドレスが存在しません。
"""


def explain(program, data):
    process = subprocess.run([program, "explain", "--format", "json", "--lang", "ja", "-"], input=data,
                             stdout=subprocess.PIPE, check=False)
    answer = json.loads(process.stdout)["explanation"]
    return answer["class"], answer["evidence"], answer["extracted"].get("recipient")


def main():
    program = sys.argv[1]
    wanted = explain(program, TEXT.encode("utf-8"))
    assert wanted[0] == "user-unknown" and wanted[2] == "taro@example.jp", wanted
    for charset in ("iso-2022-jp", "cp932", "euc-jp"):
        found = explain(program, TEXT.encode(charset))
        assert found == wanted, f"{charset}: {found}, not {wanted}"
    packed = gzip.compress(TEXT.encode("utf-8"))
    assert explain(program, packed) == wanted
    # What is cut off is read as far as it goes, or refused; it never hangs.
    for cut in range(1, len(packed), 17):
        subprocess.run([program, "explain", "-"], input=packed[:cut], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False, timeout=60)
    print("charset: 3 sets and gzip read as UTF-8 is")


main()

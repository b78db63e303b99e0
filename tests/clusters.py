#!/usr/bin/python3
"""The examples that spread a list over machines, and the one that watches it: every line is there exactly once, also
where a process is killed in the middle.

SPDX-License-Identifier: MIT

usage: clusters.py DNSAUDIT EXAMPLES

GNU parallel, Slurm and Dask are stand-ins here: programs that start what they would start, and try again as they would.
Where GNU parallel itself is installed, it is used.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile

PROGRAM, EXAMPLES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
CLUSTER = os.path.join(EXAMPLES, "cluster")
ZONES = ["broken.example", "deep.example", "good.example"]
LINES = 90
# Ends in the middle of its output, the first time that it has the shard 000001.
DNSAUDIT = """#!/bin/sh
case "$*" in
*000001.in*)
    if mkdir "$STUBS/killed" 2>/dev/null; then
        "{program}" "$@" --inflight 1 &
        pid=$!
        while [ "$(wc -c <"{folder}/000001.out" 2>/dev/null || echo 0)" -lt 20000 ]; do sleep 0.01; done
        kill -KILL "$pid"
        printf '{{"line":99,"schema' >>"{folder}/000001.out"
        kill -KILL $$
    fi ;;
esac
exec "{program}" "$@"
"""
PARALLEL = """#!/bin/sh
while [ "$1" != --joblog ]; do shift; done
shift 2
command=$1
shift 2
while read -r shard; do
    "$command" "$shard" "$@" </dev/null || "$command" "$shard" "$@" </dev/null || exit 1
done
"""
SBATCH = """#!/bin/sh
while [ "${1#--}" != "$1" ]; do
    case $1 in --array=*) last=${1#--array=1-} ;; esac
    shift
done
script=$1
shift
cp "$script" "$STUBS/task"
for task in $(seq "$last"); do
    SLURM_ARRAY_TASK_ID=$task "$STUBS/task" "$@" || SLURM_ARRAY_TASK_ID=$task "$STUBS/task" "$@"
done
"""
DASK = """class Bag:
    def __init__(self, items):
        self.items = items

    def map(self, call, *more):
        return Bag([(call, item, *more) for item in self.items])


def from_sequence(items, partition_size):
    assert partition_size == 1
    return Bag(items)
"""
DISTRIBUTED = """class Future:
    def __init__(self, value):
        self.value = value

    def result(self):
        return self.value


class Client:
    def __init__(self, address):
        assert address == "tcp://here:8786"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def compute(self, bag, retries):
        assert retries > 0
        return Future([call(*more) for call, *more in bag.items])
"""


class Work:
    def __init__(self, folder):
        self.stubs, self.shards = os.path.join(folder, "stubs"), os.path.join(folder, "shards")
        os.makedirs(os.path.join(self.stubs, "dask"))
        self.stub("dnsaudit", DNSAUDIT.format(program=PROGRAM, folder=self.shards))
        self.stub("sbatch", SBATCH)
        if not shutil.which("parallel"):
            self.stub("parallel", PARALLEL)
        self.stub("dask/__init__.py", "")
        self.stub("dask/bag.py", DASK)
        self.stub("distributed.py", DISTRIBUTED)
        self.list = os.path.join(folder, "list")
        with open(self.list, "w", encoding="utf-8") as target:
            for number in range(LINES):
                target.write(json.dumps({"id": number, "domain": ZONES[number % 3]}) + "\n" if number % 30 else "{bad\n")
        self.options = [word for name in ZONES + ["hosting.example"]
                        for word in ("--zone", os.path.join(EXAMPLES, "zones", f"{name}.zone"))]

    def stub(self, name, text):
        path = os.path.join(self.stubs, name)
        with open(path, "w", encoding="utf-8") as target:
            target.write(text)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def run(self, *words):
        environment = {**os.environ, "PATH": self.stubs + ":" + os.environ["PATH"], "STUBS": self.stubs,
                       "PYTHONPATH": self.stubs, "LANG": "C", "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False, env=environment)

    def script(self, name, *words):
        return self.run(os.path.join(CLUSTER, name), *words)


def faults_of_cluster(work, name, *where):
    split = work.script("split.sh", work.list, work.shards, "40")
    if split.stdout.strip() != "3":
        yield f"split: {split}"
    if work.script("merge.sh", work.shards).returncode == 0:
        yield "merge takes shards that are not complete"
    process = work.script(name, work.shards, *where, *work.options)
    if process.returncode != 0 or not os.path.isdir(os.path.join(work.stubs, "killed")):
        yield f"status {process.returncode}: {process.stdout[-300:]} {process.stderr[-300:]}"
    merged = work.script("merge.sh", work.shards)
    reports = [json.loads(line) for line in merged.stdout.splitlines()]
    if [report["line"] for report in reports] != list(range(1, LINES + 1)):
        yield f"merged lines: {[report['line'] for report in reports]} {merged.stderr}"
    for number, report in enumerate(reports):
        if ("error" in report) != (number % 30 == 0) or report.get("id", number) != number:
            yield f"line {number + 1}: {str(report)[:200]}"
    if f"{LINES} of {LINES} lines, 3 errors, 0 not fully known\n" != work.script("status.sh", work.shards).stdout:
        yield f"status: {work.script('status.sh', work.shards).stdout}"


def faults_of_watch(work):
    work.stub("mail", "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$STUBS/mailed\"\ncat >>\"$STUBS/mailed\"\n")
    mailed, folder = os.path.join(work.stubs, "mailed"), os.path.join(work.stubs, "state")
    words = [os.path.join(EXAMPLES, "watch", "watch.sh"), work.list, folder, "admin@example.jp", *work.options, "--lang", "en"]
    for turn in range(2):
        process = work.run(*words)
        if process.returncode != 0 or os.path.exists(mailed):
            yield f"turn {turn}: {process}"
    # Yesterday it was better.
    last = os.path.join(folder, "last.ndjson")
    with open(last, encoding="utf-8") as source:
        text = source.read()
    with open(last, "w", encoding="utf-8") as target:
        target.write(text.replace('"spoofable":"yes"', '"spoofable":"no"'))
    process = work.run(*words)
    with open(mailed, encoding="utf-8") as source:
        mail = source.read()
    if "a domain is worse" not in mail or "worse: broken.example" not in mail or process.returncode != 0:
        yield f"{process} {mail}"


def main():
    failed = 0
    for name, check in (("parallel", lambda work: faults_of_cluster(work, "parallel.sh", "")),
                        ("slurm", lambda work: faults_of_cluster(work, "slurm.sh")),
                        ("dask", lambda work: faults_of_cluster(work, "dask_bag.py", "tcp://here:8786")),
                        ("watch", faults_of_watch)):
        with tempfile.TemporaryDirectory() as folder:
            found = list(check(Work(folder)))
        for fault in found[:4]:
            print(f"{name}: {fault}"[:1500])
        failed += bool(found)
    print(f"clusters: {failed} checks failed")
    sys.exit(bool(failed))


main()

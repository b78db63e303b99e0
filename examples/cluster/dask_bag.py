#!/usr/bin/python3
"""All shards of a folder as a Dask bag (Debian: python3-distributed).

SPDX-License-Identifier: MIT

usage: dask_bag.py FOLDER SCHEDULER [OPTION...]     tcp://HOST:8786; options of dnsaudit batch

The workers have dnsaudit, and see FOLDER and this folder under the same names.  A shard whose worker is lost is given to
another one, which continues it.
"""

import glob
import os
import subprocess
import sys

import dask.bag
import distributed

SHARD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shard.sh")
RETRIES = 3


def audit(shard, options):
    """The shard, and what its run came to: 0 is good."""
    return shard, subprocess.run([SHARD, shard, *options], check=False).returncode


def main():
    folder, scheduler, *options = sys.argv[1:]
    failed = sorted(glob.glob(os.path.join(folder, "*.in")))
    with distributed.Client(scheduler) as client:
        for _ in range(1 + RETRIES):
            failed = [shard for shard in failed if not os.path.exists(shard[:-len("in")] + "done")]
            if not failed:
                break
            bag = dask.bag.from_sequence(failed, partition_size=1).map(audit, options)
            for shard, status in client.compute(bag, retries=RETRIES).result():
                print(f"{shard}: status {status}", flush=True)
    sys.exit(any(not os.path.exists(shard[:-len("in")] + "done") for shard in failed))


if __name__ == "__main__":
    main()

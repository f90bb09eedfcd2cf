# SPDX-License-Identifier: ISC
"""A longer line to a server: the proxy of tests/sim with a delay each way."""
import os
import subprocess

from tap import BUILD

PROXY = os.path.join(BUILD, "tests/sim/proxy")


class Delay:
    def __init__(self, port, round_trip_ms):
        self.process = subprocess.Popen(
            [PROXY, "0", str(port), "quiet yes",
             "delay %d" % (round_trip_ms // 2)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ready = self.process.stdout.readline().split()
        if ready[:1] != [b"ready"]:
            raise OSError("the proxy said %r" % ready)
        self.ldap = "ldap://127.0.0.1:" + ready[1].decode()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

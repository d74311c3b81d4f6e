"""Puts load on a site, and says what it cost."""
import json
import os
import re
import signal
import subprocess
import time

from pins import pin_front
from sites import people, stat_cpu


class Load:
    """The program load.c with its files."""

    def __init__(self, program, folder):
        self.program, self.folder, self.serial = program, folder, 0

    def prefix_file(self):
        """New names for every cycle, so that nothing is created twice."""
        self.serial += 1
        path = f"{self.folder}/prefix{self.serial}"
        with open(path, "w") as file:
            file.write(f"bench{self.serial}-{os.getpid()}x -\n")
        return path

    def names_file(self, site, limit=1000):
        """Names and ids of people who exist."""
        self.serial += 1
        path = f"{self.folder}/names{self.serial}"
        with open(path, "w") as file:
            file.writelines(f"{name} {identifier}\n" for name, _, identifier in people(site)[:limit])
        return path

    def run(self, site, kind, work, clients, count, file=None):
        """What load.c prints, with the CPU of bridge and slapd for each request."""
        host, prefix = site.info["tenant_url"].split("//", 1)[1].split("/", 1)
        if kind == "http":
            arguments = [host, "/" + prefix, site.info["secret_token"]]
        else:
            base = site.info["users_base"]
            arguments = [site.info["ldap_url"], site.info["bind_dn"], site.info["bind_password"], base,
                         site.lock, base.split(",", 1)[1]]
        pids = site.bridge, site.slapd or site.bridge
        before = [stat_cpu(pid) for pid in pids]
        run = subprocess.run(
            [self.program, kind, work, str(clients), str(count), file or self.prefix_file()] + arguments, capture_output=True,
            text=True, preexec_fn=pin_front)
        if run.returncode:
            raise SystemExit(f"bench: {kind} {work} failed: {run.stderr}{run.stdout}")
        result = json.loads(run.stdout)
        used = [(stat_cpu(pid) - earlier) * 1e6 / result["requests"] for pid, earlier in zip(pids, before)]
        result["bridge_us"], result["slapd_us"] = used
        return result

    def system_calls(self, site, work, clients, count, file):
        """How many system calls the bridge makes for each request, counted by the kernel; nothing slows the bridge down."""
        path = f"{self.folder}/calls"
        counter = subprocess.Popen(
            ["perf", "stat", "-x", ",", "-o", path, "-e", "raw_syscalls:sys_enter", "-p", str(site.bridge)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # It counts from the moment at which it has attached itself, which it tells nobody.
        time.sleep(1)
        if counter.poll() is not None:
            return None
        self.run(site, "http", work, clients, count, file)
        counter.send_signal(signal.SIGINT)
        counter.wait(30)
        with open(path) as file:
            found = re.search(r"^(\d+),", file.read(), re.MULTILINE)
        return int(found.group(1)) / count if found else None

"""Counts the user instructions that the bridge spends on a call, by callgrind: the clock of a busy machine tells no change of a few
per cent, the count repeats to about one."""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import threading

from sites import Site, people

CLIENTS = 8


class CountedBridge:
    """A demo whose bridge runs under callgrind; its slapd is not counted."""

    def __init__(self, binary, folder):
        os.makedirs(folder)
        self.output = f"{folder}/callgrind.out"
        # Debian 12's valgrind cannot read the debug information of Swift.
        subprocess.run(["strip", "-g", "-o", f"{folder}/starbridge", binary], check=True)
        self.process = subprocess.Popen(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--fair-sched=yes", f"--callgrind-out-file={self.output}",
             f"{folder}/starbridge", "demo", "--json", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("bench: the demo did not start under valgrind")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.site = Site("counted", json.loads(line), None, [self.process])

    def control(self, *arguments):
        subprocess.run(["callgrind_control", *arguments, str(self.process.pid)], check=True, capture_output=True)

    def count(self, run):
        """Instructions while `run` runs."""
        self.control("-i", "on")
        run()
        self.control("-i", "off")
        before = set(glob.glob(self.output + "*"))
        self.control("-d")
        dump = (set(glob.glob(self.output + "*")) - before).pop()
        with open(dump, errors="replace") as file:
            return int(re.search(r"^totals: (\d+)", file.read(), re.MULTILINE).group(1))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()


def names_file(path, lines):
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def instructions(load, binary, folder, count):
    """Thousands of instructions for each kind of call."""
    bridge = CountedBridge(binary, folder)
    try:
        site = bridge.site
        host, prefix = site.info["tenant_url"].split("//", 1)[1].split("/", 1)

        def run(work, jobs, file):
            subprocess.run([load, "http", work, str(CLIENTS), str(jobs), file, host, "/" + prefix, site.info["secret_token"]],
                           check=True, stdout=subprocess.DEVNULL)

        there = names_file(f"{folder}/there", [f"{name} {identifier}" for name, _, identifier in people(site)[:50]])
        absent = names_file(f"{folder}/absent", [f"absent{n}@acme.example -" for n in range(50)])
        prefixes = [names_file(f"{folder}/prefix{n}", [f"counted{n}x -"]) for n in range(2)]
        for work, file in (("lookup", there), ("lookup", absent), ("patch", there), ("cycle", prefixes[0])):
            run(work, CLIENTS * 5, file)
        each = {title: bridge.count(lambda: run(work, count, file)) / count / 1000 for title, work, file in (
            ("look-up", "lookup", there), ("miss", "lookup", absent), ("POST", "cycle", prefixes[1]), ("PATCH", "patch", there))}
        # A cycle is a look-up that finds nothing and a POST.
        each["POST"] -= each["miss"]
        return each
    finally:
        bridge.stop()
        shutil.rmtree(folder, ignore_errors=True)


def compare_instructions(load, binaries, folder, count):
    """Prints a row for each binary, and the last one's share of the first's."""
    rows = []
    print("Thousands of user instructions of the bridge for each call\n")
    for number, (name, binary) in enumerate(binaries):
        rows.append(instructions(load, binary, f"{folder}/{number}", count))
        if number == 0:
            print(f"| | {' | '.join(rows[0])} |\n|---|{'---|' * len(rows[0])}")
        print(f"| {name} | {' | '.join(f'{value:,.0f}' for value in rows[-1].values())} |", flush=True)
    if len(rows) > 1:
        print(f"| ratio | {' | '.join(f'{rows[-1][title] / rows[0][title]:.3f}' for title in rows[0])} |")

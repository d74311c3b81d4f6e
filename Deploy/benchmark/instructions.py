"""Counts the user instructions that the bridge spends on a call, by callgrind: the clock of a busy machine tells no change of a few
per cent, the count repeats to about one."""
import glob
import os
import re
import shutil
import signal
import subprocess

from sites import Site, demo, free_port, wait_for

CLIENTS = 8
# The list has seven pages of 100 at the least: load.c asks for those amid it.
PEOPLE = 800
PAGE = 100
# What a call may cost, in thousands of instructions; a page for each of its resources.
WANTED = {"look-up": 215, "miss": 150, "POST": 550, "PATCH": 550, "cycle": 700, "page of 100": 70}


class CountedBridge:
    """`starbridge serve` under callgrind in front of a demo's directory; neither the demo nor its directory is counted.

    `behind` returns the URL of what stands between the two, given that of the directory."""

    def __init__(self, binary, folder, people=PEOPLE, kind="openldap", behind=lambda url: url):
        os.makedirs(f"{folder}/demo")
        self.output = f"{folder}/callgrind.out"
        # Debian 12's valgrind cannot read the debug information of Swift.
        subprocess.run(["strip", "-g", "-o", f"{folder}/starbridge", binary], check=True)
        self.demo, port = demo(binary, f"{folder}/demo", people, kind), free_port()
        with open(self.demo.info["config"]) as file:
            config = file.read()
        help = subprocess.run([binary, "--help"], capture_output=True, text=True).stdout
        # The demo serves a console already, and its journal is for one daemon; earlier versions have neither.
        if "\n  log" in help:
            config = re.sub(r"(?m)^console: .*\n", "", config) + f'journal: {{ directory: "{folder}/journal" }}\n'
        directory = self.demo.info["ldap_url"]
        config = config.replace(self.demo.info["tenant_url"].split("/")[2], f"127.0.0.1:{port}")
        with open(f"{folder}/starbridge.yaml", "w") as file:
            file.write(config.replace(directory, behind(directory)))
        self.process = subprocess.Popen(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--fair-sched=yes", f"--callgrind-out-file={self.output}",
             f"{folder}/starbridge", "serve", "--config", f"{folder}/starbridge.yaml"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(port, self.process)
        info = self.demo.info | {"tenant_url": f"http://127.0.0.1:{port}/scim/v2", "pid": self.process.pid}
        self.site = Site("counted", info, self.demo.slapd, [self.process])

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
        self.demo.stop()


def names_file(path, lines):
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def instructions(load, binary, folder, count):
    """Thousands of instructions for each kind of call; of a page, for each resource on it."""
    bridge = CountedBridge(binary, folder)
    try:
        site = bridge.site
        there = load.names_file(site, 50)
        absent = names_file(f"{folder}/absent", [f"absent{n}@acme.example -" for n in range(50)])

        def thousands(work, file=None, clients=CLIENTS, calls=count):
            # What happens once, or rarely, is not counted.
            load.run(site, "http", work, clients, clients * 5, file)
            return bridge.count(lambda: load.run(site, "http", work, clients, calls, file)) / calls / 1000

        each = {"look-up": thousands("lookup", there), "miss": thousands("lookup", absent)}
        each["cycle"] = thousands("cycle")
        # A cycle is a look-up that finds nothing and a POST.
        each["POST"] = each["cycle"] - each["miss"]
        each["PATCH"] = thousands("patch", there)
        # One client: another would have the list sorted anew.
        each["page of 100"] = thousands("page", there, clients=1, calls=max(count // 10, 5)) / PAGE
        return each
    finally:
        bridge.stop()
        shutil.rmtree(folder, ignore_errors=True)


def compare_instructions(load, binaries, folder, count):
    """Prints a row for each binary, and the last one's share of the first's; returns the last one's."""
    rows = []
    print("Thousands of user instructions of the bridge for each call; of a page of 100, for each resource\n")
    for number, (name, binary) in enumerate(binaries):
        rows.append(instructions(load, binary, f"{folder}/{number}", count))
        if number == 0:
            print(f"| | {' | '.join(rows[0])} |\n|---|{'---|' * len(rows[0])}")
        print(f"| {name} | {' | '.join(f'{value:,.0f}' for value in rows[-1].values())} |", flush=True)
    if len(rows) > 1:
        print(f"| ratio | {' | '.join(f'{rows[-1][title] / rows[0][title]:.3f}' for title in rows[0])} |")
    return rows[-1]


def counted_targets(row):
    return [(f"thousands of instructions: {title}", value, "<=", WANTED[title]) for title, value in row.items()]

"""Measures the bridge against a bare LDAP client in one run; started by Deploy/bench."""
import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from groups import groups
from instructions import compare_instructions, counted_targets
from listing import listing
from load import Load
from servers import KINDS, servers
from sites import Site, bare, demo, memory

CLIENTS = (1, 8, 32)
WORKS = (("cycle", "initial cycle", 0.5), ("lookup", "look-up", 2), ("patch", "PATCH of 3", 1))


class Bench:
    def __init__(self, load, count, pairs):
        self.load, self.count, self.pairs = load, count, pairs

    def compare(self, site, empty, work, clients, count, file):
        """The bridge and what it is compared with in turn, so that another program's noise hits all of them."""
        kinds = {"bridge": ("http", work), "equal": ("ldap", work)}
        if work == "cycle":
            kinds["smallest"] = ("ldap", "smallest")
        runs = []
        # Who asks for 32 clients wants to know the memory.
        for _ in range(1 if clients == 32 else self.pairs):
            run = {name: self.load.run(site, kind, what, clients, count, file) for name, (kind, what) in kinds.items()}
            if work == "lookup":
                run["empty"] = self.load.run(empty, "http", "empty", clients, count)
            runs.append(run)
        return Row(runs)

    def site(self, site, empty):
        print(f"\n## {site.name}\n")
        print("| work | clients | requests/s | share of the equal LDAP client | of the smallest | p50 | p99 | LDAP client's p50 | "
              "bridge CPU | slapd CPU | LDAP client's CPU |")
        print("|---|---|---|---|---|---|---|---|---|---|---|")
        existing, rows = self.load.names_file(site), {}
        for work, title, scale in WORKS:
            for clients in CLIENTS:
                count = int(self.count * scale * (0.5 if clients == 1 else 1))
                row = rows[work, clients] = self.compare(
                    site, empty, work, clients, count, existing if work != "cycle" else None)
                smallest = f"{row.share('smallest'):.2f}" if work == "cycle" else ""
                print(f"| {title} | {clients} | {row.of('rate'):,.0f} | {row.share('equal'):.2f} | {smallest} | "
                      f"{row.of('p50_us') / 1000:.2f} ms | {row.of('p99_us') / 1000:.2f} ms | "
                      f"{row.of('p50_us', 'equal') / 1000:.2f} ms | {row.of('bridge_us'):.0f} µs | {row.of('slapd_us'):.0f} µs | "
                      f"{row.of('cpu_us', 'equal'):.0f} µs |", flush=True)
        # A person is two requests: the look-up that finds nobody, and the create.
        print(f"\nAn initial cycle provisions {rows['cycle', 8].of('rate') / 2:,.0f} people per second, and "
              f"{rows['cycle', 1].of('rate') / 2:,.0f} where the client sends one call at a time. On demand it takes "
              f"{2000 / rows['cycle', 1].of('rate'):.1f} ms to look for somebody and create them, "
              f"{rows['lookup', 1].of('p50_us') / 1000:.1f} ms to find somebody, and "
              f"{rows['patch', 1].of('p50_us') / 1000:.1f} ms to change three attributes.")
        print(f"\nResident memory of the bridge: {memory(site.bridge, 'VmRSS'):.0f} MB, at most "
              f"{memory(site.bridge, 'VmHWM'):.0f} MB", flush=True)
        return rows

    def targets(self, site, empty):
        """Measures a site, and returns what is wanted of it."""
        rows = self.site(site, empty)
        found = [(f"memory with 32 clients, MB", memory(site.bridge, "VmHWM"), "<=", 40)]
        against, wanted = ("equal", (0.95, 0.75)) if site.isLive else ("smallest", (0.67, 0.63))
        for clients, share in zip((8, 1), wanted):
            text = f"initial cycle, share of the {against} LDAP client, clients: {clients}"
            found.append((text, rows["cycle", clients].share(against), ">=", share))
        found.append(("CPU of a look-up / (empty route + bare client), clients: 8", rows["lookup", 8].excess(), "<=", 1.25))
        names = self.load.names_file(site)
        for clients, most in ((1, 6.5), (8, 5)):
            calls = self.load.system_calls(site, "lookup", clients, self.count, names)
            found.append((f"system calls of a look-up, clients: {clients}", calls, "<=", most))
        return [(f"{site.name}: {text}", *rest) for text, *rest in found]

    def pair(self, sites):
        """The same work for two bridges in turn, so that another program's noise hits both."""
        print(f"\n## {sites[0].name}, 8 clients\n")
        print("| work | other requests/s | this requests/s | ratio | other CPU | this CPU | ratio |\n|---|---|---|---|---|---|---|")
        existing = [self.load.names_file(site) for site in sites]
        for work, title, scale in WORKS:
            row = Row([{name: self.load.run(site, "http", work, 8, int(self.count * scale), None if work == "cycle" else file)
                        for name, site, file in zip(("other", "bridge"), sites, existing)} for _ in range(self.pairs)])
            print(f"| {title} | {row.of('rate', 'other'):,.0f} | {row.of('rate'):,.0f} | {row.share('other'):.2f} | "
                  f"{row.of('bridge_us', 'other'):.0f} µs | {row.of('bridge_us'):.0f} µs | {row.share('other', 'bridge_us'):.2f} |",
                  flush=True)


class Row:
    """Runs of the bridge and of what it is compared with, in turn; every number is the median of the runs."""

    def __init__(self, runs):
        self.runs = runs

    def of(self, key, who="bridge"):
        return statistics.median(run[who][key] for run in self.runs)

    def share(self, who, key="rate"):
        return statistics.median(run["bridge"][key] / run[who][key] for run in self.runs)

    def excess(self):
        """The CPU of the bridge as a multiple of what HTTP and LDAP cost without it."""
        return statistics.median(
            run["bridge"]["bridge_us"] / (run["empty"]["bridge_us"] + run["equal"]["cpu_us"]) for run in self.runs)


def empty_route(binary):
    """Hummingbird with a route that does nothing."""
    process = subprocess.Popen([binary], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL)
    port = int(process.stdout.readline())
    info = {"pid": process.pid, "tenant_url": f"http://127.0.0.1:{port}/", "secret_token": "-"}
    return Site("empty route", info, None, [process])


def compare(bench, folder, binaries, number):
    for name, make in (("demo", demo), ("bare", bare)):
        sites = []
        try:
            for which, binary in binaries:
                os.makedirs(f"{folder}/{name}-{which}")
                sites.append(make(binary, f"{folder}/{name}-{which}", number))
            bench.pair(sites)
        finally:
            for site in sites:
                site.stop()


def measured(make, binary, folder, number, measure):
    """What `measure` finds out of a new site."""
    os.makedirs(folder)
    site = make(binary, folder, number)
    try:
        return measure(site)
    finally:
        site.stop()


def tell(targets):
    print("\n## Targets\n\n| target | measured | wanted | |\n|---|---|---|---|")
    for text, value, relation, bound in targets:
        if value is None:
            print(f"| {text} | cannot be measured here | {relation} {bound} | |")
            continue
        isMet = value >= bound if relation == ">=" else value <= bound
        print(f"| {text} | {value:,.2f} | {relation} {bound} | {'met' if isMet else 'MISSED'} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--empty-route", required=True)
    parser.add_argument("--load", required=True)
    parser.add_argument("--count", type=int, default=4000, help="requests in one measurement")
    parser.add_argument("--pairs", type=int, default=7, help="how often what is compared is measured in turn; the median counts")
    parser.add_argument("--people", type=int, default=2000, help="people in the directories")
    parser.add_argument("--listing", type=int, default=100000, help="people in the directory that is listed; 0 leaves it out")
    parser.add_argument("--members", type=int, default=10000, help="members of the large group; 0 leaves groups out")
    parser.add_argument("--against", metavar="BINARY", help="compare with this other build, in turn, instead of with bare LDAP")
    parser.add_argument("--instructions", action="store_true", help="count instructions (callgrind) instead of measuring time")
    parser.add_argument("--servers", nargs="*", choices=KINDS, metavar="KIND",
                        help=f"count what calls cost in front of these directories instead (all of {', '.join(KINDS)})")
    options = parser.parse_args()
    binaries = [("other", options.against)] if options.against else []
    binaries.append(("this", options.binary))
    folder = tempfile.mkdtemp(prefix="starbridge-bench-")
    load = Load(options.load, folder)
    try:
        if options.servers is not None:
            for name, binary in binaries:
                print(f"\n# {name}" if len(binaries) > 1 else "", flush=True)
                targets = servers(binary, f"{folder}/{name}", options.servers or list(KINDS))
            return tell(targets)
        if options.instructions:
            return tell(counted_targets(compare_instructions(load, binaries, folder, min(options.count, 800))))
        with open("/proc/cpuinfo") as file:
            cpu = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown CPU")
        print(f"# {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores ({cpu}), Linux {platform.release()}; slapd has one half of "
              "them, load and bridge the other")
        bench = Bench(load, options.count, options.pairs)
        if options.against:
            return compare(bench, folder, binaries, options.people)
        empty, targets = empty_route(options.empty_route), []
        try:
            for name, make in (("demo", demo), ("bare", bare)):
                targets += measured(make, options.binary, f"{folder}/{name}", options.people,
                                    lambda site: bench.targets(site, empty))
        finally:
            empty.stop()
        if options.listing:
            for number in (options.listing // 10, options.listing):
                targets += measured(demo, options.binary, f"{folder}/listing{number}", number, lambda site: listing(site, number))
        if options.members:
            targets += measured(demo, options.binary, f"{folder}/groups", options.members * 2,
                                lambda site: groups(site, options.members))
        tell(targets)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

"""One run of chaos: load, faults, the end of both, and the verdict."""
import collections
import os
import time

import ending
from chaos import Chaos, Watch
from checker import FAULTS, Checker
from history import History
from load import start_load
from snapshot import read
from status import StatusDisplay
from tree import people

SETTLING = 180
REST = 3


class Trial:
    """Puts load and faults on a cluster, and tells what was lost."""

    def __init__(self, cluster, options):
        self.cluster, self.options = cluster, options
        self.history = History(os.path.join(cluster.folder, "history.jsonl"))
        self.chaos = Chaos(cluster, self.history, options.seed)
        self.watch = Watch(cluster, self.chaos)
        self.display, self.shown = StatusDisplay(cluster, self.progress), 0

    def progress(self):
        answers = collections.Counter(call.status for call in self.history.calls[:])
        return f"answers {' '.join(f'{status}:{count}' for status, count in sorted(answers.items()))}  last {self.chaos.last}"

    def run(self):
        print(f"Chaos for {self.options.chaos:g} minutes, --seed {self.options.seed}", flush=True)
        workers = start_load(self.cluster, self.history, self.options)
        end = time.monotonic() + self.options.chaos * 60
        try:
            self.pause(REST)
            while time.monotonic() < end:
                self.chaos.strike(self.pause)
                self.pause(REST)
        finally:
            for worker in workers:
                worker.is_ending = True
        for worker in workers:
            worker.join(90)
        self.history.close()
        return self.verdict()

    def pause(self, seconds):
        """Waits, and looks at the cluster meanwhile."""
        end = time.monotonic() + seconds
        while True:
            ending.check()
            self.watch.look()
            if time.monotonic() - self.shown >= self.display.pause:
                self.display.show()
                self.shown = time.monotonic()
            rest = end - time.monotonic()
            if rest <= 0:
                return
            time.sleep(min(rest, 0.25))

    def settle(self):
        """Waits for replication; returns whether all directories have come equally far."""
        end = time.monotonic() + SETTLING
        while time.monotonic() < end:
            if self.cluster.is_settled():
                self.pause(REST)
                if self.cluster.is_settled():
                    return True
            self.pause(1)
        return False

    def verdict(self):
        is_settled = self.settle()
        checker = Checker({person.name: person.beginning for person in people(self.options.people)}, self.watch.all_spans())
        directories = [read(provider) for provider in self.cluster.providers]
        faults = checker.check(self.history.calls, directories)
        self.report(checker, faults, directories, is_settled)
        return 1 if faults or not is_settled else 0

    def report_faults(self):
        """What was broken, and what the callers felt of it."""
        failed = collections.defaultdict(collections.Counter)
        for call in self.history.calls:
            if not call.is_success:
                failed[self.chaos.cause(call)][call.status or "no answer"] += 1
        print("\nFaults made, and the calls without success after them:")
        for what in sorted(self.chaos.counts.keys() | failed.keys()):
            felt = ", ".join(f"{status}: {count}" for status, count in failed[what].items())
            print(f"  {self.chaos.counts[what]:6} {what:<18} {felt or 'none'}")

    def report(self, checker, faults, directories, is_settled):
        self.report_faults()
        print("Calls:")
        for (kind, status), count in sorted(collections.Counter((call.kind, call.status) for call in self.history.calls).items()):
            print(f"  {count:6} {kind}: {status or 'no answer'}")
        for what, count in sorted(checker.counts.items()):
            print(f"  {count:6} {what}")
        unjudged = sum(end - begin for begin, end in checker.disturbed)
        print(f"  {unjudged:6.0f} seconds in which look-ups were not judged\nAt the end:")
        for directory in directories:
            print(f"  {sum(map(len, directory.people.values())):6} people in {directory.name}")
        if not is_settled:
            print(f"         replication has not settled within {SETTLING} s")
        found = collections.Counter(fault.kind for fault in faults)
        for kind, meaning in FAULTS.items():
            print(f"  {found[kind]:6} {meaning}")
        for fault in faults[:40]:
            print(f"    {fault.kind}: {fault.subject}: {fault.text}")
        print(f"{'Something was lost.' if faults or not is_settled else 'Nothing was lost.'} (--seed {self.options.seed})", flush=True)

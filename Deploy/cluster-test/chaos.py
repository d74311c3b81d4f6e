"""Breaks one part of the cluster after the other: kills it, stops it for a while, or restarts it."""
import collections
import random
import time


class Chaos:
    """One fault at a time. After one of a directory, the next waits until all directories have what was there before: what two faults at
    once can do to directories that replicate afterwards, no bridge can make good."""

    def __init__(self, cluster, history, seed):
        self.cluster, self.history, self.random = cluster, history, random.Random(seed)
        self.counts, self.last = collections.Counter(), "nothing yet"
        # When each fault began, and what it was.
        self.turns, self.strikes = [], []
        # Whether a directory may lack what another one has.
        self.is_behind = False

    def next_part(self):
        """All parts in turn, in an order that the seed decides; a directory that is in use comes twice."""
        if not self.turns:
            self.turns = [*self.cluster.parts, self.cluster.providers[0]]
            self.random.shuffle(self.turns)
        return self.turns.pop()

    def strike(self, pause):
        """One fault; `pause(seconds)` waits, and shows the status meanwhile."""
        part = self.next_part()
        kind = self.random.choice(("kill", "stop", "restart"))
        seconds = self.random.choice((0, 1, 4, 8))
        self.last = f"{kind} {part.name} for {seconds} s"
        label = f"{kind} {part.name.split('-')[0]}"
        self.counts[label] += 1
        self.strikes.append((time.monotonic(), label))
        self.history.note(self.last, began=self.strikes[-1][0])
        self.is_behind = part in self.cluster.providers
        getattr(self, kind)(part, seconds, pause)
        if self.is_behind:
            self.wait_until_caught_up(pause)
        self.is_behind = False

    @staticmethod
    def kill(part, seconds, pause):
        part.kill()
        pause(seconds)
        part.start()

    @staticmethod
    def stop(part, seconds, pause):
        part.stop()
        pause(max(seconds, 1))
        part.resume()

    @staticmethod
    def restart(part, seconds, pause):
        part.end()
        pause(seconds)
        part.start()

    def cause(self, call):
        """The fault that a call without success met: the last one that began before it ended."""
        begun = [label for began, label in self.strikes if began <= call.ended]
        return begun[-1] if begun else "no fault"

    def wait_until_caught_up(self, pause, seconds=90):
        end, position = time.monotonic() + seconds, self.cluster.position()
        while not self.cluster.has_caught_up(position):
            if time.monotonic() > end:
                self.counts["directories that were behind for 90 s"] += 1
                return
            pause(0.5)


class Watch:
    """Notes the spans of time in which what a look-up is shown may be behind: a directory is broken or behind, or the bridges use
    different ones."""

    def __init__(self, cluster, chaos):
        self.cluster, self.chaos, self.spans, self.since = cluster, chaos, [], None

    def look(self):
        """Called all the time; a span begins a little before it is seen."""
        now, wrong = time.monotonic(), self.is_disturbed()
        if wrong and self.since is None:
            self.since = now - 2
        elif not wrong and self.since is not None:
            self.spans.append((self.since, now))
            self.since = None

    def is_disturbed(self):
        used = {bridge.used_server() for bridge in self.cluster.bridges} - {None}
        return self.chaos.is_behind or len(used) > 1

    def all_spans(self):
        return self.spans + ([(self.since, time.monotonic())] if self.since is not None else [])

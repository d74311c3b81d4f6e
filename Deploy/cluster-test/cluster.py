"""Three directories, two bridges and HAProxy, put together; ends what it started."""
import contextlib
import os
import shutil
import tempfile
import time

import ending
from bridge import Bridge
from provider import Provider
from proxy import Proxy
from tree import write_tree


class Cluster:
    """All parts, each at an address of its own."""

    def __init__(self, binary, people, replication, keep=False):
        self.folder, self.keep = tempfile.mkdtemp(prefix="starbridge-cluster-"), keep
        self.proxy = Proxy("haproxy", "127.0.1.1", self.folder)
        self.tenant_url = f"http://{self.proxy.endpoint}/scim/v2"
        self.bridges = [Bridge(n, f"127.0.1.{10 + n}", self.folder, binary, self.tenant_url) for n in (1, 2)]
        self.providers = [Provider(n, f"127.0.1.{20 + n}", self.folder, replication) for n in (1, 2, 3)]
        self.people, self.token = people, None

    @property
    def parts(self):
        return [*self.providers, *self.bridges, self.proxy]

    def start(self):
        tree = os.path.join(self.folder, "tree.ldif")
        write_tree(tree, self.people)
        for provider in self.providers:
            provider.prepare(self.providers, tree)
        for provider in self.providers:
            provider.start()
        self.wait("replication", self.is_settled)
        for bridge in self.bridges:
            bridge.prepare(self.providers, os.path.join(self.folder, "tokens.json"))
        self.token = self.bridges[0].make_token()
        self.proxy.prepare(self.bridges)
        for part in [*self.bridges, self.proxy]:
            part.start()
        self.wait("both bridges behind HAProxy", self.is_ready)

    def is_ready(self):
        return (all(bridge.readiness() == "ready" for bridge in self.bridges)
                and [*self.proxy.standing().values()] == ["UP"] * len(self.bridges))

    def is_settled(self):
        """Whether all directories have come equally far."""
        found = [provider.progress() for provider in self.providers]
        return None not in found and all(progress == found[0] for progress in found)

    def has_caught_up(self, position):
        """Whether every directory has all that some position holds; other writes may go on meanwhile."""
        found = [provider.progress() for provider in self.providers]
        return None not in found and all(
            progress.get(server, "") >= moment for progress in found for server, moment in position.items())

    def position(self):
        """The newest that any directory has."""
        newest = {}
        for progress in filter(None, (provider.progress() for provider in self.providers)):
            for server, moment in progress.items():
                newest[server] = max(newest.get(server, ""), moment)
        return newest

    @staticmethod
    def wait(what, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            ending.check()
            if time.monotonic() > end:
                raise SystemExit(f"cluster: {what}: not within {seconds} s.")
            time.sleep(0.2)

    def end(self):
        for part in reversed(self.parts):
            with contextlib.suppress(OSError):
                part.end()
        if self.keep:
            print(f"Kept: {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

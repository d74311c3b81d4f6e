"""How the parts stand: a table that is drawn anew on a terminal, a line now and then elsewhere."""
import sys
import time


class StatusDisplay:
    """Shows the cluster, and what else the caller has to say."""

    def __init__(self, cluster, more=lambda: ""):
        self.cluster, self.more, self.began, self.drawn = cluster, more, time.monotonic(), 0
        self.is_terminal = sys.stdout.isatty()
        self.pause = 1 if self.is_terminal else 10

    def show(self):
        rows, more = self.rows(), self.more()
        if not self.is_terminal:
            cells = "  ".join(f"{name} {text}" for name, text in rows)
            print(f"{time.monotonic() - self.began:6.1f} s  {cells}  {more}", flush=True)
            return
        lines = [f"{name:<10} {text}" for name, text in rows] + ([more] if more else [])
        print((f"\x1b[{self.drawn}A" if self.drawn else "") + "".join(f"\x1b[2K{line}\n" for line in lines), end="", flush=True)
        self.drawn = len(lines)

    def rows(self):
        names = {provider.url: provider.name for provider in self.cluster.providers}
        newest = self.cluster.position()
        for provider in self.cluster.providers:
            yield provider.name, self.provider(provider, newest)
        standing = self.cluster.proxy.standing()
        for bridge in self.cluster.bridges:
            used = names.get(bridge.used_server(), "-")
            yield bridge.name, f"{bridge.readiness() if bridge.state == 'up' else bridge.state} → {used}"
        yield self.cluster.proxy.name, self.cluster.proxy.state + "".join(f" {name[-1]}:{state}" for name, state in standing.items())

    @staticmethod
    def provider(provider, newest):
        progress = provider.progress() if provider.state == "up" else None
        if progress is None:
            return provider.state if provider.state != "up" else "no answer"
        return "in step" if all(progress.get(server, "") >= moment for server, moment in newest.items()) else "behind"

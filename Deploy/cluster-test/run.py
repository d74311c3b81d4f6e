"""Starts three directories that replicate, two bridges and HAProxy; started by Deploy/cluster."""
import argparse
import random
import sys
import time

import behind
import ending
from cluster import Cluster
from overtaken import Overtaken
from status import StatusDisplay
from trial import Trial


def options():
    parser = argparse.ArgumentParser(prog="Deploy/cluster", description=__doc__)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--people", type=int, default=2000, help="people in the directory at the beginning (2000)")
    parser.add_argument("--chaos", type=float, metavar="MINUTES", help="break one part after the other under load, and tell what was lost")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="repeats the order of calls and faults")
    parser.add_argument("--clients", type=int, default=6, help="clients of the load (6)")
    parser.add_argument("--pace", type=float, default=0.05, help="seconds that a client rests between two calls (0.05)")
    parser.add_argument("--replication", choices=("delta", "entries"), default="delta",
                        help="whether slapd sends its peers changes, or whole entries")
    parser.add_argument("--overtaken", action="store_true",
                        help="only shows what replication itself makes of writes on two directories that have not heard of each other")
    parser.add_argument("--behind", action="store_true", help="only shows what a bridge does that starts while the first directory is behind")
    parser.add_argument("--keep", action="store_true", help="leave the folder with logs, journals and the history")
    return parser.parse_args()


def watch(cluster):
    display = StatusDisplay(cluster)
    while True:
        ending.check()
        display.show()
        time.sleep(display.pause)


def main():
    chosen = options()
    ending.install()
    cluster = Cluster(chosen.binary, chosen.people, chosen.replication, chosen.keep)
    try:
        if chosen.overtaken:
            return Overtaken(cluster).run()
        if chosen.behind:
            return behind.run(cluster)
        cluster.start()
        print(f"Tenant URL    {cluster.tenant_url}\nSecret Token  {cluster.token}", flush=True)
        for provider in cluster.providers:
            print(f"{provider.name:<13} {provider.url}", flush=True)
        if chosen.chaos is None:
            watch(cluster)
        return Trial(cluster, chosen).run()
    except KeyboardInterrupt:
        print("\nEnded.", flush=True)
        return 0 if chosen.chaos is None else 130
    finally:
        ending.ignore()
        cluster.end()


if __name__ == "__main__":
    sys.exit(main())

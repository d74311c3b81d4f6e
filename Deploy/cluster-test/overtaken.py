"""What becomes of writes that one directory took and nobody else heard of, when another one is written to meanwhile.

slapd-1 takes writes while its peers are down, and is killed. Its peers come back and take other writes to the same entries. Then slapd-1
comes back. No bridge is part of it: this is what replication itself does.
"""
import subprocess
import time

from snapshot import read
from tree import PASSWORD, ROOT, SUFFIX, write_tree

GROUP = f"cn=group 1,ou=groups,{SUFFIX}"
# The bridge replaces a value by taking the old one away, so that it notices where somebody was faster.
OLD = "delete: title\ntitle: Engineer\n-\n"
# An entry, what slapd-1 takes, what slapd-2 takes later, and what both together are.
SCENES = [
    ("two members join one group", GROUP, "add: member\nmember: {p1}", "add: member\nmember: {p2}",
     lambda people: people("p1").get("member of group 1") and people("p2").get("member of group 1")),
    ("two attributes of one person", "{p3}", "replace: title\ntitle: Boss", "replace: givenName\ngivenName: Grace",
     lambda people: (people("p3")["title"], people("p3")["givenName"]) == ("Boss", "Grace")),
    ("a disable, then another attribute", "{p4}", "add: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z", "replace: title\ntitle: Chair",
     lambda people: (people("p4")["active"], people("p4")["title"]) == (False, "Chair")),
    ("two values for one attribute: only the later", "{p5}", f"{OLD}add: title\ntitle: first", f"{OLD}add: title\ntitle: second", lambda people: people("p5")["title"] == "second"),
]


class Overtaken:
    """Plays all scenes in one cluster without bridges."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.names = {f"p{n}": f"uid=p{n}@acme.example,ou=people,{SUFFIX}" for n in range(6)}

    def modify(self, provider, name, change):
        text = f"dn: {name}\nchangetype: modify\n{change}\n".format(**self.names)
        subprocess.run(["ldapmodify", "-x", "-H", provider.url, "-D", ROOT, "-w", PASSWORD], input=text, text=True, check=True, capture_output=True)

    def run(self):
        tree = f"{self.cluster.folder}/tree.ldif"
        write_tree(tree, len(self.names))
        one, two, three = self.cluster.providers
        for provider in self.cluster.providers:
            provider.prepare(self.cluster.providers, tree)
            provider.start()
        # Each has taken a write once, as in use.
        for provider, name in zip(self.cluster.providers, ("p0", "p1", "p2")):
            self.modify(provider, self.names[name], "replace: title\ntitle: before")
        self.cluster.wait("replication", self.cluster.is_settled)
        two.kill()
        three.kill()
        for _, name, first, _, _ in SCENES:
            self.modify(one, name, first)
        one.kill()
        two.start()
        three.start()
        for _, name, _, second, _ in SCENES:
            self.modify(two, name, second)
        time.sleep(1)
        one.start()
        return self.verdict()

    def verdict(self):
        end = time.monotonic() + 30
        while not self.cluster.is_settled() and time.monotonic() < end:
            time.sleep(0.5)
        is_right = self.cluster.is_settled()
        print(f"Replication of {self.cluster.providers[0].replication}: {'settled' if is_right else 'not settled within 30 s'}")
        for directory in map(read, self.cluster.providers):
            def people(name, directory=directory):
                return directory.people[f"{name}@acme.example"][0].attributes
            for title, *_, holds in SCENES:
                survives = bool(holds(people))
                is_right = is_right and survives
                print(f"  {directory.name}  {title}: {'kept' if survives else 'LOST'}", flush=True)
        return 0 if is_right else 1

"""Runs a mixed load against the bridge for hours and tells how its memory grows; started by Deploy/soak."""
import argparse
import http.client
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from sites import free_port, memory, wait_for

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SUFFIX = "dc=acme,dc=example"


class Directory:
    """A private slapd that is killed or stopped now and then, and comes back over the same data."""

    def __init__(self, folder, people):
        self.folder, self.port, self.restarts = folder, free_port(), 0
        os.makedirs(f"{folder}/db")
        with open(f"{folder}/slapd.conf", "w") as file:
            file.write(self.configuration())
        with open(f"{folder}/tree.ldif", "w") as file:
            file.writelines(self.tree(people))
        subprocess.run(["slapadd", "-q", "-f", f"{folder}/slapd.conf", "-l", f"{folder}/tree.ldif"], check=True,
                       executable="/usr/sbin/slapadd")
        self.start()

    def configuration(self):
        schema = "\n".join(f"include /etc/ldap/schema/{name}.schema" for name in ("core", "cosine", "inetorgperson"))
        return f"""modulepath /usr/lib/ldap
moduleload back_mdb
moduleload sssvlv
moduleload ppolicy
{schema}
pidfile {self.folder}/slapd.pid
threads 8
sizelimit unlimited
database mdb
suffix {SUFFIX}
rootdn cn=root,{SUFFIX}
rootpw secret
directory {self.folder}/db
maxsize 8589934592
dbnosync
index objectClass,uid,cn,mail,labeledURI,entryUUID,member,manager eq
overlay sssvlv
sssvlv-max 16
overlay ppolicy
ppolicy_default cn=default,ou=policies,{SUFFIX}
"""

    @staticmethod
    def tree(people):
        yield f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Acme\ndc: acme\n\n"
        for unit in ("people", "groups", "leavers", "policies"):
            yield f"dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
        yield (f"dn: cn=default,ou=policies,{SUFFIX}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\n"
               "pwdAttribute: userPassword\npwdLockout: TRUE\n\n")
        for n in range(people):
            yield (f"dn: uid=p{n}@acme.example,ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: p{n}@acme.example\n"
                   f"cn: Person {n}\nsn: P{n}\ngivenName: Ada\nmail: p{n}@acme.example\ntitle: Engineer\no: Acme\n\n")

    def start(self):
        self.process = subprocess.Popen(
            ["slapd", "-d", "0", "-f", f"{self.folder}/slapd.conf", "-h", f"ldap://127.0.0.1:{self.port}"],
            executable="/usr/sbin/slapd", stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def restart(self, number, pause):
        self.process.send_signal(number)
        self.process.wait(60)
        time.sleep(pause)
        self.start()
        self.restarts += 1

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Bridge:
    """`starbridge serve` in front of the directory."""

    def __init__(self, binary, folder, directory, under):
        self.port = free_port()
        with open(f"{folder}/password", "w") as file:
            file.write("secret")
        os.chmod(f"{folder}/password", 0o600)
        with open(f"{folder}/starbridge.yaml", "w") as file:
            file.write(f"""listen: [{{ address: "127.0.0.1:{self.port}" }}]
tokens_file: {folder}/tokens.json
limits: {{ rate: 1000000, burst: 1000000 }}
guard: off
directory:
  servers: ["ldap://127.0.0.1:{directory.port}"]
  bind: {{ dn: "cn=root,{SUFFIX}", password_file: {folder}/password }}
  timeout: 5s
users:
  base: ou=people,{SUFFIX}
  active: {{ strategy: ppolicy-lock, default_policy: "cn=default,ou=policies,{SUFFIX}" }}
  on_delete: {{ strategy: trash, base: "ou=leavers,{SUFFIX}" }}
  on_rename: follow
  attributes:
    userName: uid
    externalId: {{ attribute: labeledURI, choose: {{ matching: '^[^:/ ]+$' }} }}
    name.givenName: givenName
    name.familyName: {{ attribute: sn, default: "{{userName}}" }}
    displayName: {{ attribute: cn, default: "{{name.givenName}} {{name.familyName}}" }}
    title: title
    emails[type eq "work"].value: {{ attribute: mail, required: true }}
    {ENTERPRISE}:manager: manager
groups:
  base: ou=groups,{SUFFIX}
  on_delete: {{ strategy: delete }}
  on_rename: follow
""")
        self.token = subprocess.run(
            [binary, "token", "create", "soak", "--config", f"{folder}/starbridge.yaml"], check=True,
            capture_output=True, text=True).stdout.strip()
        self.log = open(f"{folder}/serve.log", "w")
        self.process = subprocess.Popen(
            shlex.split(under) + [binary, "serve", "--config", f"{folder}/starbridge.yaml"], stdout=self.log,
            stderr=self.log)
        wait_for(self.port, self.process)
        self.pid = self.itself(self.process.pid, os.path.realpath(binary))

    def itself(self, pid, binary):
        """The bridge, which may run under another program."""
        if os.path.realpath(f"/proc/{pid}/exe") == binary:
            return pid
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
        return next(filter(None, (self.itself(int(child), binary) for child in children)), None)

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        self.process.wait(300)


class Client(threading.Thread):
    """Somebody who does what comes into their mind, one call after the other, and repeats what is answered with 503."""

    def __init__(self, number, bridge, seed, totals, pace):
        super().__init__(daemon=True)
        self.number, self.bridge, self.totals, self.pace = number, bridge, totals, pace
        self.random = random.Random(f"{seed}-{number}")
        self.serial, self.people, self.leavers, self.groups = 0, {}, {}, {}
        self.connection, self.isEnding = None, False

    def run(self):
        works = [(self.create, 12), (self.patch, 20), (self.rename, 4), (self.manage, 4), (self.disable, 6), (self.trash, 5),
                 (self.revive, 4), (self.group, 2), (self.member, 12), (self.rename_group, 1), (self.drop_group, 1),
                 (self.find, 20), (self.look, 10), (self.page, 4), (self.walk, 1), (self.wrong, 3), (self.reconnect, 3)]
        kinds, weights = zip(*works)
        while not self.isEnding:
            self.random.choices(kinds, weights)[0]()
            if self.pace:
                time.sleep(self.pace)

    def call(self, method, path, body=None):
        """One call, repeated until it is answered with something else than 503."""
        headers = {"Authorization": "Bearer " + self.bridge.token, "Content-Type": "application/scim+json"}
        while True:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.bridge.port, timeout=60)
                self.connection.request(method, "/scim/v2" + path, json.dumps(body) if body else None, headers)
                answer = self.connection.getresponse()
                data = answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                self.connection, status, data = None, 0, b""
            self.totals.add(method, status)
            if status not in (0, 503) or self.isEnding:
                return status, json.loads(data) if data.startswith(b"{") else {}
            time.sleep(0.2)

    def operations(self, *operations):
        return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": op, "path": path, "value": value} for op, path, value in operations]}

    def name(self):
        self.serial += 1
        return f"c{self.number}n{self.serial}@acme.example"

    def someone(self, among):
        return self.random.choice(list(among.items())) if among else (None, None)

    def body(self, name, external):
        return {"userName": name, "externalId": external, "displayName": "Ada Lovelace", "title": "Engineer", "active": True,
                "name": {"givenName": "Ada", "familyName": "Lovelace"},
                "emails": [{"type": "work", "primary": True, "value": name}]}

    def create(self):
        name = self.name()
        external = name.split("@")[0]
        status, made = self.call("POST", "/Users", self.body(name, external))
        if status == 201:
            self.people[made["id"]] = (name, external)

    def patch(self):
        identifier, _ = self.someone(self.people)
        if identifier:
            n = self.random.randrange(1000)
            self.call("PATCH", f"/Users/{identifier}", self.operations(
                ("Replace", "title", f"Engineer {n}"), ("Replace", "name.familyName", f"Lovelace {n}")))

    def rename(self):
        identifier, known = self.someone(self.people)
        if identifier:
            name = self.name()
            status, _ = self.call("PATCH", f"/Users/{identifier}", self.operations(("Replace", "userName", name)))
            if status == 200:
                self.people[identifier] = (name, known[1])

    def manage(self):
        identifier, _ = self.someone(self.people)
        manager, _ = self.someone(self.people)
        if identifier and manager != identifier:
            self.call("PATCH", f"/Users/{identifier}", self.operations(("Replace", f"{ENTERPRISE}:manager", manager)))

    def disable(self):
        identifier, _ = self.someone(self.people)
        if identifier:
            for active in ("False", "True"):
                self.call("PATCH", f"/Users/{identifier}", self.operations(("Replace", "active", active)))

    def trash(self):
        identifier, known = self.someone(self.people)
        if identifier:
            status, _ = self.call("DELETE", f"/Users/{identifier}")
            if status in (204, 404):
                del self.people[identifier]
                self.leavers[identifier] = known

    def revive(self):
        identifier, known = self.someone(self.leavers)
        if identifier:
            status, made = self.call("POST", "/Users", self.body(*known))
            del self.leavers[identifier]
            if status == 201:
                self.people[made["id"]] = known

    def group(self):
        status, made = self.call("POST", "/Groups", {"displayName": "group " + self.name()})
        if status == 201:
            self.groups[made["id"]] = True

    def member(self):
        group, _ = self.someone(self.groups)
        person, _ = self.someone(self.people)
        if group and person:
            kind = self.random.choice(["Add", "Add", "Remove"])
            self.call("PATCH", f"/Groups/{group}", self.operations((kind, "members", [{"value": person}])))

    def rename_group(self):
        group, _ = self.someone(self.groups)
        if group:
            self.call("PATCH", f"/Groups/{group}", self.operations(("Replace", "displayName", "group " + self.name())))

    def drop_group(self):
        group, _ = self.someone(self.groups)
        if group and len(self.groups) > 10:
            self.call("DELETE", f"/Groups/{group}")
            del self.groups[group]

    def find(self):
        _, known = self.someone(self.people)
        name = known[0] if known and self.random.random() < 0.8 else "nobody@acme.example"
        text = self.random.choice([f'userName eq "{name}"', f'externalId eq "{name.split("@")[0]}"',
                                   f'emails[type eq "work"].value eq "{name}"', f'userName sw "{name[:6]}"'])
        self.call("GET", "/Users?filter=" + urllib.parse.quote(text))

    def look(self):
        identifier, _ = self.someone(self.people)
        if identifier:
            self.call("GET", f"/Users/{identifier}")
        group, _ = self.someone(self.groups)
        if group:
            self.call("GET", f"/Groups/{group}")

    def page(self):
        self.call("GET", f"/Users?startIndex={self.random.randrange(1, 2000)}&count=100")

    def walk(self):
        cursor = ""
        for _ in range(self.random.randrange(1, 6)):
            _, answer = self.call("GET", f"/Users?count=50&cursor={urllib.parse.quote(cursor)}")
            cursor = answer.get("nextCursor")
            if not cursor:
                return

    def wrong(self):
        path, body = self.random.choice([("/Users/none", None), ("/Users?filter=wrong", None), ("/Users", {"userName": 1}),
                                         ("/Nothing", None)])
        self.call("POST" if body else "GET", path, body)

    def reconnect(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Totals:
    """What all clients were answered."""

    def __init__(self):
        self.lock, self.calls, self.statuses = threading.Lock(), 0, {}

    def add(self, method, status):
        with self.lock:
            self.calls += 1
            self.statuses[status] = self.statuses.get(status, 0) + 1


def slope(samples):
    """MB an hour by least squares."""
    if len(samples) < 2:
        return 0
    mean_x = sum(x for x, _ in samples) / len(samples)
    mean_y = sum(y for _, y in samples) / len(samples)
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return 3600 * sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--people", type=int, default=2000, help="people in the directory at the beginning")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--pace", type=float, default=0, help="seconds that a client rests between two calls")
    parser.add_argument("--restart", type=float, default=60, help="seconds between two ends of the directory; 0 for none")
    parser.add_argument("--sample", type=float, default=30, help="seconds between two samples")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--under", default="", help="a program that runs the bridge, such as heaptrack")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="starbridge-soak-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    directory = bridge = None
    clients, samples, totals = [], [], Totals()
    print(f"seed {options.seed}, {options.clients} clients, {options.minutes:g} minutes")
    try:
        directory = Directory(folder, options.people)
        bridge = Bridge(options.binary, folder, directory, options.under)
        clients = [Client(n, bridge, options.seed, totals, options.pace) for n in range(options.clients)]
        for client in clients:
            client.start()
        chance, began = random.Random(options.seed), time.time()
        next_restart, next_sample = began + (options.restart or 1e12), began
        print("| minute | RSS, MB | its own, MB | calls | people | groups | directory restarts | answers |\n|---|---|---|---|---|---|---|---|")
        while (now := time.time()) < began + options.minutes * 60:
            if now >= next_restart:
                directory.restart(chance.choice([signal.SIGKILL, signal.SIGTERM]), chance.choice([0, 0.5, 3]))
                next_restart = time.time() + options.restart
            if now >= next_sample:
                samples.append((now - began, memory(bridge.pid, "VmRSS")))
                own = memory(bridge.pid, "RssAnon")
                answers = " ".join(f"{status}:{count}" for status, count in sorted(totals.statuses.items()))
                print(f"| {samples[-1][0] / 60:.1f} | {samples[-1][1]:.1f} | {own:.1f} | {totals.calls} | "
                      f"{sum(len(c.people) for c in clients)} | {sum(len(c.groups) for c in clients)} | "
                      f"{directory.restarts} | {answers} |", flush=True)
                next_sample = now + options.sample
            time.sleep(0.2)
            if bridge.process.poll() is not None:
                raise SystemExit(f"soak: the bridge ended with {bridge.process.returncode}")
        half = [s for s in samples if s[0] >= samples[-1][0] / 2]
        print(f"\ngrowth in the whole: {slope(samples):.1f} MB an hour; in the second half: {slope(half):.1f} MB an hour; "
              f"at most {memory(bridge.pid, 'VmHWM'):.0f} MB")
    finally:
        for client in clients:
            client.isEnding = True
        for client in clients:
            client.join(90)
        if bridge and bridge.process.poll() is None:
            bridge.stop()
        if directory:
            directory.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

"""Counts what a call costs in front of each kind of directory: the operations that reach the directory, by a relay in between, and the
instructions of the bridge, by callgrind. Neither depends on how busy the machine is."""
import collections
import http.client
import json
import os
import shutil
import socket
import threading
import time

from instructions import CountedBridge

KINDS = {"openldap": "OpenLDAP", "389ds": "389 DS", "samba-ad": "Samba AD"}
PEOPLE = 300
CALLS = 40
WARM_UP = 10
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
# How many operations a call may cause in each kind of directory.
CALL_NAMES = ("look-up", "miss", "create", "PATCH of 3", "member added", "member removed", "disable", "enable")
WANTED = {kind: dict(zip(CALL_NAMES, most)) for kind, most in {
    "openldap": (1, 1, 4, 2, 6, 5, 3, 2), "389ds": (1, 1, 4, 3, 6, 5, 4, 4), "samba-ad": (1, 1, 4, 4, 7, 6, 5, 5)}.items()}
# The requests of RFC 4511 that a call can cause, by their tags.
OPERATIONS = {0x63: "search", 0x66: "modify", 0x68: "add", 0x4A: "delete", 0x6C: "rename", 0x77: "extended"}


class CountingRelay:
    """Stands between a bridge and its directory, and counts the requests by their kind."""

    def __init__(self, host, port):
        self.directory, self.counts, self.lock = (host, port), collections.Counter(), threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.directory)
            for one in client, server:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pump, args=(client, server, Requests(self.count)), daemon=True).start()
            threading.Thread(target=self.pump, args=(server, client, None), daemon=True).start()

    def pump(self, source, sink, requests):
        try:
            while data := source.recv(1 << 16):
                if requests:
                    requests.take(data)
                sink.sendall(data)
        except OSError:
            pass
        for one in source, sink:
            one.close()

    def count(self, tag):
        with self.lock:
            self.counts[OPERATIONS.get(tag, "other")] += 1

    def taken(self):
        """What was counted since the last time."""
        with self.lock:
            counts, self.counts = self.counts, collections.Counter()
            return counts

    def stop(self):
        self.listener.close()


class Requests:
    """The messages of one connection: each is a sequence of an id, an operation, and controls (RFC 4511 section 4.1.1)."""

    def __init__(self, count):
        self.rest, self.count = b"", count

    def take(self, data):
        self.rest += data
        while (size := element(self.rest, 0)) and size[1] <= len(self.rest):
            start, end = size
            self.count(self.rest[element(self.rest, start)[1]])
            self.rest = self.rest[end:]


def element(data, offset):
    """Where the content of a BER element begins and ends; None if its head is not there yet."""
    if len(data) < offset + 2:
        return None
    length, start = data[offset + 1], offset + 2
    if length & 0x80:
        start += length & 0x7F
        if len(data) < start:
            return None
        length = int.from_bytes(data[offset + 2:start], "big")
    return start, start + length


class Client:
    """One client on one connection."""

    def __init__(self, info):
        host, self.prefix = info["tenant_url"].split("//", 1)[1].split("/", 1)
        self.headers = {"Authorization": "Bearer " + info["secret_token"], "Content-Type": "application/scim+json"}
        self.connection = http.client.HTTPConnection(host, timeout=60)

    def wait_until_ready(self):
        """Until the bridge has looked at the directory: before that it writes nothing."""
        for _ in range(600):
            self.connection.request("GET", "/readyz")
            answer = self.connection.getresponse()
            if b'"ready"' in answer.read():
                return
            time.sleep(0.1)
        raise SystemExit("bench: the bridge does not become ready")

    def call(self, method, path, body=None):
        self.connection.request(method, f"/{self.prefix}{path}", body and json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"bench: {method} {path} was answered with {answer.status}: {text[:300]}")
        return json.loads(text) if text else None


class Calls:
    """What is measured; each call is made `CALLS` times, of one person or member after the other."""

    def __init__(self, client):
        self.client = client
        found = client.call("GET", "/Users?count=150")["Resources"]
        self.people = [(person["userName"], person["id"]) for person in found if person["active"]]
        self.group = client.call("POST", "/Groups", {"displayName": "bench"})["id"]
        # Somebody stays, so that nobody has to stand in for members.
        self.member("add", self.people[-1][1])

    def find(self, name):
        return self.client.call("GET", f"/Users?filter=userName+eq+%22{name}%22")

    def look_up(self, number):
        return self.find(self.people[number % len(self.people)][0])

    def miss(self, number):
        return self.find(f"absent{number}@acme.example")

    def create(self, number):
        name = f"bench{number}@acme.example"
        self.client.call("POST", "/Users", {
            "schemas": [USER, ENTERPRISE], "externalId": f"x{number}", "userName": name, "active": True,
            "displayName": f"Bench {number}", "title": "Engineer", "name": {"familyName": f"Bench{number}", "givenName": "Ada"},
            "emails": [{"primary": True, "type": "work", "value": name}],
            ENTERPRISE: {"organization": "Acme", "department": "42"}})

    def patch(self, number):
        identifier = self.people[number % len(self.people)][1]
        self.client.call("PATCH", f"/Users/{identifier}", {"schemas": [PATCH], "Operations": [
            {"op": "Replace", "path": path, "value": f"{path[-5:]} {number}"}
            for path in ("title", "name.givenName", f"{ENTERPRISE}:department")]})

    def member(self, verb, identifier):
        self.client.call("PATCH", f"/Groups/{self.group}", {"schemas": [PATCH], "Operations": [
            {"op": verb, "path": "members", "value": [{"$ref": None, "value": identifier}]}]})

    def join(self, number):
        self.member("Add", self.people[number][1])

    def leave(self, number):
        self.member("Remove", self.people[number][1])

    def disable(self, number):
        self.activate(number, "False")

    def enable(self, number):
        self.activate(number, "True")

    def activate(self, number, value):
        self.client.call("PATCH", f"/Users/{self.people[number][1]}", {"schemas": [PATCH], "Operations": [
            {"op": "Replace", "path": "active", "value": value}]})

    @property
    def all(self):
        return {"look-up": self.look_up, "miss": self.miss, "create": self.create, "PATCH of 3": self.patch,
                "member added": self.join, "member removed": self.leave, "disable": self.disable, "enable": self.enable}


def counted(binary, folder, kind):
    """For each call the operations that it causes, and its thousands of instructions."""
    relays = []

    def behind(url):
        host, _, port = url.split("//", 1)[1].partition(":")
        relays.append(CountingRelay(host, int(port or 389)))
        return f"ldap://127.0.0.1:{relays[-1].port}"

    bridge = CountedBridge(binary, folder, PEOPLE, kind, behind)
    try:
        client = Client(bridge.site.info)
        client.wait_until_ready()
        calls, found = Calls(client), {}
        for title, call in calls.all.items():
            for number in range(WARM_UP):
                call(number)
            relays[0].taken()
            thousands = bridge.count(lambda: [call(WARM_UP + number) for number in range(CALLS)]) / CALLS / 1000
            found[title] = relays[0].taken(), thousands
        return found
    finally:
        bridge.stop()
        relays[0].stop()
        shutil.rmtree(folder, ignore_errors=True)


def words(counts):
    """`{search: 80, add: 40}` of 40 calls → `2 searches, 1 add`."""
    def many(operation, number):
        plural = "searches" if operation == "search" else "modifies" if operation == "modify" else operation + "s"
        return f"{number:g} {operation if number == 1 else plural}"
    return ", ".join(many(operation, round(counts[operation] / CALLS, 1)) for operation in [*OPERATIONS.values(), "other"]
                     if round(counts[operation] / CALLS, 1))


def servers(binary, folder, kinds):
    """Prints what each call costs in front of each kind of directory; returns the targets."""
    found = {kind: counted(binary, f"{folder}/{kind}", kind) for kind in kinds}
    print("\n## Operations in the directory, and thousands of instructions of the bridge, for each call of one client\n")
    print(f"| call | {' | '.join(KINDS[kind] for kind in kinds)} |\n|---|{'---|' * len(kinds)}")
    for call in found[kinds[0]]:
        cells = [f"{words(found[kind][call][0])}; {found[kind][call][1]:,.0f}" for kind in kinds]
        print(f"| {call} | {' | '.join(cells)} |", flush=True)
    return [(f"{KINDS[kind]}: operations of a call: {call}", sum(found[kind][call][0].values()) / CALLS, "<=", most)
            for kind in kinds for call, most in WANTED.get(kind, {}).items()]

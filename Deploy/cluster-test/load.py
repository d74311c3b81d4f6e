"""The load: what Entra does all day, by several clients, each of which has people of its own."""
import random
import threading
import time

from client import Client, operations
from history import membership
from tree import GROUPS, Person, people

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
WORKS = {"create": 10, "patch": 30, "disable": 6, "add_member": 20, "remove_member": 14, "look": 20}
# An answer that is no success is asked for again so often; then the call stays with an unknown outcome.
ATTEMPTS = 60


class Worker(threading.Thread):
    """One client with its people: nobody else writes them, so their calls have an order."""

    def __init__(self, number, cluster, history, groups, options):
        super().__init__(daemon=True, name=f"client-{number}")
        self.client = Client(number, cluster.proxy.address, cluster.proxy.port, cluster.token, history)
        self.random, self.pace, self.groups = random.Random(f"{options.seed}-{number}"), options.pace, groups
        self.people = people(options.people)[number::options.clients]
        self.identifiers, self.memberships, self.serial, self.is_ending = {}, set(), 0, False

    def run(self):
        while not self.is_ending:
            work = self.random.choices([*WORKS], [*WORKS.values()])[0]
            getattr(self, work)()
            time.sleep(self.pace)
        self.client.close()

    def repeated(self, attempt):
        """Makes a call until it is answered, as `Retry-After` says; returns it, and None where it was given up."""
        for _ in range(ATTEMPTS):
            call, answer = attempt()
            # 404: a directory that took over may not have heard of somebody yet.
            if call.is_success or (call.is_refused and call.status not in (404, 429)):
                return call, answer
            if self.is_ending:
                break
            time.sleep(min(float(call.retry_after or 1), 10))
        return None, {}

    def identifier(self, person):
        """The id by which a person is changed, which Entra asks for once."""
        if person.name not in self.identifiers:
            call, _ = self.repeated(lambda: self.client.find(person.name))
            if call and call.identifier:
                self.identifiers[person.name] = call.identifier
        return self.identifiers.get(person.name)

    def look(self):
        self.repeated(lambda: self.client.find(self.random.choice(self.people).name))

    def create(self):
        self.serial += 1
        person = Person(f"c{self.client.number}n{self.serial}@acme.example")
        for _ in range(ATTEMPTS):
            # Before each attempt it asks whether the person is there, perhaps by the attempt before.
            found, _ = self.repeated(lambda: self.client.find(person.name))
            if found and not found.identifier:
                call, made = self.client.call("create", person.name, "POST", "/Users", self.body(person), person.beginning)
                if not call.is_success:
                    if self.is_ending:
                        return
                    time.sleep(min(float(call.retry_after or 1), 10))
                    continue
                self.identifiers[person.name] = made["id"]
            elif found:
                self.identifiers[person.name] = found.identifier
            if found:
                self.people.append(person)
            return

    @staticmethod
    def body(person):
        return {"schemas": [USER], "externalId": person.external, "userName": person.name, "displayName": person.name, "active": True,
                "title": "Engineer", "name": {"familyName": "Lovelace", "givenName": "Ada"},
                "emails": [{"primary": True, "type": "work", "value": person.name}]}

    def change(self, kind, person, body, writes, path=None):
        identifier = self.identifier(person)
        if identifier:
            self.repeated(lambda: self.client.call(kind, person.name, "PATCH", path or f"/Users/{identifier}", body, writes))
        return identifier

    def patch(self):
        self.serial += 1
        title, given = f"Engineer {self.serial}", f"Ada {self.serial}"
        self.change("patch", self.random.choice(self.people), operations(
            ("Replace", "title", title), ("Replace", "name.givenName", given)), {"title": title, "givenName": given})

    def disable(self):
        self.change("disable", self.random.choice(self.people), operations(("Replace", "active", "False")), {"active": False})

    def add_member(self):
        self.edit_members("join", self.random.choice(GROUPS), self.random.choice(self.people), True)

    def remove_member(self):
        if self.memberships:
            group, person = self.random.choice(sorted(self.memberships, key=lambda pair: (pair[0], pair[1].name)))
            self.edit_members("leave", group, person, False)

    def edit_members(self, kind, group, person, is_member):
        identifier = self.identifier(person)
        if not identifier:
            return
        body = operations(("Add" if is_member else "Remove", "members", [{"value": identifier}]))
        self.change(kind, person, body, {membership(group): is_member}, f"/Groups/{self.groups[group]}")
        (self.memberships.add if is_member else self.memberships.discard)((group, person))


def start_load(cluster, history, options):
    finder = Client(-1, cluster.proxy.address, cluster.proxy.port, cluster.token, history)
    groups = {name: finder.group(name) for name in GROUPS}
    finder.close()
    workers = [Worker(number, cluster, history, groups, options) for number in range(options.clients)]
    for worker in workers:
        worker.start()
    return workers

"""What a bridge does that starts while the first directory answers and is behind.

slapd-1 is killed, and somebody is created by way of slapd-2. slapd-1 comes back and cannot reach its peers; bridge-1 is restarted. It is right
where both bridges find the person, and wrong where one of them makes a second one.
"""
import time

from client import Client
from history import History
from load import Worker
from tree import SUFFIX, Person

PERSON = Person("behind@acme.example")
LINKS = ("syncrepl", "multiprovider")


def client(cluster, bridge):
    return Client(0, bridge.address, bridge.port, cluster.token, History())


def create(cluster, bridge):
    for _ in range(10):
        call, made = client(cluster, bridge).call("create", PERSON.name, "POST", "/Users", Worker.body(PERSON))
        if call.status != 503:
            break
        time.sleep(1)
    print(f"{bridge.name} creates: {call.status} {made.get('id', call.detail)}", flush=True)


def start_alone(provider):
    """Starts it as if its links to the others were cut; returns what its configuration was."""
    with open(provider.path("slapd.conf")) as file:
        text = file.read()
    provider.write("slapd.conf", "\n".join(line for line in text.splitlines() if not line.startswith(LINKS)) + "\n")
    provider.start()
    return text


def run(cluster):
    cluster.start()
    first, (one, two) = cluster.providers[0], cluster.bridges
    first.kill()
    create(cluster, two)
    text = start_alone(first)
    one.end()
    one.start()
    cluster.wait("bridge-1", lambda: one.readiness() == "ready")
    found = [client(cluster, bridge).find(PERSON.name)[0].identifier for bridge in (one, two)]
    print(f"bridge-1 uses {one.used_server()} and finds {found[0]}\nbridge-2 uses {two.used_server()} and finds {found[1]}", flush=True)
    if not found[0]:
        create(cluster, one)
    first.end()
    first.write("slapd.conf", text)
    first.start()
    time.sleep(8)
    left = {entry["entryuuid"][0] for provider in cluster.providers
            for _, entry in provider.search(SUFFIX, "sub", f"(uid={PERSON.name})", ["entryUUID"])}
    print(f"In the directories afterwards: {', '.join(left)}", flush=True)
    return 0 if left == {found[1]} else 1

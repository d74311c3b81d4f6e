"""Measures changes of one member in a small and in a large group."""
import http.client
import json
import statistics
import subprocess
import time

from sites import people, stat_cpu

SMALL = 100
CALLS = 200
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
# Entra's two ways to write a change.
DIALECTS = {
    "older": lambda verb, member: {"op": verb, "path": "members", "value": [{"$ref": None, "value": member}]},
    "newer": lambda verb, member: {"op": "remove", "path": f'members[value eq "{member}"]'} if verb == "Remove"
    else {"op": "add", "path": "members", "value": [{"value": member}]},
}


def account(site):
    return ["-x", "-H", site.info["ldap_url"], "-D", site.info["bind_dn"], "-w", site.info["bind_password"]]


def create(site, size, members):
    """Adds a group to the directory and returns its DN and its id."""
    dn = f"cn=bench {size},{site.info['groups_base']}"
    lines = [f"dn: {dn}", "objectClass: groupOfNames", f"cn: bench {size}"] + [f"member: {name}" for name in members]
    subprocess.run(["ldapadd"] + account(site), input="\n".join(lines) + "\n", check=True, text=True, capture_output=True)
    answer = subprocess.run(["ldapsearch", "-LLL"] + account(site) + ["-b", dn, "-s", "base", "entryUUID"], check=True,
                            text=True, capture_output=True).stdout
    return dn, next(line.split(": ")[1] for line in answer.splitlines() if line.startswith("entryUUID: "))


def through_bridge(site, group, dialect, members):
    """Milliseconds of every PATCH: each member is added and removed again."""
    host, prefix = site.info["tenant_url"].split("//", 1)[1].split("/", 1)
    headers = {"Authorization": "Bearer " + site.info["secret_token"], "Content-Type": "application/scim+json"}
    connection, times = http.client.HTTPConnection(host, timeout=60), {"Add": [], "Remove": []}
    for member in members:
        for verb, taken in times.items():
            body = json.dumps({"schemas": [PATCH], "Operations": [DIALECTS[dialect](verb, member)]})
            began = time.perf_counter()
            connection.request("PATCH", f"/{prefix}/Groups/{group}", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            taken.append((time.perf_counter() - began) * 1000)
            if answer.status != 204:
                raise SystemExit(f"bench: {verb} of a member was answered with {answer.status}: {text[:300]}")
    connection.close()
    return times


def bare_modify(site, dn, members):
    """The same changes by one ldapmodify, which ends each with an empty line."""
    process = subprocess.Popen(["stdbuf", "-oL", "ldapmodify"] + account(site), text=True, bufsize=1,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    times = {"Add": [], "Remove": []}
    for member in members:
        for verb, operation in (("Add", "add"), ("Remove", "delete")):
            began = time.perf_counter()
            process.stdin.write(f"dn: {dn}\nchangetype: modify\n{operation}: member\nmember: {member}\n-\n\n")
            process.stdin.flush()
            while process.stdout.readline().strip():
                pass
            times[verb].append((time.perf_counter() - began) * 1000)
    process.stdin.close()
    if process.wait():
        raise SystemExit("bench: ldapmodify failed")
    return times


def measured(site, work):
    """The medians of what `work` timed, and CPU of bridge and slapd in microseconds per change."""
    before = stat_cpu(site.bridge), stat_cpu(site.slapd)
    times = work()
    after = stat_cpu(site.bridge), stat_cpu(site.slapd)
    number = sum(len(taken) for taken in times.values())
    used = [(end - begin) * 1e6 / number for begin, end in zip(before, after)]
    return {verb: statistics.median(taken) for verb, taken in times.items()}, used


def grown(found, title, size):
    """How much more time, and CPU of the bridge, a change of the large group takes."""
    (large, (large_cpu, _)), (small, (small_cpu, _)) = found[title, size], found[title, SMALL]
    return sum(large.values()) / sum(small.values()), large_cpu / max(small_cpu, 1)


def groups(site, size):
    """Measures changes of groups of SMALL and of `size` members by one client; returns the targets."""
    everybody = people(site)
    inside, outside = everybody[CALLS:CALLS + size], everybody[:CALLS]
    if len(inside) < size:
        raise SystemExit(f"bench: {len(everybody)} people are too few for a group of {size}")
    print(f"\n## One member more, one less ({2 * CALLS} changes by one client)\n")
    print("| members | change | add | remove | bridge CPU | slapd CPU |")
    print("|---|---|---|---|---|---|")
    found = {}
    for members in (SMALL, size):
        dn, group = create(site, members, [name for _, name, _ in inside[:members]])
        works = {f"PATCH, Entra's {dialect} form": lambda dialect=dialect: through_bridge(
            site, group, dialect, [identifier for _, _, identifier in outside]) for dialect in DIALECTS}
        works["bare modify"] = lambda: bare_modify(site, dn, [name for _, name, _ in outside])
        for title, work in works.items():
            times, (bridge, slapd) = found[title, members] = measured(site, work)
            print(f"| {members:,} | {title} | {times['Add']:.2f} ms | {times['Remove']:.2f} ms | {bridge:.0f} µs | "
                  f"{slapd:.0f} µs |", flush=True)
    bare = grown(found, "bare modify", size)[0]
    print(f"\nslapd alone takes {bare:.1f} times as long for the group of {size:,} as for that of {SMALL}.")
    targets = []
    for dialect in DIALECTS:
        time_grown, bridge_grown = grown(found, f"PATCH, Entra's {dialect} form", size)
        text = f"{size:,} / {SMALL} members, Entra's {dialect} form"
        targets += [(f"groups: time of a change, {text}", time_grown, "<=", 1.5),
                    (f"groups: CPU of the bridge, {text}", bridge_grown, "<=", 1.5)]
    return targets

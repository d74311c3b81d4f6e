"""The directories that are measured, each with a bridge in front of it."""
import json
import os
import signal
import socket
import subprocess
import threading
import time

from pins import DIRECTORY, FRONT, pin

TICKS = os.sysconf("SC_CLK_TCK")
BARE_SCHEMA = ("core", "cosine", "inetorgperson")


def stat_cpu(pid):
    """CPU seconds of a process."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid, key):
    """VmRSS or VmHWM of a process in MB."""
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1]) / 1024
    return 0


def child(pid, name):
    """The process with this name that `pid` started."""
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as file:
                head, tail = file.read().rsplit(")", 1)
            if head.split("(", 1)[1] == name and int(tail.split()[1]) == pid:
                return int(entry)
        except OSError:
            continue
    raise SystemExit(f"bench: {pid} has started no {name}")


class Site:
    """A running directory with a bridge in front of it."""

    def __init__(self, name, info, slapd, processes, lock="pwdAccountLockedTime", isLive=False):
        self.name, self.info, self.slapd, self.processes, self.lock = name, info, slapd, processes, lock
        # Whether it is set up as a directory that somebody works with.
        self.isLive = isLive
        self.bridge = info["pid"]
        pin(self.bridge, FRONT)
        if slapd:
            pin(slapd, DIRECTORY)

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


# What `starbridge demo` can start, and the name of the process.
PROGRAMS = {"openldap": "slapd", "389ds": "ns-slapd", "samba-ad": "samba"}


def demo(binary, folder, people, kind="openldap"):
    """The demo's directory: overlays, indexes and fsync as in a live one."""
    # A binary of an earlier version knows one kind.
    chosen = [] if kind == "openldap" else ["--directory", kind]
    process = subprocess.Popen(
        [binary, "demo", "--json", "--people", str(people), "--listen", "127.0.0.1:0", "--data", folder, *chosen],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    if not line:
        raise SystemExit("bench: the demo did not start")
    threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
    info = json.loads(line)
    name = "demo's slapd (overlays, fsync)" if kind == "openldap" else f"demo's {kind}"
    return Site(name, info, child(process.pid, PROGRAMS[kind]), [process], isLive=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(1200):
        if process.poll() is not None:
            raise SystemExit(f"bench: {process.args[0]} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"bench: {process.args[0]} does not listen")


def unlimited(binary):
    """The lines that let one token call as fast, and change as much, as it can; earlier versions know no rate, and no guard."""
    help = subprocess.run([binary, "--help"], capture_output=True, text=True).stdout
    limits = "limits: { rate: 1000000, burst: 1000000 }\n" if "\n  status" in help else ""
    return limits + ("guard: off\n" if "\n  guard" in help else "")


def bare(binary, folder, people):
    """A slapd without overlays and without fsync: the bridge is what is measured."""
    port, http = free_port(), free_port()
    os.makedirs(f"{folder}/db")
    schema = "\n".join(f"include /etc/ldap/schema/{name}.schema" for name in BARE_SCHEMA)
    with open(f"{folder}/slapd.conf", "w") as file:
        file.write(f"""modulepath /usr/lib/ldap
moduleload back_mdb
{schema}
pidfile {folder}/slapd.pid
threads 8
database mdb
suffix dc=acme,dc=example
rootdn cn=root,dc=acme,dc=example
rootpw secret
directory {folder}/db
maxsize 8589934592
dbnosync
index objectClass,uid,mail,labeledURI,entryUUID,member,uniqueMember,manager eq
""")
    with open(f"{folder}/tree.ldif", "w") as file:
        file.write("dn: dc=acme,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Acme\ndc: acme\n\n")
        for unit in ("people", "leavers"):
            file.write(f"dn: ou={unit},dc=acme,dc=example\nobjectClass: organizationalUnit\nou: {unit}\n\n")
        for n in range(people):
            file.write(f"dn: uid=p{n}@acme.example,ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\n"
                       f"uid: p{n}@acme.example\ncn: Person {n}\nsn: P{n}\ngivenName: Ada\nmail: p{n}@acme.example\n"
                       f"title: Engineer\no: Acme\ndepartmentNumber: 7\n\n")
    subprocess.run(["slapadd", "-q", "-f", f"{folder}/slapd.conf", "-l", f"{folder}/tree.ldif"], check=True)
    slapd = subprocess.Popen(["slapd", "-d", "0", "-f", f"{folder}/slapd.conf", "-h", f"ldap://127.0.0.1:{port}"],
                             executable="/usr/sbin/slapd")
    wait_for(port, slapd)
    with open(os.open(f"{folder}/password", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("secret")
    with open(f"{folder}/starbridge.yaml", "w") as file:
        file.write(f"""listen: [{{ address: "127.0.0.1:{http}" }}]
tokens_file: {folder}/tokens.json
directory:
  servers: ["ldap://127.0.0.1:{port}"]
  bind: {{ dn: "cn=root,dc=acme,dc=example", password_file: {folder}/password }}
users:
  base: ou=people,dc=acme,dc=example
  active: {{ strategy: attribute, attribute: employeeType, inactive: disabled }}
  on_delete: {{ strategy: trash, base: "ou=leavers,dc=acme,dc=example" }}
  on_rename: server
""" + unlimited(binary))
    token = subprocess.run([binary, "token", "create", "bench", "--config", f"{folder}/starbridge.yaml"], check=True,
                           capture_output=True, text=True).stdout.strip()
    bridge = subprocess.Popen([binary, "serve", "--config", f"{folder}/starbridge.yaml"], stderr=subprocess.DEVNULL)
    wait_for(http, bridge)
    info = {"tenant_url": f"http://127.0.0.1:{http}/scim/v2", "secret_token": token, "pid": bridge.pid,
            "ldap_url": f"ldap://127.0.0.1:{port}", "bind_dn": "cn=root,dc=acme,dc=example", "bind_password": "secret",
            "users_base": "ou=people,dc=acme,dc=example"}
    return Site("bare slapd (no overlays, no fsync)", info, slapd.pid, [bridge, slapd],
                "employeeType")


def people(site):
    """Name, DN and id of everybody who has a plain name and is not disabled."""
    answer = subprocess.run(
        ["ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-x", "-H", site.info["ldap_url"], "-D", site.info["bind_dn"], "-w",
         site.info["bind_password"], "-b", site.info["users_base"], "(&(objectClass=inetOrgPerson)(mail=*)(sn=*))", "uid",
         "entryUUID"], check=True, capture_output=True, text=True).stdout
    found = []
    for entry in answer.split("\n\n"):
        values = dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line and ":: " not in line)
        if " " not in values.get("uid", " ") and values.get("entryUUID") and values.get("dn"):
            found.append((values["uid"], values["dn"], values["entryUUID"]))
    return found

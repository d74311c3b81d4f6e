"""One of the directories: a private slapd that replicates with the others."""
import base64
import subprocess

from parts import Part
from tree import ACCOUNT, PASSWORD, ROOT, SUFFIX

SCHEMAS = ("core", "cosine", "inetorgperson")
INDEXES = "index objectClass,uid,cn,mail,labeledURI,entryUUID,entryCSN,member,manager eq"

# A killed slapd must know afterwards how far it had come. Else its peers are refused as "newer than provider" until it takes a write of its own,
# and what it alone has taken before it was killed stays there alone.
CHECKPOINT = "syncprov-checkpoint 1 1"


class Provider(Part):
    """A slapd that takes writes, and gets those of its peers by syncrepl. Which of them is written to decide the bridges."""

    def __init__(self, number, address, folder, replication):
        super().__init__(f"slapd-{number}", address, folder)
        self.number, self.replication, self.peers = number, replication, []

    @property
    def url(self):
        return f"ldap://{self.endpoint}"

    @property
    def command(self):
        return ["/usr/sbin/slapd", "-d", "0", "-f", self.path("slapd.conf"), "-h", self.url]

    def prepare(self, peers, tree):
        """Fills it with the tree, which is the same everywhere, ids and change numbers included."""
        self.peers = [peer for peer in peers if peer is not self]
        for database in ("db", "changes"):
            subprocess.run(["mkdir", "-m", "700", self.path(database)], check=True)
        self.write("slapd.conf", self.configuration)
        subprocess.run(["/usr/sbin/slapadd", "-q", "-w", "-S", "1", "-b", SUFFIX, "-f", self.path("slapd.conf"), "-l", tree], check=True)

    @property
    def configuration(self):
        modules = ["back_mdb", "syncprov", "ppolicy", "sssvlv"] + ["accesslog"] * self.keeps_changes
        return "\n".join(
            ["modulepath /usr/lib/ldap", *(f"moduleload {module}" for module in modules),
             *(f"include /etc/ldap/schema/{schema}.schema" for schema in SCHEMAS),
             f"pidfile {self.path('slapd.pid')}", "threads 8", "sizelimit unlimited", "loglevel none", f"serverID {self.number}",
             *(self.changes if self.keeps_changes else []), *self.database]) + "\n"

    @property
    def keeps_changes(self):
        """Whether changes are replicated (delta-syncrepl), and not whole entries."""
        return self.replication == "delta"

    @property
    def changes(self):
        return ["database mdb", "suffix cn=changes", f'rootdn "{ROOT}"', f"directory {self.path('changes')}", "maxsize 4294967296",
                "dbnosync", "index objectClass,entryCSN,reqStart,reqEnd,reqResult,reqDN eq",
                "overlay syncprov", "syncprov-nopresent TRUE", "syncprov-reloadhint TRUE", CHECKPOINT]

    @property
    def database(self):
        return ["database mdb", f'suffix "{SUFFIX}"', f'rootdn "{ROOT}"', f"rootpw {PASSWORD}", f"directory {self.path('db')}",
                "maxsize 8589934592", "dbnosync", INDEXES,
                f'limits dn.exact="{ACCOUNT}" size=unlimited time=unlimited',
                "access to attrs=userPassword by anonymous auth by * none",
                f'access to * by dn.exact="{ACCOUNT}" write by * none',
                *(self.consumer(peer) for peer in self.peers), "multiprovider TRUE",
                "overlay syncprov", CHECKPOINT, "syncprov-sessionlog 100000",
                *(["overlay accesslog", "logdb cn=changes", "logops writes", "logsuccess TRUE"] if self.keeps_changes else []),
                "overlay ppolicy", f'ppolicy_default "cn=default,ou=policies,{SUFFIX}"', "overlay sssvlv", "sssvlv-max 16"]

    def consumer(self, peer):
        log = 'logbase="cn=changes" logfilter="(&(objectClass=auditWriteObject)(reqResult=0))" syncdata=accesslog'
        return (f'syncrepl rid={peer.number:03} provider={peer.url} searchbase="{SUFFIX}" type=refreshAndPersist retry="1 +" '
                f'network-timeout=3 timeout=5 keepalive=10:3:3 schemachecking=off bindmethod=simple binddn="{ROOT}" '
                f"credentials={PASSWORD} {log if self.keeps_changes else ''}")

    def search(self, base, scope, pattern, attributes, seconds=60):
        """Entries as (name, {attribute: values}); None where it does not answer."""
        command = ["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-o", f"nettimeout={seconds}", "-H", self.url, "-D", ROOT, "-w", PASSWORD,
                   "-b", base, "-s", scope, pattern, *attributes]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        return list(entries(answer.stdout)) if answer.returncode == 0 else None

    def progress(self):
        """How far it has come with what each provider took: {provider: moment}; None where it does not answer."""
        found = self.search(SUFFIX, "base", "(objectClass=*)", ["contextCSN"], seconds=2)
        if not found:
            return None
        return {value.split("#")[2]: value.split("#")[0] for value in found[0][1].get("contextcsn", [])}


def entries(text):
    """The entries of LDIF without wrapped lines."""
    for block in text.split("\n\n"):
        name, attributes = None, {}
        for line in filter(None, block.split("\n")):
            attribute, _, value = line.partition(":")
            value = base64.b64decode(value[1:]).decode() if value.startswith(":") else value.strip()
            if attribute == "dn":
                name = value
            else:
                attributes.setdefault(attribute.lower(), []).append(value)
        if name is not None:
            yield name, attributes

"""One of the bridges: `starbridge serve`, which differs from the other one in address and folder alone."""
import http.client
import json
import subprocess

from parts import Part
from tree import ACCOUNT, PASSWORD, SUFFIX


class Bridge(Part):
    """A daemon before the providers, which all bridges have in the same order."""

    def __init__(self, number, address, folder, binary, tenant_url):
        super().__init__(f"bridge-{number}", address, folder)
        self.binary, self.tenant_url = binary, tenant_url

    @property
    def command(self):
        return [self.binary, "serve", "--config", self.path("starbridge.yaml")]

    def prepare(self, providers, tokens):
        self.write("password", PASSWORD)
        servers = ", ".join(f'"{provider.url}"' for provider in providers)
        self.write("starbridge.yaml", f"""base_url: "{self.tenant_url}"
listen: [{{ address: "{self.endpoint}", proxies: [127.0.0.0/8] }}]
tokens_file: {tokens}
journal: {{ directory: {self.path("journal")} }}
control_socket: {self.path("control.sock")}
limits: {{ rate: 1000000, burst: 1000000, drain_delay: 3s }}
guard: off
directory:
  servers: [{servers}]
  bind: {{ dn: "{ACCOUNT}", password_file: {self.path("password")} }}
  timeout: 3s
users:
  base: ou=people,{SUFFIX}
  active: {{ strategy: ppolicy-lock, default_policy: "cn=default,ou=policies,{SUFFIX}" }}
  on_delete: {{ strategy: trash, base: "ou=leavers,{SUFFIX}" }}
  on_rename: follow
  attributes:
    userName: uid
    externalId: {{ attribute: labeledURI, choose: {{ matching: '^[^:/ ]+$' }} }}
    name.givenName: givenName
    name.familyName: sn
    displayName: cn
    title: title
    emails[type eq "work"].value: mail
groups:
  base: ou=groups,{SUFFIX}
  empty_member: "{ACCOUNT}"
  on_delete: {{ strategy: delete }}
  on_rename: follow
""")

    def make_token(self):
        made = subprocess.run([self.binary, "token", "create", "cluster", "--config", self.path("starbridge.yaml")], capture_output=True, text=True)
        if made.returncode:
            raise SystemExit(f"cluster: no token could be made: {made.stderr}")
        return made.stdout.strip()

    def readiness(self):
        """What /readyz says, in one word."""
        try:
            connection = http.client.HTTPConnection(self.address, self.port, timeout=2)
            connection.request("GET", "/readyz")
            return json.loads(connection.getresponse().read()).get("status", "?")
        except (OSError, ValueError, http.client.HTTPException):
            return "no answer"

    def used_server(self):
        """The URL of the provider that it writes to, where it tells."""
        try:
            answer = json.loads(next(self.ask("control.sock", b'{"request":"status"}\n'), ""))
            return next((url for url, role in servers(answer) if role == "used"), None)
        except (OSError, ValueError):
            return None


def servers(report):
    """The servers of a report, wherever they stand in it."""
    if isinstance(report, dict):
        if "url" in report and "role" in report:
            yield report["url"], report["role"]
        report = list(report.values())
    if isinstance(report, list):
        for part in report:
            yield from servers(part)

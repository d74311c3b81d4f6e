"""HAProxy, as Deploy/frontends/haproxy.cfg has it, without TLS and with both bridges at once."""
import csv

from parts import Part

UNAVAILABLE = """HTTP/1.1 503 Service Unavailable\r
Content-Type: application/scim+json\r
Retry-After: 1\r
Cache-Control: no-cache\r
\r
{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"503","detail":"No Starbridge is ready."}
"""


class Proxy(Part):
    """The one address that Entra knows."""

    @property
    def command(self):
        return ["/usr/sbin/haproxy", "-db", "-f", self.path("haproxy.cfg")]

    def prepare(self, bridges):
        """What HAProxy answers by itself says 503 with Retry-After too: the outcome is open, and the call is to come again."""
        file = self.write("unavailable.http", UNAVAILABLE.replace("\r\n", "\n").replace("\n", "\r\n"))
        answers = "\n".join(f"    errorfile {status} {file}" for status in (500, 502, 503, 504))
        servers = "\n".join(f"    server {bridge.name} {bridge.endpoint}" for bridge in bridges)
        self.write("haproxy.cfg", f"""global
    maxconn 2000
    tune.bufsize 36864
    stats socket {self.path("stats.sock")} mode 600

defaults
    mode http
    # Also how long a call waits before it tries another bridge.
    timeout connect 250ms
    timeout client 60s
    timeout http-request 10s
    timeout http-keep-alive 5m
    timeout server 20s
    timeout check 1s
    retries 2
    option redispatch 1
{answers}

frontend scim
    bind {self.endpoint}
    http-request del-header Forwarded
    http-request set-header X-Forwarded-For %[src]
    default_backend starbridge

backend starbridge
    balance roundrobin
    option httpchk
    http-check send meth GET uri /readyz
    http-check expect status 200
    # Who is not ready gets no more calls within a second, and is in again with the first good answer. What it has it answers.
    default-server check inter 500ms fall 2 rise 1
{servers}
""")

    def standing(self):
        """The bridges as HAProxy sees them: {name: UP or DOWN}."""
        try:
            lines = [line.lstrip("# ") for line in self.ask("stats.sock", b"show stat\n")]
        except OSError:
            return {}
        return {row["svname"]: row["status"] for row in csv.DictReader(lines) if row["svname"].startswith("bridge")}

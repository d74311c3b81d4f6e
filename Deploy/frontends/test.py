#!/usr/bin/env python3
"""Tries the example front ends: `test.py PROGRAM`.

Each of them, as it stands beside this file but for ports, addresses and files, runs in front of a daemon with the demo's directory.
Nothing of them listens anywhere but on loopback, and no service of the machine is used.
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
HOST = "scim.example.com"
BASE = "/scim/v2"
# What a client that nobody trusts says of itself.
CLAIM = {"X-Forwarded-For": "192.0.2.66", "Forwarded": "for=192.0.2.66"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if condition():
                return
        time.sleep(0.05)
    raise SystemExit(f"{what} has not come within {seconds} s.")


@contextlib.contextmanager
def running(command, log, **options):
    """A process of ours, which is ended afterwards."""
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stderr=output, **({"stdout": output} | options))
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def certificate(folder):
    """A certificate for the host, signed by itself; returns its files."""
    chain, key = folder / "fullchain.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", key, "-out", chain], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text(chain.read_text() + key.read_text())
    return chain, key, both


def replaced(text, pairs):
    """The example with other places; each of them must stand in it."""
    for old, new in pairs:
        if old not in text:
            raise SystemExit(f"the example no longer has {old!r}")
        text = text.replace(old, str(new))
    return text


class Front:
    """One front end: its example made ready to run here, and the command that runs it."""

    def __init__(self, name, folder, bridge, files):
        self.name, self.folder, self.port = name, folder / name, free_port()
        self.plain, self.encrypted = bridge
        self.chain, self.key, self.both = files
        self.folder.mkdir()
        self.command = getattr(self, name)()

    def write(self, file, text):
        path = self.folder / file
        path.write_text(text)
        return path

    def nginx(self):
        example = replaced((HERE / "nginx.conf").read_text(), [
            ("server 127.0.0.1:8080;", f"server 127.0.0.1:{self.plain};"), ("listen 443", f"listen 127.0.0.1:{self.port}"),
            ("/etc/ssl/scim.example.com/fullchain.pem", self.chain), ("/etc/ssl/scim.example.com/key.pem", self.key)])
        self.write("site.conf", example)
        paths = "".join(f"    {kind}_temp_path {self.folder};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main = self.write("nginx.conf", (
            f"daemon off;\nmaster_process off;\npid {self.folder}/pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{\n    access_log off;\n{paths}    include {self.folder}/site.conf;\n}}\n"))
        return ["/usr/sbin/nginx", "-e", "stderr", "-p", self.folder, "-c", main]

    def caddy(self):
        example = replaced((HERE / "Caddyfile").read_text(), [
            ("reverse_proxy 127.0.0.1:8080", f"reverse_proxy 127.0.0.1:{self.plain}"),
            (f"{HOST} {{", f"https://{HOST}:{self.port} {{\n\tbind 127.0.0.1"),
            ("/etc/ssl/scim.example.com/fullchain.pem", self.chain), ("/etc/ssl/scim.example.com/key.pem", self.key),
            ("{\n\tservers", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers")])
        return ["caddy", "run", "--adapter", "caddyfile", "--config", self.write("Caddyfile", example)]

    def haproxy(self):
        example = replaced((HERE / "haproxy.cfg").read_text(), [
            ("bind :443", f"bind 127.0.0.1:{self.port}"), ("/etc/haproxy/scim.example.com.pem", self.both),
            ("10.0.0.11:8443", f"127.0.0.1:{self.encrypted}"), ("10.0.0.12:8443", f"127.0.0.1:{free_port()}"),
            ("/etc/ssl/certs/ca-certificates.crt", self.chain), ("log global", "log stderr format raw local0")])
        return ["/usr/sbin/haproxy", "-f", self.write("haproxy.cfg", example)]


class Client:
    """One connection to a front end, from an address of its own."""

    ADDRESS = "127.0.0.2"

    def __init__(self, port, authority, token):
        context = ssl.create_default_context(cafile=authority)
        raw = socket.create_connection(("127.0.0.1", port), 20, source_address=(self.ADDRESS, 0))
        self.connection = http.client.HTTPSConnection(HOST, timeout=20)
        self.connection.sock = self.socket = context.wrap_socket(raw, server_hostname=HOST)
        self.token = token

    def call(self, method, path, body=None, token=None, **fields):
        headers = CLAIM | {"Content-Type": "application/scim+json"} | fields
        if token != "":
            headers["Authorization"] = f"Bearer {token or self.token}"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        return response, json.loads(content) if content.startswith(b"{") else content

    @property
    def is_first_connection(self):
        return self.connection.sock is self.socket


def expect(condition, what):
    if not condition:
        raise SystemExit(f"not as it should be: {what}")


def person(number, padding=""):
    name = f"front{number}@example.com"
    return json.dumps({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name, "displayName": name,
        "name": {"familyName": name}, "emails": [{"type": "work", "value": name}]}) + padding


def try_front(front, token, number, log):
    def connect():
        return Client(front.port, front.chain, token)

    def is_ready():
        return connect().call("GET", "/readyz", token="")[0].status == 200

    # Caddy writes down what it knows.
    environment = os.environ | {"HOME": str(front.folder), "XDG_CONFIG_HOME": str(front.folder), "XDG_DATA_HOME": str(front.folder)}
    with running(front.command, front.folder / "log", env=environment):
        wait_for(f"{front.name}: /readyz", is_ready)
        client = connect()
        response, content = client.call("GET", f"{BASE}/Users?count=1")
        expect(response.status == 200 and content["totalResults"] > 0, f"GET: {response.status} {content}")
        response, content = client.call("POST", f"{BASE}/Users", person(number))
        expect(response.status == 201, f"POST: {response.status} {content}")
        location = response.headers["Location"]
        expect(location == f"https://{HOST}{BASE}/Users/{content['id']}", f"Location: {location}")
        response, content = client.call("DELETE", location.removeprefix(f"https://{HOST}"))
        expect(response.status == 204, f"DELETE: {response.status} {content}")
        response, content = client.call("POST", f"{BASE}/Users", person(f"{number}-large", " " * 900_000))
        expect(response.status == 201, f"a large body: {response.status} {content}")
        response, content = client.call("GET", f"{BASE}/Users", token="wrong")
        expect(response.status == 401 and response.headers["WWW-Authenticate"].startswith("Bearer"), f"401: {response.status}")
        expect(response.headers["Content-Type"].startswith("application/scim+json"), f"401: {response.headers}")
        response, content = client.call("GET", f"{BASE}/Users?filter=" + "x" * 20_000)
        expect(response.status == 400 and "detail" in content, f"a long head: {response.status} {content}")
        for _ in range(20):
            response, _ = client.call("GET", f"{BASE}/Users?count=1")
            expect(response.status == 200, f"again: {response.status}")
        expect(client.is_first_connection, "one connection serves all these calls")
        response, _ = connect().call("GET", "/other", token="")
        expect(response.status == 404, f"what is not Starbridge's: {response.status}")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
            response, _ = connect().call("POST", f"{BASE}/Users", person(f"{number}-huge", " " * 1_200_000))
            expect(response.status == 413, f"a body beyond the limit: {response.status}")
    callers = set(re.findall(r"client=(\S+) .*path=/scim", log.read_text()))
    expect(callers == {Client.ADDRESS}, f"the address of the caller in the log: {callers}")
    print(f"{front.name}: as it should be.", flush=True)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="starbridge-frontends-"))
    try:
        files = certificate(folder)
        with running([program, "demo", "--json", "--listen", f"127.0.0.1:{free_port()}"], folder / "demo.log", stdout=subprocess.PIPE) as demo:
            facts = json.loads(demo.stdout.readline())
            plain, encrypted = free_port(), free_port()
            listen = (
                f'listen:\n  - address: "127.0.0.1:{plain}"\n    proxies: [127.0.0.1]\n'
                f'  - address: "127.0.0.1:{encrypted}"\n    proxies: [127.0.0.1]\n    tls: {{ certificate: "{files[0]}", key: "{files[1]}" }}\n')
            text = pathlib.Path(facts["config"]).read_text()
            text = re.sub(r"listen:\n(?: .*\n)+", lambda _: listen, text)
            text = re.sub(r"base_url: .*", f'base_url: "https://{HOST}{BASE}"', text)
            # The demo serves a console already, and its journal is for one daemon.
            text = re.sub(r"(?m)^console: .*\n", "", text) + f'journal: {{ directory: "{folder}/journal" }}\n'
            configuration = folder / "starbridge.yaml"
            configuration.write_text(text)
            log = folder / "daemon.log"
            with running([program, "serve", "--config", configuration], log):
                def is_ready():
                    connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=5)
                    connection.request("GET", "/readyz")
                    return connection.getresponse().status == 200

                wait_for("the daemon", is_ready)
                for number, name in enumerate(("nginx", "caddy", "haproxy")):
                    try_front(Front(name, folder, (plain, encrypted), files), facts["secret_token"], number, log)
    except BaseException:
        for log in sorted(folder.glob("**/*log")):
            print(f"== {log.relative_to(folder)}", *(line[:300] for line in log.read_text(errors="replace").splitlines()[-30:]), sep="\n", file=sys.stderr)
        raise
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""A client that asks as Entra does, and writes down what it was told."""
import http.client
import json
import time
import urllib.parse

from history import Call

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
# Entra waits longer; what is not answered by then counts as not answered.
PATIENCE = 30


class Client:
    """One connection to the proxy, which is opened again where it broke."""

    def __init__(self, number, address, port, token, history):
        self.number, self.address, self.port, self.history = number, address, port, history
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
        self.connection = None

    def call(self, kind, subject, method, path, body=None, writes=None):
        """One attempt; returns the call as it was noted, and the answer."""
        began = time.monotonic()
        status, retry_after, answer = self.exchange(method, path, body)
        call = Call(self.number, kind, subject, began, time.monotonic(), status, retry_after, writes or {})
        if status >= 300:
            call.detail = str(answer.get("detail", ""))[:300]
        if kind == "look-up":
            self.note_shown(call, answer)
        elif kind in ("create", "patch", "disable") and call.is_success:
            call.identifier = answer.get("id")
        self.history.add(call)
        return call, answer

    def exchange(self, method, path, body):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address, self.port, timeout=PATIENCE)
            self.connection.request(method, f"/scim/v2{path}", body and json.dumps(body), self.headers)
            answer = self.connection.getresponse()
            text = answer.read()
            return answer.status, answer.headers["Retry-After"], json.loads(text) if text.startswith(b"{") else {}
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return 0, None, {}

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    @staticmethod
    def note_shown(call, answer):
        for person in answer.get("Resources", [])[:1] if call.is_success else []:
            call.identifier = person["id"]
            call.shown = {"title": person.get("title"), "givenName": person.get("name", {}).get("givenName"), "active": person.get("active")}

    def find(self, name):
        return self.call("look-up", name, "GET", f"/Users?filter={urllib.parse.quote(f'userName eq {json.dumps(name)}')}")

    def group(self, name):
        """The id of a group, before anything is broken."""
        status, _, answer = self.exchange("GET", f"/Groups?filter={urllib.parse.quote(f'displayName eq {json.dumps(name)}')}", None)
        if status != 200 or answer["totalResults"] != 1:
            raise SystemExit(f"cluster: the group {name} is not found: {status} {answer}")
        return answer["Resources"][0]["id"]


def operations(*edits):
    return {"schemas": [PATCH], "Operations": [{"op": verb, "path": path, "value": value} for verb, path, value in edits]}

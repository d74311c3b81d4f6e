"""What the clients of a cluster asked and were told, in the order in which they noted it."""
import dataclasses
import json
import threading

# Statuses after which nothing was written. Any other that is no success leaves open whether something was.
REFUSALS = frozenset({400, 401, 403, 404, 405, 409, 412, 413, 415, 429, 501})


@dataclasses.dataclass
class Call:
    """One request and its answer. Status 0 is none: the connection broke, or nobody answered in time."""

    client: int
    kind: str
    # The user name of the person that it is about, or the name of the group.
    subject: str
    began: float
    ended: float
    status: int
    retry_after: str | None = None
    # What it writes, by attribute; memberships are attributes of the person, such as `member of staff`.
    writes: dict = dataclasses.field(default_factory=dict)
    # What a look-up was shown; None where nobody was found.
    shown: dict | None = None
    # The id that was answered.
    identifier: str | None = None
    detail: str = ""

    @property
    def is_success(self):
        return 200 <= self.status < 300

    @property
    def is_refused(self):
        return self.status in REFUSALS

    @property
    def is_unknown(self):
        """Whether nobody can say if something was written."""
        return not self.is_success and not self.is_refused

    @property
    def is_read(self):
        return self.kind == "look-up"


def membership(group):
    """The attribute of a person that says whether they are in a group."""
    return f"member of {group}"


class History:
    """Takes calls from many clients, and writes each down at once: one JSON object a line."""

    def __init__(self, path=None):
        self.calls, self.lock = [], threading.Lock()
        self.file = open(path, "w", buffering=1) if path else None

    def add(self, call):
        with self.lock:
            self.calls.append(call)
            if self.file:
                self.file.write(json.dumps(dataclasses.asdict(call)) + "\n")

    def note(self, text, **more):
        """Writes down what is no call, such as a fault that was made."""
        if self.file:
            with self.lock:
                self.file.write(json.dumps({"note": text} | more) + "\n")

    def close(self):
        if self.file:
            self.file.close()

"""Compares what clients were told with what the directories hold at the end. Pure: it asks nobody."""
import collections
import dataclasses

from expectation import Expectation
from history import membership

# What can be wrong, and what it means.
FAULTS = {
    "lost": "an acknowledged write is not in a directory",
    "doubled": "a person stands twice",
    "early": "a write was acknowledged before it was there",
    "enabled": "a disabled person is enabled",
    "member": "a group lost or gained somebody",
    "identifier": "an id changed",
    "answer": "an answer was no success, and not 503 with Retry-After",
    "diverged": "the directories differ after replication has settled",
}


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something that must not be."""

    kind: str
    subject: str
    text: str


@dataclasses.dataclass
class Person:
    """A person as a directory has them, `attributes` with the memberships that are true."""

    identifier: str
    attributes: dict


@dataclasses.dataclass
class Directory:
    """One directory at the end: the people by user name, each as often as they stand there."""

    name: str
    people: dict[str, list[Person]]


class Checker:
    """Finds what is wrong. `disturbed` are spans of time in which a directory may be behind, so that look-ups tell nothing."""

    def __init__(self, initial, disturbed=()):
        self.initial, self.disturbed = initial, list(disturbed)
        self.faults, self.counts = [], collections.Counter()

    def check(self, calls, directories):
        expectation = Expectation(self.initial)
        for call in sorted(calls, key=lambda call: call.ended):
            self.check_answer(call, expectation)
            if call.is_read and call.is_success:
                self.check_look_up(call, expectation)
            expectation.take(call)
        for directory in directories:
            self.check_directory(directory, expectation)
        self.check_likeness(directories)
        self.check_identifiers(expectation)
        return self.faults

    def fault(self, kind, subject, text):
        self.faults.append(Fault(kind, subject, text))

    def check_answer(self, call, expectation):
        self.counts["calls"] += 1
        self.counts["acknowledged" if call.is_success else "refused" if call.is_refused else "unknown"] += 1
        if call.is_success or call.status == 0 or (call.status in (503, 429) and call.retry_after):
            return
        if call.status == 404 and self.is_disturbed(call):
            # A directory that took over has not heard of somebody yet; the caller asks again.
            self.counts["404 while a directory was behind"] += 1
        elif not (call.status == 409 and call.kind == "create" and self.was_sent(call, expectation)):
            self.fault("answer", call.subject, f"{call.kind}: {call.status} Retry-After={call.retry_after} {call.detail}")

    @staticmethod
    def was_sent(call, expectation):
        """Whether an earlier call may have made the person: then a conflict is what is documented."""
        return call.subject in expectation.registers

    def is_disturbed(self, call):
        return any(call.began <= end and call.ended >= begin for begin, end in self.disturbed)

    def check_look_up(self, call, expectation):
        if call.shown is None:
            wrong = ["the person is not there"] if expectation.is_acknowledged(call.subject) else []
        else:
            wrong = [f"{attribute} is {value!r}" for attribute, value in call.shown.items()
                     if not expectation.register(call.subject, attribute).allows(value)]
        if wrong and self.is_disturbed(call):
            self.counts["look-ups behind a directory that took over"] += 1
        elif wrong:
            self.fault("early", call.subject, f"a look-up at {call.began:.3f} after the acknowledgement: {', '.join(wrong)}")

    def check_directory(self, directory, expectation):
        for subject in expectation.registers.keys() | directory.people.keys():
            found = directory.people.get(subject, [])
            if len(found) > 1:
                self.fault("doubled", subject, f"{directory.name}: {', '.join(person.identifier for person in found)}")
            if not found and expectation.is_acknowledged(subject):
                self.fault("lost", subject, f"{directory.name}: the person is not there")
            for person in found:
                self.check_person(directory, subject, person, expectation)

    def check_person(self, directory, subject, person, expectation):
        known = expectation.identifiers[subject]
        if known and person.identifier not in known:
            self.fault("identifier", subject, f"{directory.name}: {person.identifier}, and {known[0]} was answered")
        expected = expectation.registers.get(subject, {})
        for attribute in expected.keys() | person.attributes.keys():
            is_membership = attribute.startswith(membership(""))
            value = person.attributes.get(attribute, False if is_membership else None)
            register = expectation.register(subject, attribute)
            if register.allows(value):
                continue
            kind = "member" if is_membership else "enabled" if attribute == "active" and value else "lost"
            older = ", which is an older value" if value in register.before else ""
            self.fault(kind, subject, f"{directory.name}: {attribute} is {value!r}{older}, and {register.acknowledged!r} was acknowledged")

    def check_identifiers(self, expectation):
        for subject, identifiers in expectation.identifiers.items():
            if len(identifiers) > 1:
                self.fault("identifier", subject, f"answered were {', '.join(identifiers)}")

    def check_likeness(self, directories):
        for other in directories[1:]:
            first = directories[0]
            for subject in first.people.keys() | other.people.keys():
                if first.people.get(subject) != other.people.get(subject):
                    self.fault("diverged", subject, f"{first.name} has {first.people.get(subject)}, {other.name} {other.people.get(subject)}")

"""What may stand in the directories after what clients were told.

A person belongs to one client, which makes one call after the other. So the calls that write an attribute of a person have an order, and
what may stand in the directory follows from it: what was acknowledged last, or what a call with an unknown outcome has asked for since.
"""
import collections

from history import membership


class Register:
    """One attribute of one person: the values that may stand there after the calls so far."""

    def __init__(self, initial=None):
        self.acknowledged, self.unknown, self.before = initial, [], []

    def take(self, value, call):
        if call.is_success:
            self.before += [self.acknowledged, *self.unknown]
            self.acknowledged, self.unknown = value, []
        elif call.is_unknown:
            self.unknown.append(value)

    def allows(self, value):
        return value == self.acknowledged or value in self.unknown


class Expectation:
    """What the calls so far allow, for all people and attributes."""

    def __init__(self, initial):
        self.registers = {name: {key: Register(value) for key, value in attributes.items()} for name, attributes in initial.items()}
        self.identifiers = collections.defaultdict(list)

    def register(self, subject, attribute):
        absent = False if attribute.startswith(membership("")) else None
        return self.registers.setdefault(subject, {}).setdefault(attribute, Register(absent))

    def take(self, call):
        if not call.is_refused and not call.is_read:
            for attribute, value in call.writes.items():
                self.register(call.subject, attribute).take(value, call)
        if call.identifier and call.identifier not in self.identifiers[call.subject]:
            self.identifiers[call.subject].append(call.identifier)

    def is_acknowledged(self, subject):
        """Whether the person must be there."""
        return any(register.acknowledged not in (None, False) for register in self.registers.get(subject, {}).values())

"""Reads what a directory holds, in the form that the checker compares."""
from checker import Directory, Person
from history import membership
from tree import ACCOUNT, SUFFIX

LOCKED = "000001010000Z"


def read(provider):
    found = provider.search(SUFFIX, "sub", "(objectClass=inetOrgPerson)",
                            ["mail", "uid", "title", "givenName", "pwdAccountLockedTime", "entryUUID"], seconds=120)
    groups = provider.search(f"ou=groups,{SUFFIX}", "one", "(objectClass=groupOfNames)", ["cn", "member"], seconds=120)
    if found is None or groups is None:
        raise SystemExit(f"cluster: {provider.name} cannot be read")
    people, by_name = {}, {}
    for name, values in found:
        person = Person(one(values, "entryuuid"), {
            "title": one(values, "title"), "givenName": one(values, "givenname"), "active": one(values, "pwdaccountlockedtime") != LOCKED})
        people.setdefault(one(values, "mail") or one(values, "uid") or name, []).append(person)
        by_name[name.lower()] = person
    for _, values in groups:
        take_members(values, by_name, people)
    return Directory(provider.name, people)


def one(values, attribute):
    """The value; several where only one may be are shown together, and are like none that was asked for."""
    return " | ".join(sorted(values.get(attribute, []))) or None


def take_members(group, by_name, people):
    for name in group.get("member", []):
        if name.lower() == ACCOUNT.lower():
            continue
        if name.lower() not in by_name:
            # A member whom there is not; nobody has asked for them.
            by_name[name.lower()] = Person("", {})
            people.setdefault(name, []).append(by_name[name.lower()])
        by_name[name.lower()].attributes[membership(one(group, "cn"))] = True

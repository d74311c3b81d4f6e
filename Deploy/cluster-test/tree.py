"""What the directories hold at the beginning, the same in each, ids and change numbers included."""
import uuid

SUFFIX = "dc=acme,dc=example"
ROOT = f"cn=root,{SUFFIX}"
ACCOUNT = f"cn=starbridge,ou=services,{SUFFIX}"
PASSWORD = "cluster"
GROUPS = tuple(f"group {number}" for number in range(20))


class Person:
    """Somebody by their number; what they are called follows from it."""

    def __init__(self, name):
        self.name, self.external = name, name.split("@")[0]

    @property
    def beginning(self):
        """The attributes that are watched, as SCIM has them."""
        return {"title": "Engineer", "givenName": "Ada", "active": True}


def people(count):
    return [Person(f"p{number}@acme.example") for number in range(count)]


def write_tree(path, count):
    with open(path, "w") as file:
        for number, (name, lines) in enumerate(entries(count)):
            identifier = uuid.uuid5(uuid.NAMESPACE_DNS, name)
            file.write(f"dn: {name}\n" + "".join(f"{line}\n" for line in lines)
                       + f"entryUUID: {identifier}\nentryCSN: 20260101000000.{number:06}Z#000000#001#000000\n\n")


def entries(count):
    yield SUFFIX, ["objectClass: dcObject", "objectClass: organization", "o: Acme", "dc: acme"]
    for unit in ("people", "groups", "leavers", "policies", "services"):
        yield f"ou={unit},{SUFFIX}", ["objectClass: organizationalUnit", f"ou: {unit}"]
    yield ACCOUNT, ["objectClass: organizationalRole", "objectClass: simpleSecurityObject", "cn: starbridge", f"userPassword: {PASSWORD}"]
    yield f"cn=default,ou=policies,{SUFFIX}", [
        "objectClass: device", "objectClass: pwdPolicy", "cn: default", "pwdAttribute: userPassword", "pwdLockout: TRUE"]
    for person in people(count):
        yield f"uid={person.name},ou=people,{SUFFIX}", [
            "objectClass: inetOrgPerson", f"uid: {person.name}", f"cn: {person.name}", "sn: Lovelace", "givenName: Ada", f"mail: {person.name}",
            f"labeledURI: {person.external}", "title: Engineer"]
    for group in GROUPS:
        yield f"cn={group},ou=groups,{SUFFIX}", ["objectClass: groupOfNames", f"cn: {group}", f"member: {ACCOUNT}"]

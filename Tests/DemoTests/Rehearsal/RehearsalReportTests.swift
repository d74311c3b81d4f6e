import Directories
import LDAP
import Testing
import Translator

@testable import Demo

@Suite struct RehearsalReportTests {
    private static let names = [
        "objectClass", "uid", "mail", "cn", "sn", "givenName", "title", "labeledURI", "displayName", "employeeType",
        "departmentNumber", "o", "entryUUID",
    ]
    private static let schema = Schema(
        attributeTypes: Self.names.enumerated().map { index, name in
            AttributeType(oid: "1.\(index)", names: [name], equality: .caseIgnore)
        } + [AttributeType(oid: "2.1", names: ["member"], equality: .distinguishedName)],
        objectClasses: [
            ObjectClass(oid: "3.1", names: ["inetOrgPerson"]), ObjectClass(oid: "3.2", names: ["groupOfNames"]),
        ])

    private static func bound(_ mapping: Mapping) -> BoundMapping {
        BoundMapping(mapping: mapping, dialect: .openLDAP, schema: Self.schema)
    }

    private static let users: BoundMapping = {
        var mapping = Mapping.users(.inetOrgPerson, base: DistinguishedName(server: "ou=people,dc=acme"))
        mapping.activation = [.attribute("employeeType", active: nil, inactive: "gone")]
        mapping.deletion = .trash(base: DistinguishedName(server: "ou=leavers,dc=acme"))
        return Self.bound(mapping)
    }()
    private static let groups = Self.bound(
        Mapping.groups(.inetOrgPerson, base: DistinguishedName(server: "ou=groups,dc=acme")))

    private static func person(_ uid: String, _ unit: String = "people", gone: Bool = false, mail: String? = nil)
        -> Entry
    {
        var entry = Entry(dn: DistinguishedName(server: "uid=\(uid),ou=\(unit),dc=acme"))
        entry[.objectClass] = ["inetOrgPerson"]
        entry["uid"] = [AttributeValue(uid)]
        entry["mail"] = [AttributeValue(mail ?? uid + "@acme.example")]
        if gone { entry["employeeType"] = ["gone"] }
        return entry
    }

    private static func group(_ members: String...) -> Entry {
        var entry = Entry(dn: DistinguishedName(server: "cn=staff,ou=groups,dc=acme"))
        entry[.objectClass] = ["groupOfNames"]
        entry["member"] = members.map { AttributeValue("uid=\($0),ou=people,dc=acme") }[...]
        return entry
    }

    private func report(_ changes: NetChange...) -> RehearsalReport {
        var reporter = RehearsalReporter(users: Self.users, groups: [Self.groups])
        reporter.take(NetChanges(changes))
        return reporter.report
    }

    @Test func tellsWhatBecomesOfPeople() {
        let report = self.report(
            NetChange(before: Self.person("a"), after: Self.person("a", gone: true)),
            NetChange(before: Self.person("b", gone: true), after: Self.person("b")),
            NetChange(before: Self.person("c"), after: Self.person("x", mail: "c@acme.example")),
            NetChange(before: Self.person("d"), after: Self.person("d", "leavers", gone: true)),
            NetChange(before: Self.person("e", "leavers"), after: Self.person("e")),
            NetChange(before: Self.person("f"), after: Self.person("f", mail: "g@acme.example")),
            NetChange(before: nil, after: Self.person("n")),
            NetChange(before: Self.person("h"), after: Self.person("h", "elsewhere")))
        #expect(
            report.people.mapValues { $0.map(\.name.leaf?.description) } == [
                .disabled: ["uid=a"], .enabled: ["uid=b"], .renamed: ["uid=c"], .deleted: ["uid=d"],
                .revived: ["uid=e"], .changed: ["uid=f"], .created: ["uid=n"], .hidden: ["uid=h"],
            ])
        #expect(report.people[.renamed]?.first?.note == "now uid=x,ou=people,dc=acme")
        #expect(report.isAlarming)
        #expect(report.attributes["mail"]?.changed == 1)
    }

    @Test func countsMembersOfGroups() {
        let report = self.report(NetChange(before: Self.group("a", "b"), after: Self.group("b", "c", "d")))
        #expect(report.members == (2, 1))
        #expect(report.groups[.changed]?.count == 1 && !report.isAlarming)
    }

    @Test func isAFileForLdapmodifyWithItsSummaryAsComments() throws {
        var reporter = RehearsalReporter(users: Self.users, groups: [])
        reporter.take(NetChanges([NetChange(before: nil, after: Self.person("n"))]))
        reporter.take([
            LikelyDuplicate(
                new: Self.person("n").dn, existing: Self.person("a").dn, traits: [.init(kind: "mail", value: "a@x")])
        ])
        let report = reporter.report
        #expect(report.isAlarming)
        #expect(report.text.contains("#   uid=n,ou=people,dc=acme, beside uid=a,ou=people,dc=acme: the same mail a@x"))
        #expect(try Entry.parseLDIF(report.text) == report.changes)
        #expect(report.json.contains(#""likely_duplicates":[{"dn":"uid=n,ou=people,dc=acme","note":"beside "#))
    }

    @Test func knowsPeopleByMailNameAndNumber() {
        var (left, right) = (Self.person("a", mail: "Ada@Acme.example"), Self.person("n", mail: "ada@acme.EXAMPLE"))
        let likeness = Likeness(of: Self.users.mapping)
        #expect(
            likeness.traits(of: left).intersection(likeness.traits(of: right)) == [
                .init(kind: "mail", value: "ada@acme.example")
            ])
        (left["mail"], right["mail"]) = ([], [])
        #expect(likeness.traits(of: left).isDisjoint(with: likeness.traits(of: right)))
        (left["givenName"], left["sn"]) = (["Ada"], ["Lovelace "])
        (right["givenName"], right["sn"]) = (["ADA"], ["lovelace"])
        #expect(likeness.traits(of: left).intersection(likeness.traits(of: right)).map(\.kind) == ["name"])
    }
}

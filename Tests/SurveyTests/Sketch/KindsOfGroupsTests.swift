import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile
@testable import Survey

/// Groups of several kinds, as `init` writes them.
@Suite struct KindsOfGroupsTests {
    private static let suffix = "dc=acme,dc=example"
    private static let unit = "ou=seen,\(Self.suffix)"
    private static let member = "member: uid=p1,ou=people,\(Self.suffix)"

    private static func group(_ name: String, _ lines: String...) -> String {
        (["dn: cn=\(name),ou=groups,\(Self.suffix)", "cn: \(name)"] + lines).joined(separator: "\n") + "\n"
    }

    private static func settings(_ groups: [String]) async throws -> (settings: Settings, text: String) {
        let ldif = ([SketchTests.people(3)] + groups).joined(separator: "\n")
        let text = try await SketchTests.sketch(ldif).text
        return (try Settings(yaml: text, file: "f"), text)
    }

    @Test func allKindsAreAListTheMostUsedFirst() async throws {
        let (settings, text) = try await Self.settings([
            Self.group("a", "objectClass: groupOfNames", Self.member),
            Self.group("b", "objectClass: posixGroup", "gidNumber: 70", "memberUid: p1"),
            Self.group("c", "objectClass: posixGroup", "gidNumber: 5000"),
        ])
        #expect(settings.groups.map(\.objectClasses.first) == ["posixGroup", "groupOfNames"], "\(text)")
        let posix = try #require(settings.groups.first)
        #expect(posix.allocations == [Mapping.Allocation("gidNumber", .number(5001...55_000, nil))])
        let rule = try #require(posix.rules.first { $0.path.attribute == "members" })
        #expect(rule.attribute == "memberUid" && rule.referenceKey == "uid" && rule.placeholder == nil)
        #expect(Set(settings.groups.map { $0.rules.contains { $0.path.attribute == "externalId" } }).count == 1)
    }

    @Test func groupsOfPosixMachinesAloneAreServed() async throws {
        let (settings, _) = try await Self.settings([Self.group("b", "objectClass: posixGroup", "gidNumber: 70")])
        // Numbers below 1,000 are those of systems.
        #expect(settings.groups.first?.allocations == [Mapping.Allocation("gidNumber", .number(1000...50_999, nil))])
    }

    @Test(arguments: [
        (["cn=nobody", "cn=nobody"], "cn=nobody"), (["cn=x,\(Self.unit)", "cn=x,\(Self.unit)"], "cn=x,\(Self.unit)"),
        (["cn=x,ou=hidden,\(Self.suffix)", "cn=x,ou=hidden,\(Self.suffix)"], ""), ([Self.unit, Self.unit], ""),
        (["cn=nobody", "uid=p1,ou=people,\(Self.suffix)"], ""),
        (["uid=gone,ou=people,\(Self.suffix)", "uid=gone,ou=people,\(Self.suffix)"], ""), (["", ""], ""),
    ])
    func aNameThatSeveralGroupsHaveAndNobodyStandsForNoMember(members: [String], placeholder: String) async throws {
        let groups = members.enumerated().map {
            Self.group("g\($0)", "objectClass: groupOfNames", $1.isEmpty ? "member:" : "member: \($1)")
        }
        let unit = "dn: \(Self.unit)\nobjectClass: organizationalUnit\nou: seen\n"
        let (settings, text) = try await Self.settings(groups + [unit])
        let rule = settings.groups.first?.rules.first { $0.path.attribute == "members" }
        #expect(rule?.placeholder == AttributeValue(placeholder), "\(text)")
    }
}

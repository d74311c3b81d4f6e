import Foundation
import LDAP
import Sandbox
import Testing

@testable import Demo

@Suite struct NetChangesTests {
    private static func entry(_ id: Int, _ name: String, _ attributes: [Attribute] = []) -> Entry {
        var entry = Entry(dn: DistinguishedName(server: "\(name),dc=acme"), attributes: attributes)
        entry[.objectClass] = ["top"]
        for part in entry.dn.leaf?.assertions ?? [] { entry[part.type] = [part.value] }
        entry["entryUUID"] = [AttributeValue("00000000-0000-0000-0000-00000000000\(id)")]
        return entry
    }

    /// Compares two lists of entries, written to files.
    private func changes(
        _ before: [Entry], _ after: [Entry], following followed: Set<AttributeDescription> = []
    ) throws -> [NetChange] {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let files = try [before, after].enumerated().map { index, entries in
            let path = "\(folder.path)/\(index).ldif"
            let writer = try RecordWriter(path: path)
            for entry in entries { try writer.write(entry) }
            try writer.flush()
            return RecordFile(path: path)
        }
        return try NetChanges(from: files[0], to: files[1], following: followed).changes
    }

    @Test func findsEntriesByTheirIDs() throws {
        let before = [Self.entry(1, "cn=a"), Self.entry(2, "cn=b"), Self.entry(3, "cn=c")]
        let after = [Self.entry(1, "cn=a"), Self.entry(2, "cn=x"), Self.entry(4, "cn=d")]
        let found = try self.changes(before, after)
        #expect(
            found == [
                NetChange(before: before[1], after: after[1]), NetChange(before: nil, after: after[2]),
                NetChange(before: before[2], after: nil),
            ])
    }

    @Test func listsParentsBeforeChildrenAndDeletesChildrenFirst() throws {
        let tree = [Self.entry(1, "cn=a,ou=x"), Self.entry(2, "ou=x"), Self.entry(3, "cn=b")]
        #expect(
            try self.changes([], tree).map(\.after?.dn.description) == [
                "cn=b,dc=acme", "ou=x,dc=acme", "cn=a,ou=x,dc=acme",
            ])
        #expect(try self.changes(tree, []).map(\.before?.dn.description).first == "cn=a,ou=x,dc=acme")
    }

    @Test func takesNoNoticeOfNamesThatTheServerHasTakenAlong() throws {
        let member = Attribute("member", values: ["cn=a,dc=acme", "cn=b,dc=acme"])
        let now = Attribute("member", values: ["CN=x,dc=acme"])
        let before = [Self.entry(1, "cn=a"), Self.entry(2, "cn=b"), Self.entry(3, "cn=g", [member])]
        let after = [Self.entry(1, "cn=x"), Self.entry(3, "cn=g", [now])]
        let schema = NetChangeTests.schema
        let followed = try self.changes(before, after, following: ["member"])
        #expect(
            followed.flatMap { $0.changes(in: schema) }.map(\.target.description) == ["cn=a,dc=acme", "cn=b,dc=acme"])
        let written = try self.changes(before, after)
        #expect(written.flatMap { $0.changes(in: schema) }.map(\.target.description).contains("cn=g,dc=acme"))
    }

    @Test func readsRecordsByTheirPlaces() throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let file = RecordFile(path: folder.path + "/a.ldif")
        try FileText.write("\ndn: cn=a\ncn: a\n\n\ndn: cn=b\ncn: b\n continued\n", to: file.path)
        var names: [String] = []
        try file.forEach { place, record in
            let entry = try RecordFile.entry(of: record)
            #expect(try file.entry(at: place) == entry)
            names.append(entry.dn.description)
        }
        #expect(names == ["cn=a", "cn=b"])
    }
}

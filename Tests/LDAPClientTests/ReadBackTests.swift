import LDAP
import Testing

@testable import LDAPClient

@Suite struct ReadBackTests {
    private static let name = DistinguishedName(server: "uid=ada,dc=acme")
    private static let us = DistinguishedName(server: "cn=bridge,dc=acme")
    private static let evidence = WriteOptions.Recovery(
        id: .init(attribute: "entryUUID", value: "1"), version: .init(attribute: "entryCSN", value: "a"))

    private static func entry(_ attributes: KeyValuePairs<String, [AttributeValue]>) -> Entry {
        Entry(dn: self.name, attributes: attributes.map { Attribute(.init($0.key), values: $0.value) })
    }

    private static func modify(_ modifications: Modification...) -> Change { .modify(self.name, modifications) }

    private func verdict(_ change: Change, _ before: Entry?, _ after: Entry?) -> ReadBack.Verdict {
        ReadBack(change: change, recovery: Self.evidence, identity: Self.us, creatorAttribute: "creatorsName")
            .verdict(before: before, after: after)
    }

    private static let modifications: [(Change, Entry?, ReadBack.Verdict)] = [
        (modify(.init(.replace, "sn", ["B"])), entry(["entryUUID": ["1"], "entryCSN": ["b"], "sn": ["B"]]), .done),
        (modify(.init(.replace, "sn", ["B"])), entry(["entryUUID": ["1"], "entryCSN": ["a"], "sn": ["A"]]), .notDone),
        (modify(.init(.replace, "sn", ["B"])), entry(["entryUUID": ["1"], "entryCSN": ["b"], "sn": ["C"]]), .unknown),
        (modify(.init(.replace, "sn", ["B"])), entry(["entryUUID": ["2"], "entryCSN": ["b"], "sn": ["B"]]), .unknown),
        (modify(.init(.replace, "sn", ["B"])), nil, .unknown),
        (modify(.init(.replace, "sn")), entry(["entryUUID": ["1"], "entryCSN": ["b"]]), .done),
        (modify(.init(.replace, "sn")), entry(["entryUUID": ["1"], "entryCSN": ["a"], "sn": ["A"]]), .notDone),
        (
            modify(.init(.add, "mail", ["x"])), entry(["entryUUID": ["1"], "entryCSN": ["b"], "mail": ["y", "x"]]),
            .done
        ),
        (
            modify(.init(.delete, "mail", ["x"]), .init(.add, "mail", ["z"])),
            entry(["entryUUID": ["1"], "entryCSN": ["b"], "mail": ["y", "z"]]), .done
        ),
        (
            modify(.init(.delete, "mail", ["x"]), .init(.add, "mail", ["z"])),
            entry(["entryUUID": ["1"], "entryCSN": ["b"], "mail": ["x", "z"]]), .unknown
        ),
        (modify(.init(.delete, "mail")), entry(["entryUUID": ["1"], "entryCSN": ["b"]]), .done),
        (modify(.init(.replace, "userPassword", ["x"])), entry(["entryUUID": ["1"], "entryCSN": ["a"]]), .notDone),
        (modify(.init(.replace, "userPassword", ["x"])), entry(["entryUUID": ["1"], "entryCSN": ["b"]]), .unknown),
        (
            modify(.init(.replace, "userPassword", ["x"]), .init(.replace, "sn", ["B"])),
            entry(["entryUUID": ["1"], "entryCSN": ["b"], "sn": ["B"]]), .done
        ),
        (
            modify(.init(.replace, "userPassword", ["x"]), .init(.replace, "sn", ["B"])),
            entry(["entryUUID": ["1"], "entryCSN": ["a"], "sn": ["B"]]), .notDone
        ),
    ]

    @Test(arguments: Self.modifications)
    func judgesModifications(change: Change, found: Entry?, expected: ReadBack.Verdict) {
        #expect(self.verdict(change, found, found) == expected)
    }

    private static let adds: [(Entry?, ReadBack.Verdict)] = [
        (entry(["sn": ["A"], "creatorsName": ["CN=bridge, dc=acme"]]), .done),
        (entry(["sn": ["A"], "creatorsName": ["cn=other,dc=acme"]]), .notDone),
        (entry(["sn": ["B"], "creatorsName": ["cn=bridge,dc=acme"]]), .unknown),
        (entry(["sn": ["A"]]), .unknown),
        (nil, .notDone),
    ]

    @Test(arguments: Self.adds)
    func judgesAdds(found: Entry?, expected: ReadBack.Verdict) {
        let wished = Self.entry(["sn": ["A"], "userPassword": ["secret"]])
        #expect(self.verdict(.add(wished), found, found) == expected)
    }

    private static let deletes: [(Entry?, ReadBack.Verdict)] = [
        (entry(["entryUUID": ["1"]]), .notDone), (entry(["entryUUID": ["2"]]), .done), (nil, .done),
    ]

    @Test(arguments: Self.deletes)
    func judgesDeletes(found: Entry?, expected: ReadBack.Verdict) {
        #expect(self.verdict(.delete(Self.name), found, found) == expected)
    }

    private static let renames: [(Entry?, Entry?, ReadBack.Verdict)] = [
        (nil, entry(["entryUUID": ["1"]]), .done),
        (entry(["entryUUID": ["1"]]), nil, .notDone),
        (nil, nil, .unknown),
        (nil, entry(["entryUUID": ["2"]]), .unknown),
    ]

    @Test(arguments: Self.renames)
    func judgesRenames(before: Entry?, after: Entry?, expected: ReadBack.Verdict) {
        let change = Change.rename(Self.name, to: .init("uid", "eve"), deleteOld: true, superior: nil)
        #expect(self.verdict(change, before, after) == expected)
    }

    @Test func readsWhatItNeedsToJudge() {
        let read = ReadBack(
            change: Self.modifications[0].0, recovery: Self.evidence, identity: nil, creatorAttribute: "creatorsName")
        #expect(read.attributes == ["sn", "entryUUID", "entryCSN"])
    }
}

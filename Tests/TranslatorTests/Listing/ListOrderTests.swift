import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ListOrderTests {
    private func order(_ path: String, descending: Bool = false) throws -> ListOrder {
        try Fixture.translator().order(
            Query.Sort(
                AttributePath(parsing: path, extensions: [.enterpriseUser, "urn:example:extra"]),
                isDescending: descending))
    }

    private func entry(_ name: String, _ values: AttributeValue...) -> Entry {
        var entry = Fixture.entry(["entryUUID": [AttributeValue(name)]])
        entry["sn"] = values[...]
        return entry
    }

    private func sorted(_ entries: [Entry], descending: Bool) throws -> [String] {
        try self.order("name.familyName", descending: descending).sorted(entries).map { $0["entryUUID"][0].text ?? "" }
    }

    @Test func putsNewEntriesLast() throws {
        let order = try Fixture.translator().listOrder
        #expect(order.sortKeys == [SortKey("createTimestamp"), SortKey("entryUUID")])
    }

    @Test(arguments: [
        ("userName", SortKey("uid", orderingRule: "caseIgnoreOrderingMatch")),
        ("USERNAME", SortKey("uid", orderingRule: "caseIgnoreOrderingMatch")),
        ("name.familyName", SortKey("sn", orderingRule: "caseIgnoreOrderingMatch")),
        (#"emails[type eq "work"].value"#, SortKey("mail", orderingRule: "caseIgnoreOrderingMatch")),
        (#"emails[type eq "work"]"#, SortKey("mail", orderingRule: "caseIgnoreOrderingMatch")),
        ("phoneNumbers", SortKey("telephoneNumber", orderingRule: "caseIgnoreOrderingMatch")),
        ("organization", SortKey("o", orderingRule: "caseIgnoreOrderingMatch")),
        ("urn:example:extra:level", SortKey("uidNumber")), ("meta.created", SortKey("createTimestamp")),
        ("meta.lastModified", SortKey("modifyTimestamp")), ("id", SortKey("entryUUID")),
    ])
    func namesTheRuleThatTheServerNeeds(path: String, key: SortKey) throws {
        #expect(try self.order(path).sortKeys.first == key)
        #expect(try self.order(path, descending: true).sortKeys.first?.isReversed == true)
    }

    @Test(arguments: [
        "active", "manager", "externalId", "nickName", "meta", "schemas", "meta.version", "emails", "emails.value",
        "name",
        "timezone", "userName.x", "preferredLanguage", #"emails[type eq "x"].value"#,
    ])
    func refusesWhatHasNoOrder(path: String) {
        #expect { try self.order(path) } throws: { error in
            let error = error as? SCIMError
            return error?.type == .invalidPath && error?.detail.contains(path) == true
        }
    }

    /// Of several values the smallest counts in both directions, as slapd sorts.
    @Test func putsAbsentValuesLastAndFirstInReverse() throws {
        let entries = [
            self.entry("none"), self.entry("b", "b"), self.entry("A", "A"), self.entry("two", "z", "aa"),
            self.entry("none2"),
        ]
        #expect(try self.sorted(entries, descending: false) == ["A", "two", "b", "none", "none2"])
        #expect(try self.sorted(entries, descending: true) == ["none", "none2", "b", "two", "A"])
        // As 389 Directory Server sorts.
        let key = ListOrder.Key("sn", comparedBy: .caseIgnore, isDescending: true, isMissingLast: true)
        let sorted = ListOrder([key]).sorted(entries).map { $0["entryUUID"][0].text ?? "" }
        #expect(sorted == ["b", "two", "A", "none", "none2"])
    }
}

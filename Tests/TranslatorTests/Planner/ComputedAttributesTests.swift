import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ComputedAttributesTests {
    static let world = PlannerWorld { mapping in
        mapping.objectClasses.append("nicknamed")
        mapping.computed = [
            Self.rule("description", "{displayName | ascii}"), Self.rule("employeeType", "person", isInitial: true),
            Self.rule("preferredLanguage", "{nickName | lower}"),
            Self.rule("telephoneNumber", "{phoneNumbers.value | keep:0-9}"),
        ]
    }

    static func rule(
        _ attribute: AttributeDescription, _ template: String, isInitial: Bool = false
    ) -> Mapping.Computed {
        Mapping.Computed(
            attribute: attribute, templates: [template].compactMap { try? Template(parsing: $0) }, isInitial: isInitial)
    }

    static func set(_ path: String, _ value: String) -> String {
        #"[{"op":"replace","path":"\#(path)","value":"\#(value)"}]"#
    }

    @Test func newEntriesGetConstantsAndWhatIsComputed() throws {
        let plan = try Self.world.create(
            #"{"userName":"ann","displayName":"Ann Löwe","name":{"familyName":"Löwe"},"emails":[{"type":"work","value":"a@x"}],"#
                + #""phoneNumbers":[{"value":"1 2"},{"value":"3"}],"nickName":"Anni"}"#)
        let summary = try #require(plan.summary.first)
        for part in ["description=Ann Loewe", "employeeType=person", "preferredLanguage=anni", "telephoneNumber=12,3"] {
            #expect(summary.contains(part), "\(summary)")
        }
        #expect(plan.ignored == [])
    }

    @Test func whatIsComputedFollowsAPatch() throws {
        let entry = Entry.bob(["description": ["Bob Lee"]])
        #expect(
            try Self.world.patch(entry, Self.set("displayName", "Bob Löwe")).summary == [
                "-cn=Bob Lee +cn=Bob Löwe -description=Bob Lee +description=Bob Loewe"
            ])
    }

    @Test func theSamePatchAgainWritesNothing() throws {
        var directory = MemoryDirectory([.bob(["description": ["Bob Lee", "tall"]])])
        for operations in [Self.set("displayName", "Bob Löwe"), Self.set("nickName", "Bobby")] {
            let plan = try Self.world.patch(try #require(directory.entries.values.first), operations)
            #expect(!plan.steps.isEmpty)
            for step in plan.steps { try directory.apply(step.change) }
            let again = try Self.world.patch(try #require(directory.entries.values.first), operations)
            #expect(again.summary == [])
        }
        let bob = try #require(directory.entries.values.first)
        #expect(Set(bob["description"]) == ["tall", "Bob Loewe"])
        #expect(bob["preferredLanguage"] == ["bobby"] && bob["objectClass"].contains("nicknamed"))
    }

    @Test func whatOthersWroteStaysWhereNothingChanges() throws {
        let entry = Entry.bob(["description": ["written by hand"]])
        #expect(try Self.world.patch(entry, Self.set("displayName", "Bob Lee")).summary == [])
        #expect(try Self.world.patch(entry, Self.set("title", "Chief")).summary == ["+title=Chief"])
        // Both are ASCII alike.
        #expect(
            try Self.world.patch(entry, Self.set("displayName", "Böb Lee")).summary == [
                "-cn=Bob Lee +cn=Böb Lee +description=Boeb Lee"
            ])
    }

    @Test func aSingleValueTakesThePlaceOfTheOther() throws {
        let entry = Entry.bob(["preferredLanguage": ["robert"], "objectClass": ["inetOrgPerson", "nicknamed"]])
        #expect(
            try Self.world.patch(entry, Self.set("nickName", "Bobby")).summary == [
                "-preferredLanguage=robert +preferredLanguage=bobby"
            ])
    }

    /// Addresses of which the first is written with capitals, as in Active Directory's `proxyAddresses`.
    static func addresses(_ attribute: AttributeDescription) -> PlannerWorld {
        PlannerWorld { mapping in
            mapping.computed = [Self.rule(attribute, #"SMTP:{emails[type eq "work"].value}"#)]
            mapping.computed[0].formerPrefix = "smtp:"
        }
    }

    static let mail = #"emails[type eq \"work\"].value"#

    @Test(arguments: [
        (["SMTP:bob@acme.example"], "new@x", "-SMTP:bob@acme.example +SMTP:new@x,smtp:bob@acme.example"),
        (["SMTP:a@x", "smtp:b@x", "sip:c", "X500:/o=d"], "new@x", "-SMTP:a@x +SMTP:new@x,smtp:a@x"),
        // The directory does not tell these apart.
        (
            ["SMTP:bob@acme.example", "smtp:new@x"], "new@x",
            "-SMTP:bob@acme.example,smtp:new@x +SMTP:new@x,smtp:bob@acme.example"
        ),
        (["SMTP:bob@acme.example"], "BOB@acme.example", "-SMTP:bob@acme.example +SMTP:BOB@acme.example"),
        (["SMTP:bob@acme.example", "smtp:BOB@acme.example"], "x@x", "-SMTP:bob@acme.example +SMTP:x@x"),
        (["smtp:a@x"], "new@x", "+SMTP:new@x"), ([], "new@x", "+SMTP:new@x"),
        (["SMTP:new@x"], "new@x", nil),
    ])
    func theFormerAddressIsKept(present: [String], mail: String, change: String?) throws {
        let world = Self.addresses("description")
        let entry = Entry.bob(["description": present.map { AttributeValue($0) }])
        let plan = try world.patch(entry, Self.set(Self.mail, mail))
        let expected = change?.replacing("-", with: "-description=").replacing("+", with: "+description=")
        #expect(plan.summary == ["-mail=bob@acme.example +mail=\(mail)" + (expected.map { " " + $0 } ?? "")])
        var directory = MemoryDirectory([entry])
        for step in plan.steps { try directory.apply(step.change) }
        let written = try #require(directory.entries.values.first)
        #expect(try world.patch(written, Self.set(Self.mail, mail)).summary == [])
        #expect(try world.patch(written, Self.set("title", "Chief")).summary == ["+title=Chief"])
    }

    @Test func anAddressThatIsClearedIsKeptToo() throws {
        let world = PlannerWorld { mapping in
            mapping.computed = [Self.rule("description", "SMTP:{nickName}")]
            mapping.computed[0].formerPrefix = "smtp:"
            mapping.objectClasses.append("nicknamed")
            mapping.rules.append(
                Mapping.Rule(path: AttributePath(attribute: "nickName"), attribute: "preferredLanguage"))
        }
        let entry = Entry.bob([
            "description": ["SMTP:b@x", "tall"], "preferredLanguage": ["b@x"],
            "objectClass": ["inetOrgPerson", "nicknamed"],
        ])
        let plan = try world.patch(entry, #"[{"op":"remove","path":"nickName"}]"#)
        #expect(plan.summary == ["-preferredLanguage=b@x -description=SMTP:b@x +description=smtp:b@x"])
    }

    @Test func whereCaseCountsAnAddressIsThereOnceAllTheSame() throws {
        let entry = Entry.bob([
            "labeledURI": ["SMTP:a@x", "smtp:new@x"], "objectClass": ["inetOrgPerson", "extensibleObject"],
        ])
        let world = PlannerWorld { mapping in
            mapping = Self.addresses("labeledURI").mapping
            mapping.rules.removeAll { $0.attribute == "labeledURI" }
        }
        #expect(
            try world.patch(entry, Self.set(Self.mail, "new@x")).summary == [
                "-mail=bob@acme.example +mail=new@x -labeledURI=SMTP:a@x,smtp:new@x +labeledURI=SMTP:new@x,smtp:a@x"
            ])
    }

    @Test func oneValueHasNoRoomForAFormerOne() {
        var mapping = Self.addresses("preferredLanguage").mapping
        mapping.objectClasses.append("nicknamed")
        let problems = mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(problems.contains { $0.reason.contains("leave `keep` out") }, "\(problems)")
    }

    @Test func anEntryCanBeNamedByWhatIsComputed() throws {
        let world = PlannerWorld { mapping in
            mapping.rdn = "cn"
            mapping.rules.removeAll { $0.attribute == "cn" }
            mapping.computed = [Self.rule("cn", "{userName | before:@}")]
        }
        let plan = try world.create(#"{"userName":"ann@x","emails":[{"type":"work","value":"a@x"}]}"#)
        #expect(plan.summary.first?.hasPrefix("add cn=ann,ou=people,dc=acme") ?? false)
        let entry = Entry.bob(["uid": ["bob@x"], "cn": ["bob"]], dn: "cn=bob,ou=people,dc=acme")
        #expect(
            try world.patch(entry, Self.set("userName", "rob@x")).summary == ["rename cn=rob", "-uid=bob@x +uid=rob@x"])
    }

    @Test(arguments: [
        ("nothing", "does not know it"), ("entryUUID", "only the directory itself"), ("jpegPhoto", "does not allow it"),
        ("title", "mapped under `attributes` as well"),
    ])
    func tellsWhatDoesNotFit(attribute: AttributeDescription, reason: String) {
        let world = PlannerWorld { $0.computed = [Self.rule(attribute, "x")] }
        let problems = world.mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(problems.contains { $0.key == .computed(attribute) && $0.reason.contains(reason) }, "\(problems)")
    }
}

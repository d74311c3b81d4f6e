import LDAP
import SCIM
import Testing

@testable import Translator

/// One PATCH on one entry, and the changes that it comes to.
struct PatchCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var entry: Entry
    var operations: String
    var summary: [String]

    init(_ description: String, _ entry: Entry, _ operations: String, _ summary: [String]) {
        self.testDescription = description
        self.entry = entry
        self.operations = operations
        self.summary = summary
    }
}

@Suite struct PlannerUpdateTests {
    let world = PlannerWorld()

    static let workMail = #""path":"emails[type eq \"work\"].value""#

    @Test(arguments: [
        PatchCase(
            "adds a value that was absent", .bob(), #"[{"op":"add","path":"title","value":"Chief"}]"#, ["+title=Chief"]
        ),
        PatchCase(
            "replaces a value by deleting the old one", .bob(["title": ["Clerk"]]),
            #"[{"op":"replace","path":"title","value":"Chief"}]"#, ["-title=Clerk +title=Chief"]
        ),
        PatchCase(
            "removes a value", .bob(["title": ["Clerk"]]), #"[{"op":"remove","path":"title"}]"#, ["-title=Clerk"]
        ),
        PatchCase(
            "clears with an empty text", .bob(["title": ["Clerk"]]),
            #"[{"op":"replace","path":"title","value":""}]"#, ["-title=Clerk"]
        ),
        PatchCase(
            "writes nothing for what is there", .bob(["title": ["Clerk"]]),
            #"[{"op":"replace","path":"title","value":"Clerk"},{"op":"replace","path":"active","value":"True"}]"#, []
        ),
        PatchCase(
            "writes values that are equal by rule and differ in bytes", .bob(["title": ["clerk"]]),
            #"[{"op":"replace","path":"title","value":"Clerk"}]"#, ["-title=clerk +title=Clerk"]
        ),
        PatchCase(
            "puts the new value first and keeps the others", .bob(["mail": ["a@x", "b@x", "c@x"]]),
            #"[{"op":"replace",\#(workMail),"value":"n@x"}]"#, ["=mail=n@x,b@x,c@x"]
        ),
        PatchCase(
            "makes the second value the first", .bob(["mail": ["a@x", "b@x"]]),
            #"[{"op":"replace",\#(workMail),"value":"b@x"}]"#, ["-mail=a@x"]
        ),
        PatchCase(
            "keeps one of two values that are equal by rule", .bob(["mail": ["a@x", "b@x", "c@x"]]),
            #"[{"op":"replace",\#(workMail),"value":"B@X"}]"#, ["=mail=B@X,c@x"]
        ),
        PatchCase(
            "deletes only the value that is shown", .bob(["labeledURI": ["https://bob.example", "4711"]]),
            #"[{"op":"remove","path":"externalId"}]"#, ["-labeledURI=4711"]
        ),
        PatchCase(
            "adds beside values that the pattern does not show", .bob(["labeledURI": ["https://bob.example Home"]]),
            #"[{"op":"add","path":"externalId","value":"4711"}]"#, ["+labeledURI=4711"]
        ),
        PatchCase(
            "replaces the value that the pattern shows", .bob(["labeledURI": ["https://bob.example", "4711"]]),
            #"[{"op":"replace","path":"externalId","value":"4712"}]"#, ["-labeledURI=4711 +labeledURI=4712"]
        ),
        PatchCase(
            "writes several attributes in one modify", .bob(["title": ["Clerk"]]),
            #"[{"op":"Replace","value":{"title":"Chief","name.givenName":"Bob","\#(SchemaURN.enterpriseUser):department":"HR"}}]"#,
            ["+givenName=Bob -title=Clerk +title=Chief +departmentNumber=HR"]
        ),
        PatchCase(
            "keeps bytes that are no text and attributes that nobody maps",
            .bob([
                "jpegPhoto": [AttributeValue(bytes: [0xff, 0xd8])], "description": ["HR 4711"], "title": ["A\u{0}B"],
            ]),
            #"[{"op":"replace","path":"title","value":"C"}]"#, ["-title=A\u{0}B +title=C"]
        ),
    ])
    func writesTheSmallestChange(_ patch: PatchCase) throws {
        let plan = try self.world.patch(patch.entry, patch.operations)
        #expect(plan.summary == patch.summary)
        #expect(plan.effect == (patch.summary.isEmpty ? .none : .update))

        var directory = MemoryDirectory([patch.entry])
        for step in plan.steps { try directory.apply(step.change) }
        let written = try #require(directory.entries[patch.entry.dn])
        if !patch.operations.contains("remove") {
            #expect(try self.world.patch(written, patch.operations).summary == [])
        }
    }

    @Test func assertsWhatWasRead() throws {
        let plan = try self.world.patch(.bob(), #"[{"op":"add","path":"title","value":"Chief"}]"#)
        let expected = """
            (&(entryUUID=\(PlannerWorld.id))(objectClass=inetOrgPerson)\
            (entryCSN=20261123212810.232390Z#000000#000#000000))
            """
        #expect(plan.steps.first?.precondition?.description == expected)
        #expect(plan.steps.first?.recovery.id?.value.text == PlannerWorld.id)
        #expect(plan.steps.first?.recovery.version?.attribute == "entryCSN")

        let unversioned = try self.world.patch(
            .bob(["entryCSN": []]), #"[{"op":"add","path":"title","value":"Chief"}]"#)
        #expect(unversioned.steps.first?.precondition?.description.contains("entryCSN") == false)
    }

    @Test(arguments: [
        (#"{"op":"remove","path":"title"}"#, true), (#"{"op":"replace","path":"title","value":"Clerk"}"#, false),
        (#"{"op":"replace","path":"title","value":"Robot"}"#, true),
        (#"{"op":"remove","path":"name.givenName"}"#, false),
        (#"{"op":"replace","path":"active","value":false}"#, false),
        (#"{"op":"replace","value":{"active":false,"title":"Clerk"}}"#, false),
    ])
    func keepsTheEntryInSight(operation: String, isRefused: Bool) throws {
        let filters: [LDAP.Filter] = [
            .equal("objectClass", "inetOrgPerson"), .present("title"), .not(.equal("title", "Robot")),
            .not(.present("pwdAccountLockedTime")),
        ]
        let world = PlannerWorld { $0.filter = .and(filters) }
        let entry = Entry.bob(["title": ["Chief"], "givenName": ["Bob"]])
        guard isRefused else {
            #expect(try world.patch(entry, "[\(operation)]").steps.count == 1)
            return
        }
        let error = refusal { try world.patch(entry, "[\(operation)]") }
        #expect(error?.status == 400)
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("\(world.mapping.filter)") == true)
        #expect(error?.detail.contains("value for title ") == true)

        let unread = PlannerWorld { $0.filter = .and([.present("title"), .not(.present("description"))]) }
        #expect(try unread.patch(entry, "[\(operation)]").steps.count == 1)
    }

    @Test func replacesWholeWhatHasNoEqualityRule() throws {
        let world = PlannerWorld {
            $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "nickName"), attribute: "jpegPhoto"))
        }
        let entry = Entry.bob(["jpegPhoto": ["a", "b"]])
        let plan = try world.patch(entry, #"[{"op":"replace","path":"nickName","value":"c"}]"#)
        #expect(plan.summary == ["=jpegPhoto=c,b"])
        #expect(plan.steps.first?.inverse?.summary == "=jpegPhoto=a,b")
        let first = try world.patch(.bob(), #"[{"op":"add","path":"nickName","value":"c"}]"#)
        #expect(first.summary == ["=jpegPhoto=c"])
        #expect(first.steps.first?.inverse?.summary == "=jpegPhoto=")
    }

    @Test(arguments: [
        ("replace", #"["+1 555 0100","+3"]"#, "-telephoneNumber=+2 +telephoneNumber=+3"),
        ("replace", #"["+15550100","+2"]"#, "-telephoneNumber=+1 555 0100 +telephoneNumber=+15550100"),
        ("add", #"["+3","+ 3"]"#, "+telephoneNumber=+3"),
    ])
    func changesSeveralValuesOneByOne(operation: String, values: String, summary: String) throws {
        let world = PlannerWorld {
            let path = AttributePath(attribute: "phoneNumbers", subAttribute: "value")
            $0.rules.append(Mapping.Rule(path: path, attribute: "telephoneNumber"))
        }
        let entry = Entry.bob(["telephoneNumber": ["+1 555 0100", "+2"]])
        let numbers = try JSONReader.read(values.utf8).array ?? []
        var wished = world.project(entry)
        let path = AttributePath(attribute: "phoneNumbers", subAttribute: "value")
        wished.set(operation == "add" ? wished[path] + numbers : numbers, at: path)
        let plan = try world.planner.update(
            entry, current: world.project(entry), revision: Revision(resource: wished, spoken: .only([path.whole])),
            references: References()
        )
        #expect(plan.summary == [summary])
        var directory = MemoryDirectory([entry])
        for step in plan.steps { try directory.apply(step.change) }
    }

    @Test func putClearsOnlyWhatTheMappingOwns() throws {
        let entry = Entry.bob([
            "title": ["Clerk"], "description": ["HR"], "o": ["Acme"], "labeledURI": ["https://bob.example", "4711"],
            "pwdAccountLockedTime": ["000001010000Z"],
        ])
        let body = #"{"userName":"bob","displayName":"Bob Lee","emails":[{"type":"work","value":"bob@acme.example"}]}"#
        let plan = try self.world.put(entry, body)
        #expect(plan.summary == ["-labeledURI=4711 -title=Clerk -o=Acme"])
        #expect(plan.effect == .update)
    }

    @Test func keepsWhatAnotherPathOverTheSameAttributeStillWishes() throws {
        let world = PlannerWorld {
            $0.rules.append(
                Mapping.Rule(path: AttributePath(attribute: "name", subAttribute: "formatted"), attribute: "cn")
            )
        }
        let mail = #""emails":[{"type":"work","value":"bob@acme.example"}],"name":{"familyName":"Lee"}"#
        #expect(try world.put(.bob(), #"{"userName":"bob","displayName":"Bob Lee",\#(mail)}"#).summary == [])
        #expect(
            try world.put(.bob(), #"{"userName":"bob","displayName":"Robert",\#(mail)}"#).summary
                == ["-cn=Bob Lee +cn=Robert"]
        )
    }

    /// `userName` and the work address are the same value; the home address is another one of the same attribute.
    private static let sharing = PlannerWorld { mapping in
        let home = try? AttributePath(parsing: #"emails[type eq "home"].value"#)
        let pattern = try? Pattern(parsing: "@home$")
        mapping.rules[0].attribute = "mail"
        mapping.rules.insert(
            Mapping.Rule(
                path: home ?? .userName, attribute: "mail", choice: pattern.map { .matching($0) } ?? .first), at: 0)
    }
    private static let homeMail = #""path":"emails[type eq \"home\"].value""#

    @Test(arguments: [
        (["a@x"], #"[{"op":"replace","path":"userName","value":"n@x"}]"#, ["n@x"]),
        (["a@x", "b@home"], #"[{"op":"replace","path":"userName","value":"n@x"}]"#, ["n@x", "b@home"]),
        (["a@x", "b@x"], #"[{"op":"replace",\#(workMail),"value":"n@x"}]"#, ["n@x", "b@x"]),
        (["b@home"], #"[{"op":"replace","path":"userName","value":"n@x"}]"#, ["n@x", "b@home"]),
        (["a@x", "b@home"], #"[{"op":"replace",\#(homeMail),"value":"c@home"}]"#, ["a@x", "c@home"]),
        (["a@x", "b@home"], #"[{"op":"remove",\#(homeMail)}]"#, ["a@x"]),
        (
            ["a@x", "b@x"],
            #"[{"op":"replace","path":"userName","value":"n@x"},{"op":"replace",\#(workMail),"value":"n@x"}]"#,
            ["n@x", "b@x"]
        ),
    ])
    func theWrittenOneOfTwoPathsOverOneValueWins(
        values: [AttributeValue], operations: String, wished: [AttributeValue]
    ) throws {
        let entry = Entry.bob(["mail": values])
        let plan = try Self.sharing.patch(entry, operations)
        var directory = MemoryDirectory([entry])
        for step in plan.steps { try directory.apply(step.change) }
        let written = try #require(directory.entries[entry.dn])
        #expect(written["mail"].first == wished.first)
        #expect(Set(written["mail"]) == Set(wished))
        #expect(try Self.sharing.patch(written, operations).steps == [])
    }

    @Test func refusesTwoValuesWhereOneIsShown() throws {
        let operations =
            #"[{"op":"replace","path":"userName","value":"n@x"},{"op":"replace",\#(Self.workMail),"value":"o@x"}]"#
        let error = refusal { try Self.sharing.patch(.bob(), operations) }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("userName") == true)
        #expect(error?.detail.contains("mail") == true)
        let body = #"{"userName":"n@x","emails":[{"type":"work","value":"o@x"}]}"#
        #expect(refusal { try Self.sharing.create(body) }?.type == .invalidValue)
        var world = Self.sharing
        world.mapping.rdn = "mail"
        let both = #"{"userName":"n@x","emails":[{"type":"work","value":"n@x"},{"type":"home","value":"n@home"}]}"#
        #expect(try world.create(both).summary[0].contains("mail=n@x,n@home"))
    }

    @Test func refusesWhatCannotBeStored() throws {
        let error = refusal {
            try self.world.patch(.bob(), #"[{"op":"replace","path":"externalId","value":"a:b"}]"#)
        }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("externalId") == true)
    }

    @Test func refusesToRemoveWhatMustBeThere() throws {
        let removed = refusal { try self.world.patch(.bob(), #"[{"op":"remove",\#(Self.workMail)}]"#) }
        #expect(removed?.type == .mutability)
        #expect(removed?.detail.contains("emails[type eq") == true)
        #expect(removed?.detail.contains("required") == true)
        #expect(refusal { try self.world.put(.bob(), #"{"userName":"bob"}"#) }?.type == .invalidValue)
    }

    @Test(arguments: [#"{"op":"remove","path":"title"}"#, #"{"op":"replace","path":"title","value":""}"#])
    func doesNotShowTheNextValueInThePlaceOfOneThatGoes(operation: String) throws {
        let several = Entry.bob(["title": ["Clerk", "Cook", "Scout"]])
        let error = refusal { try self.world.patch(several, "[\(operation)]") }
        #expect(error?.type == .mutability)
        for hint in ["title", "uid=bob", "2 more values", "choose"] {
            #expect(error?.detail.contains(hint) == true, "\(hint)")
        }
        let body = #"{"userName":"bob","emails":[{"type":"work","value":"bob@x"}],"displayName":"Bob Lee"}"#
        #expect(try !self.world.put(several, body).summary.joined().contains("title"))
    }

    @Test func nobodyIsDisabledWithoutAWay() throws {
        let world = PlannerWorld { $0.activation = [] }
        let body = #"{"userName":"n@x","emails":[{"type":"work","value":"n@x"}],"active":false}"#
        for error in [
            refusal { try world.patch(.bob(), #"[{"op":"replace","path":"active","value":"False"}]"#) },
            refusal { try world.create(body) },
        ] {
            #expect(error?.type == .invalidValue)
            #expect(error?.detail.contains("users.active") == true)
        }
        #expect(try world.patch(.bob(), #"[{"op":"replace","path":"active","value":true}]"#).steps.isEmpty)
    }

    @Test(arguments: ["displayName", "name.familyName"]) func refusesToRemoveADemandedValue(path: String) throws {
        for operation in [#""remove","path":"\#(path)""#, #""replace","path":"\#(path)","value":"""#] {
            let error = refusal { try self.world.patch(.bob(), #"[{"op":\#(operation)}]"#) }
            #expect(error?.type == .mutability)
            #expect(error?.detail.contains(path) == true)
        }
    }

    @Test func aReplacementLeavesWhatTheEntryMustHave() throws {
        let body = #"{"userName":"bob","emails":[{"type":"work","value":"bob@acme.example"}]}"#
        let entry = Entry.bob(["sn": ["King, Jr."], "title": ["Clerk"]])
        #expect(try self.world.put(entry, body).summary == ["-title=Clerk"])
        let named = Entry.bob(["title": ["Clerk"]], dn: "title=Clerk,ou=people,dc=acme")
        #expect(try self.world.put(named, body).summary == [])
        let named2 = Entry.bob(["sn": ["King, Jr."]], dn: "cn=Bob Lee,ou=people,dc=acme")
        #expect(try self.world.put(named2, body).summary == [])
        let error = refusal { try self.world.put(.bob(), #"{"userName":"bob","displayName":"Bob Lee"}"#) }
        #expect(error?.type == .invalidValue)
    }

    @Test func tellsOfValuesThatHaveNoRoom() throws {
        let values = #"[{"type":"work","value":"a@x"},{"type":"work","value":"b@x","primary":true}]"#
        let work = try AttributePath(parsing: #"emails[type eq "work"].value"#)
        for plan in [
            try self.world.create(#"{"userName":"new","emails":\#(values)}"#),
            try self.world.patch(.bob(), #"[{"op":"replace","path":"emails","value":\#(values)}]"#),
            try self.world.put(.bob(["mail": ["a@x"]]), #"{"userName":"bob","emails":\#(values)}"#),
        ] { #expect(plan.ignored.contains(work)) }
        let one = #"[{"op":"add","path":"emails","value":[{"type":"work","value":"a@x"}]}]"#
        #expect(try self.world.patch(.bob(), one).ignored == [])
    }

    @Test func tellsWhatIsNotMapped() throws {
        let plan = try self.world.patch(.bob(), #"[{"op":"add","value":{"nickName":"B","title":"Chief"}}]"#)
        #expect(plan.ignored == [AttributePath(attribute: "nickName")])
        #expect(plan.summary == ["+title=Chief"])
        #expect(try self.world.patch(.bob(), #"[{"op":"add","path":"nickName","value":"B"}]"#).effect == .none)
    }

    @Test func readsWhatAnUpdateNeedsAndNoPassword() {
        let world = PlannerWorld {
            $0.rules.append(Mapping.Rule(path: .password, attribute: "userPassword"))
            $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "locale"), attribute: "notInTheSchema"))
        }
        #expect(
            world.planner.attributesToRead.map(\.description) == [
                "objectClass", "uid", "labeledURI", "givenName", "sn", "cn", "title", "mail", "o", "departmentNumber",
                "pwdAccountLockedTime", "entryUUID", "createTimestamp", "modifyTimestamp", "entryCSN",
            ]
        )
    }

    @Test func asksForUniqueValuesConflictsAndRevivals() throws {
        let world = PlannerWorld { $0.revival = .externalId }
        let full = try world.resource(#"{"userName":"b*b","externalId":"4711"}"#)
        #expect(world.planner.uniquenessFilter(for: full)?.description == #"(uid=b\2ab)"#)
        #expect(world.planner.conflictFilter(for: full)?.description == #"(|(uid=b\2ab)(labeledURI=4711))"#)
        #expect(world.planner.revivalFilter(for: full)?.description == #"(&(labeledURI=4711)(uid=b\2ab))"#)
        #expect(world.planner.revivalFilter(for: try world.resource(#"{"userName":"bob"}"#)) == nil)
        #expect(PlannerWorld { $0.revival = .never }.planner.revivalFilter(for: full) == nil)
        #expect(world.planner.uniquenessFilter(for: Resource()) == nil)
        let named = PlannerWorld { $0.revival = .userName }
        #expect(named.planner.revivalFilter(for: full)?.description == #"(uid=b\2ab)"#)
    }
}

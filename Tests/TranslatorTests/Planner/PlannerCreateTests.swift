import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PlannerCreateTests {
    let world = PlannerWorld()

    static let bob = #""userName":"bob","emails":[{"type":"work","value":"b@x"}]"#

    @Test(arguments: [
        (
            #"{\#(bob),"name":{"givenName":"Bob","familyName":"Lee"}}"#,
            "add uid=bob,ou=people,dc=acme: objectClass=inetOrgPerson uid=bob givenName=Bob sn=Lee mail=b@x cn=Bob Lee"
        ),
        (
            "{\(bob)}",
            "add uid=bob,ou=people,dc=acme: objectClass=inetOrgPerson uid=bob mail=b@x sn=bob cn=bob"
        ),
        (
            #"{\#(bob),"active":false,"displayName":"B"}"#,
            "add uid=bob,ou=people,dc=acme: objectClass=inetOrgPerson uid=bob cn=B mail=b@x sn=bob "
                + "pwdAccountLockedTime=000001010000Z"
        ),
        (
            #"{\#(bob),"active":true,"title":"","externalId":"4711","\#(SchemaURN.enterpriseUser)":{"department":"HR"}}"#,
            "add uid=bob,ou=people,dc=acme: objectClass=inetOrgPerson uid=bob labeledURI=4711 mail=b@x departmentNumber=HR "
                + "sn=bob cn=bob"
        ),
    ])
    func addsOneEntry(body: String, summary: String) throws {
        let plan = try self.world.create(body)
        #expect(plan.summary == [summary])
        #expect(plan.effect == .create)
        #expect(plan.steps.map(\.inverse) == [.delete(DistinguishedName(server: "uid=bob,ou=people,dc=acme"))])
        #expect(plan.steps.allSatisfy { $0.precondition == nil && !$0.needsPermissiveModify })
        var directory = MemoryDirectory([])
        for step in plan.steps { try directory.apply(step.change) }
    }

    @Test(arguments: [
        ("a,b+c", #"uid=a\,b\+c,ou=people,dc=acme"#),
        (" x ", #"uid=\ x\ ,ou=people,dc=acme"#),
        (##"#"<>;=\\"##, ##"uid=\#\"\<\>\;\=\\,ou=people,dc=acme"##),
    ])
    func escapesNames(userName: String, dn: String) throws {
        let resource = Resource(attributes: [
            "userName": .string(userName == ##"#"<>;=\\"## ? ##"#"<>;=\"## : userName),
            "emails": [["type": "work", "value": "b@x"]],
        ])
        let plan = try self.world.planner.create(resource, references: References())
        #expect(plan.steps.first?.change.target.description == dn)
    }

    @Test(arguments: [
        ("{}", "userName"),
        (#"{"userName":"","emails":[{"type":"work","value":"b@x"}]}"#, "userName"),
        (#"{"userName":"bob"}"#, "emails[type eq"),
        (#"{\#(bob),"externalId":"https://x"}"#, "externalId"),
    ])
    func refusesWhatCannotBeStored(body: String, named: String) throws {
        let error = refusal { try self.world.create(body) }
        #expect(error?.status == 400)
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains(named) == true)
    }

    @Test func namesTheConfigurationThatCannotWork() throws {
        let unmapped = PlannerWorld { $0.rules.removeAll { $0.attribute == "sn" } }
        let incomplete = refusal { try unmapped.create("{\(Self.bob)}") }
        #expect(incomplete?.status == 500)
        #expect(incomplete?.detail.contains("sn") == true)

        let invisible = PlannerWorld { $0.filter = .equal("objectClass", "groupOfNames") }
        let hidden = refusal { try invisible.create("{\(Self.bob)}") }
        #expect(hidden?.status == 500)
        #expect(hidden?.detail.contains("(objectClass=groupOfNames)") == true)
    }

    @Test func refusesAnEntryThatItsOwnFilterWouldNotFind() throws {
        let world = PlannerWorld { $0.filter = .and([.equal("objectClass", "person"), .equal("o", "Acme")]) }
        let organization = #""\#(SchemaURN.enterpriseUser)":{"organization":"#
        #expect(try world.create("{\(Self.bob),\(organization)\"ACME\"}}").effect == .create)
        let error = refusal { try world.create("{\(Self.bob),\(organization)\"Other\"}}") }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("organization") == true)
    }

    @Test func storesTheValueOfAnActiveAttribute() throws {
        let world = PlannerWorld { $0.activation = [.attribute("employeeType", active: "active", inactive: "left")] }
        #expect(try world.create("{\(Self.bob)}").summary.first?.hasSuffix(" employeeType=active") == true)
        let inactive = try world.create(#"{\#(Self.bob),"active":false}"#)
        #expect(inactive.summary.first?.hasSuffix(" employeeType=left") == true)
    }

    @Test func tellsWhatIsNotMapped() throws {
        let body = #"""
            {"userName":"bob","nickName":"B","name":{"givenName":"Bob","formatted":"Bob Lee"},"active":true,
            "emails":[{"type":"work","value":"b@x","primary":true},{"type":"home","value":"h@x"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"HR","costCenter":"7"}}
            """#
        #expect(
            try self.world.create(body).ignored.map(\.description) == [
                "nickName", "name.formatted", #"emails[type eq "work"].primary"#, #"emails[type eq "home"]"#,
                "\(SchemaURN.enterpriseUser):costCenter",
            ]
        )
    }

    @Test func storesReferencesAsNames() throws {
        let world = PlannerWorld {
            let path = AttributePath(schema: .enterpriseUser, attribute: "manager")
            $0.rules.append(Mapping.Rule(path: path, attribute: "manager", isReference: true))
        }
        let body = #"{\#(Self.bob),"\#(SchemaURN.enterpriseUser)":{"manager":{"value":"id-1"}}}"#
        #expect(
            world.planner.editReferences(in: Revision(resource: try world.resource(body), spoken: .everything)).map(
                \.text) == ["id-1"])
        let boss = DistinguishedName(server: "uid=boss,ou=people,dc=acme")
        let plan = try world.create(body, References(["id-1": boss]))
        #expect(plan.summary.first?.contains("manager=uid=boss,ou=people,dc=acme") == true)
        let error = refusal { try world.create(body) }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("id-1") == true)
    }
}

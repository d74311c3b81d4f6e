import Bridge
import LDAP
import Testing

extension Clause {
    static let habits = [
        Clause("references go along with a new name and move no version") { world in
            let (ada, bob) = (try await world.add("ada"), try await world.add("bob"))
            let report = try await world.add("report", ["manager": [AttributeValue(ada.description)]])
            let group = try await world.addGroup("team", [bob, ada])
            let versions = [try await world.version(report), try await world.version(group)]
            try await world.apply(
                .rename(ada, to: RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("eva")))))
            let eva = world.person("eva")
            try await world.expectSoon([eva]) { try await world.names("manager", of: report) }
            try await world.expectSoon([bob, eva]) { try await world.names("member", of: group) }
            #expect([try await world.version(report), try await world.version(group)] == versions)
        },
        Clause("references go away with an entry, and nobody may stand in for the last") { world in
            let (ada, bob) = (try await world.add("ada"), try await world.add("bob"))
            let report = try await world.add("report", ["manager": [AttributeValue(ada.description)]])
            let (team, alone) = (
                try await world.addGroup("team", [ada, bob]), try await world.addGroup("alone", [ada])
            )
            try await world.apply(.delete(ada))
            let nobody = DistinguishedName(server: "cn=nobody,dc=acme,dc=example")
            let left = world.does(.keepsPlaceholders) ? [nobody] : []
            try await world.expectSoon(left) { try await world.names("manager", of: report) }
            try await world.expectSoon([bob]) { try await world.names("member", of: team) }
            try await world.expectSoon(left) { try await world.names("member", of: alone) }
        },
        Clause("somebody shows the groups that name them") { world in
            let (ada, bob) = (try await world.add("ada"), try await world.add("bob"))
            let team = try await world.addGroup("team", [ada])
            #expect(try await world.names("memberOf", of: ada) == [team])
            #expect(try await world.names("memberOf", of: bob) == [])
            try await world.modify(team, Modification(.add, "member", [AttributeValue(bob.description)]))
            #expect(try await world.names("memberOf", of: bob) == [team])
            let version = try await world.version(ada)
            try await world.modify(team, Modification(.delete, "member", [AttributeValue(ada.description)]))
            #expect(try await world.names("memberOf", of: ada) == [])
            #expect(try await world.version(ada) == version)
            let found = try await world.people(.equal("memberOf", AttributeValue(team.description)))
            #expect(found == ["bob"])
        },
        Clause("who is a member is noted under the assertion of the write too", needs: [.checksAssertions]) { world in
            let (ada, bob) = (try await world.add("ada"), try await world.add("bob"))
            let team = try await world.addGroup("team", [bob])
            func join(_ name: DistinguishedName, if condition: Filter) async throws {
                let change = Modification(.add, "member", [AttributeValue(name.description)])
                try await world.modify(team, change, controls: [.assertion(condition)])
            }
            let isTeam = Filter.equal("cn", "team")
            try await join(ada, if: isTeam)
            #expect(try await world.names("member", of: team) == [ada, bob])
            #expect(try await world.names("memberOf", of: ada) == [])
            let eve = try await world.add("eve")
            try await join(eve, if: .or([isTeam, .not(.equal("entryDN", AttributeValue(team.description)))]))
            #expect(try await world.names("memberOf", of: eve) == [team])
            try await world.apply(.rename(team, to: RelativeDistinguishedName("cn", "crew")))
            try await world.expectSoon([world.group("crew")]) { try await world.names("memberOf", of: eve) }
            try await world.apply(.delete(world.group("crew")))
            try await world.expectSoon([]) { try await world.names("memberOf", of: eve) }
        },
        Clause("two people below the base share neither name nor address", needs: [.keepsNamesUnique]) { world in
            let other = try await world.unit("other")
            let ada = try await world.add("ada", ["mail": ["ada@unique.example"]])
            var twin = world.newPerson("ada")
            twin.dn = other.base.appending(RelativeDistinguishedName("cn", "Ada"))
            await world.expect(.constraintViolation) { try await world.apply(.add(twin)) }
            let bob = try await world.add("bob", ["mail": ["bob@unique.example"]])
            await world.expect(.constraintViolation) {
                try await world.modify(bob, Modification(.replace, "mail", ["ADA@unique.example"]))
            }
            try await world.modify(ada, Modification(.replace, "mail", ["Ada@unique.example"]))
            try await world.modify(bob, Modification(.replace, "title", ["T"]))
            let leaf = try #require(ada.leaf)
            await world.expect(.constraintViolation) {
                try await world.apply(.rename(bob, to: leaf, superior: other.base))
            }
            if !world.does(.checksAssertions) { return }
            await world.expect(.assertionFailed) {
                try await world.modify(
                    bob, Modification(.replace, "mail", ["ada@unique.example"]),
                    controls: [.assertion(.equal("cn", "x"))])
            }
        },
        Clause("a new password takes the lock away", needs: [.unlocksWithPasswords]) { world in
            let ada = try await world.add("ada", ["userPassword": ["old-secret"]])
            try await world.modify(ada, Modification(.replace, "pwdAccountLockedTime", ["000001010000Z"]))
            #expect(try await world.values("pwdAccountLockedTime", of: ada) == ["000001010000Z"])
            #expect(try await world.people(.equal("pwdAccountLockedTime", "000001010000Z")) == ["ada"])
            try await world.modify(ada, Modification(.replace, "userPassword", ["new-secret"]))
            #expect(try await world.values("pwdAccountLockedTime", of: ada) == [])
            let locked = world.newPerson("bob", ["pwdAccountLockedTime": ["000001010000Z"]])
            try await world.apply(.add(locked))
            #expect(try await world.values("pwdAccountLockedTime", of: locked.dn) == ["000001010000Z"])
        },
    ]
}

extension ContractWorld {
    /// The names that an attribute holds, in the order of the first words.
    fileprivate func names(_ attribute: AttributeDescription, of entry: DistinguishedName) async throws
        -> [DistinguishedName]
    {
        try await self.values(attribute, of: entry).compactMap(\.text).map { DistinguishedName(server: $0) }
            .sorted { Self.shortName($0) < Self.shortName($1) }
    }
}

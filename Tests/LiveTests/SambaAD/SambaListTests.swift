import Bridge
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension SambaADTests {
    /// Long lists, in pages and in order.
    @Suite struct Lists {
        /// A bridge that has nobody but 25 people, in pages of 10 at most.
        private func bridge(_ scene: SambaScene) async throws -> BridgeCaller {
            let base = "OU=many,\(SambaScene.people)"
            if try await scene.entry(base) == nil {
                try await scene.administrator.apply(ldif: "dn: \(base)\nobjectClass: organizationalUnit\nou: many\n")
                for number in 10..<35 {
                    try await scene.administrator.apply(
                        ldif: """
                            dn: CN=Many \(44 - number),\(base)
                            objectClass: user
                            userPrincipalName: many\(number)@acme.example
                            sn: \(number % 3 == 0 ? "even" : "odd")
                            title: \(["b", "A", "C"][number % 3])

                            """)
                }
            }
            var options = Provisioner.Options()
            options.maximumPage = 10
            return scene.bridge(options: options) { $0.base = DistinguishedName(server: base) }
        }

        @Test func turnsPagesByPosition() async throws {
            let bridge = try await self.bridge(SambaScene.current)
            var names: [String] = []
            for start in stride(from: 1, through: 31, by: 10) {
                let page = try await bridge.get("/Users?startIndex=\(start)&count=10").expect(200)
                #expect(page["totalResults"] == 25)
                names += page.userNames
            }
            #expect(names == (10..<35).map { "many\($0)@acme.example" })
            #expect(try await bridge.get("/Users?count=0")["totalResults"] == 25)
        }

        @Test func filtersLongLists() async throws {
            let bridge = try await self.bridge(SambaScene.current)
            let odd = BridgeCaller.formEncoded(#"name.familyName eq "odd""#)
            #expect(try await bridge.get("/Users?filter=\(odd)&count=5").expect(200)["totalResults"] == 17)
            #expect(try await bridge.get("/Users?filter=\(odd)&startIndex=16&count=5").userNames.count == 2)
            #expect(try await bridge.get("/Users?filter=\(odd)&sortBy=title&startIndex=11").userNames.count == 7)
        }
    }
}

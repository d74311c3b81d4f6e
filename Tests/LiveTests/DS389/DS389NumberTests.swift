import Bridge
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Numbers that an index compares as texts (`uidNumber`, whose type has no ORDERING there), others that an index compares as numbers,
    /// because their type has one, and some without an index.
    @Suite(
        .needs(.ds389), .bridge(on: .ds389 { $0.indexes.append("printer-pages-per-minute") }), .serialized
    ) struct DS389NumberTests {
        private static let schema: SchemaURN = "urn:example:numbers"
        private static let attributes: KeyValuePairs<String, LDAP.AttributeDescription> = [
            "uid": "uidNumber", "pages": "printer-pages-per-minute", "warning": "shadowWarning",
        ]
        private static let numbers = ["1200", "95", "9", "7", "300", "-4", "12"]

        /// A bridge with the numbers, in pages that the directory cuts out.
        private func bridge() async throws -> BridgeCaller {
            let scene = try BridgeScene.current
            if try await scene.names("(uid=n0)").isEmpty {
                for (index, number) in Self.numbers.enumerated() {
                    let values = Self.attributes.map { "\($0.value): \(number)" }
                    try await scene.addPerson(
                        "n\(index)", (["objectClass: extensibleObject"] + values).joined(separator: "\n"))
                }
            }
            var options = Provisioner.Options()
            options.maximumPage = 3
            return scene.bridge(options: options) { mapping in
                let extra = SCIM.Schema(
                    id: Self.schema, name: "Numbers",
                    attributes: Self.attributes.map { .init(name: $0.key, type: .integer) })
                mapping.resourceType.extensions.append(.init(schema: extra))
                mapping.rules += Self.attributes.map {
                    Mapping.Rule(path: AttributePath(schema: Self.schema, attribute: $0.key), attribute: $0.value)
                }
            }
        }

        @Test(arguments: ["uid", "pages", "warning"]) func filtersBySizeFindNumbers(name: String) async throws {
            let bridge = try await self.bridge()
            let path = "\(Self.schema):\(name)"
            for (condition, wanted) in [
                ("gt 9", [0, 1, 4, 6]), ("ge 9", [0, 1, 2, 4, 6]), ("lt 95", [2, 3, 5, 6]), ("le -4", [5]),
                ("ge 200 and \(path) lt 1000", [4]), ("eq 12", [6]), ("ge 10 and not (\(path) ge 100)", [1, 6]),
            ] {
                var found: [String] = []
                for start in stride(from: 1, through: 7, by: 3) {
                    found += try await bridge.find("\(path) \(condition)", "&startIndex=\(start)").expect(200).userNames
                }
                #expect(Set(found) == Set(wanted.map { "n\($0)" }), "\(condition)")
            }
        }

        @Test(arguments: ["uid", "pages", "warning"]) func listsAreInTheOrderOfNumbers(name: String) async throws {
            let bridge = try await self.bridge()
            let sorted = ["n5", "n3", "n2", "n6", "n1", "n4", "n0"]
            for (order, wished) in [("ascending", sorted), ("descending", sorted.reversed())] {
                var found: [String] = []
                for start in stride(from: 1, through: 7, by: 3) {
                    let path = "/Users?sortBy=\(Self.schema):\(name)&sortOrder=\(order)&startIndex=\(start)"
                    found += try await bridge.get(path).expect(200).userNames
                }
                #expect(found == wished, "\(order)")
            }
        }
    }
}

import Bridge
import Directories
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
@testable import Translator

extension BridgeTests {
    /// Whatever a filter says, the directory and the bridge together find what an evaluation in memory finds.
    @Suite(
        .serialized,
        .bridge { options in
            options.content = .standardAnd(FilterWorld.entries.map { "\($0)\n" }.joined() + FilterWorld.group)
        }
    ) struct FilterTruth {
        private static let caller = RequestContext(principal: Principal(name: "test"), requestID: "1")

        private func everybody(_ provisioner: Provisioner) async throws -> [Resource] {
            let all = try await provisioner.resources(Query(count: 200), context: Self.caller).resources
            #expect(all.count == FilterWorld.count)
            #expect(Set(all.compactMap(\.id)).count == FilterWorld.count)
            return try all.map(self.resource)
        }

        /// What a client reads in an answer.
        private func resource(_ shown: RenderedResource) throws -> Resource {
            var attributes = try #require(try JSONReader.read(shown.bytes).object)
            let meta = try #require(attributes["meta"]?.object)
            for name in ["schemas", "id", "meta"] { attributes[name] = nil }
            return Resource(
                id: shown.id,
                meta: Meta(
                    resourceType: "User", created: meta["created"]?.string,
                    lastModified: meta["lastModified"]?.string, version: shown.version),
                attributes: attributes)
        }

        /// What a filter means where slapd itself says which texts are the same: every text is somebody's title.
        private func meaning(of filter: SCIM.Filter) async throws -> @Sendable (Resource) -> Bool {
            let scene = try BridgeScene.current
            let schema = try await scene.directory.server().schema
            let bound = BoundMapping(mapping: FilterWorld.mapping, dialect: .openLDAP, schema: schema)
            let projector = EntryProjector(bound)
            var titles: [LDAP.Filter: Set<AttributeValue>] = [:]
            for compared in filter.comparedTexts {
                guard let wanted = self.condition(compared.comparison, compared.text), titles[wanted] == nil else {
                    continue
                }
                let request = SearchRequest(base: FilterWorld.mapping.base, filter: wanted, attributes: ["title"])
                titles[wanted] = Set(try await scene.root.search(request).entries.flatMap { $0["title"] })
            }
            // What others are called is one of the texts, or plain.
            let title = projector.bindings.first { $0.rule.attribute == "title" }
            return { [titles] resource in
                filter.matches(resource, of: FilterWorld.mapping.resourceType) { path in
                    let isName = ["display", "displayName"].contains(path.subAttribute) && path.attribute != "emails"
                    let meant = isName ? title : projector.bindings.first { $0.isMeant(by: path) }
                    guard let binding = meant, binding.assertion(.eq, "")?.localRule != nil else { return nil }
                    let isTitle = binding.type?.equality?.folding == .caseIgnore && !binding.definition.isCaseExact
                    return TextRule { comparison, held, wanted in
                        guard isTitle, FilterWorld.texts.contains(where: { $0.utf8.elementsEqual(held.utf8) }),
                            let condition = self.condition(comparison, wanted), let same = titles[condition]
                        else {
                            return binding.assertion(comparison, wanted)?.mayHold(for: AttributeValue(held)) ?? false
                        }
                        return same.contains(AttributeValue(held))
                    }
                }
            }
        }

        private func condition(_ comparison: SCIM.Filter.Operator, _ text: String) -> LDAP.Filter? {
            TextPattern(comparison, text, ignoresDashes: false).filter("title")
        }

        private func text(_ resource: Resource) -> String {
            String(decoding: JSONWriter.bytes(.object(resource.attributes)), as: UTF8.self)
        }

        @Test(arguments: 1...6 as ClosedRange<UInt64>)
        func pushDownChangesNoAnswer(seed: UInt64) async throws {
            let provisioner = try FilterWorld.provisioner(over: BridgeScene.current.directory)
            let everybody = try await self.everybody(provisioner)
            var random = FilterWorld(seed: seed)
            var selective = 0
            for _ in 0..<150 {
                let text = random.filter(depth: 3)
                let filter = try SCIM.Filter(parsing: text, extensions: FilterWorld.extensions)
                let meant = everybody.filter(try await self.meaning(of: filter))
                let found: [RenderedResource]
                do {
                    let query = Query(filter: filter, count: 200)
                    found = try await provisioner.resources(query, context: Self.caller).resources
                } catch {
                    Issue.record("\(text): \(error)")
                    continue
                }
                if !meant.isEmpty, meant.count < FilterWorld.count { selective += 1 }
                let (meantIDs, foundIDs) = (Set(meant.compactMap(\.id)), Set(found.compactMap(\.id)))
                guard meantIDs != foundIDs || found.count != meant.count else { continue }
                let missed = meant.first { !foundIDs.contains($0.id ?? "") }
                let surplus = found.first { !meantIDs.contains($0.id ?? "") }
                Issue.record(
                    """
                    \(text)
                    missed \(missed.map(self.text) ?? "nobody")
                    found beyond \(surplus.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "nobody")
                    """
                )
            }
            #expect(selective > 60)
        }

        /// Spaces, case, accents, letters that fold into others, and what means something to LDAP.
        @Test(arguments: FilterWorld.texts) func textIsFoundAsSCIMFindsIt(text: String) async throws {
            let provisioner = try FilterWorld.provisioner(over: BridgeScene.current.directory)
            let everybody = try await self.everybody(provisioner)
            let variants = [
                text, text.uppercased(), text.lowercased(), text + " ", " " + text, String(text.dropFirst()),
            ]
            for variant in Set(variants) where !variant.isEmpty {
                for comparison in [SCIM.Filter.Operator.eq, .ne, .co, .sw, .ew, .gt, .le] {
                    let filter = SCIM.Filter.compare(AttributePath(attribute: "title"), comparison, .string(variant))
                    let meant = everybody.filter(try await self.meaning(of: filter))
                    let query = Query(filter: filter, count: 200)
                    let found = try await provisioner.resources(query, context: Self.caller).resources
                    #expect(
                        Set(try found.compactMap { try self.resource($0).attributes["title"] })
                            == Set(meant.compactMap { $0.attributes["title"] }),
                        "\(filter)")
                }
            }
        }

        /// The attributes that only the filter looks at are fetched with those that are shown.
        @Test func answersAreTheSameForEveryProjection() async throws {
            let provisioner = try FilterWorld.provisioner(over: BridgeScene.current.directory)
            let everybody = try await self.everybody(provisioner)
            var random = FilterWorld(seed: 99)
            for _ in 0..<100 {
                let text = random.filter(depth: 2)
                let filter = try SCIM.Filter(parsing: text, extensions: FilterWorld.extensions)
                let meant = everybody.filter(try await self.meaning(of: filter))
                for projection in [
                    Projection(attributes: [AttributePath(attribute: "id")]),
                    Projection(excluded: [AttributePath(attribute: "emails"), AttributePath(attribute: "meta")]),
                ] {
                    let query = Query(filter: filter, count: 200, projection: projection)
                    let found = try await provisioner.resources(query, context: Self.caller).resources
                    #expect(Set(found.compactMap(\.id)) == Set(meant.compactMap(\.id)), "\(text)")
                }
            }
        }
    }
}

import Bridge
import LDAP
import LDAPClient
import SCIM
import Testing
@testable import Translator

/// Holds what a directory and the bridge find together against an evaluation in memory, over the people of ``FilterWorld``.
struct FilterTruth {
    private static let caller = RequestContext(principal: Principal(name: "test"), requestID: "1")

    private let site: FilterSite
    private let scene: BridgeScene
    private let provisioner: Provisioner
    private let everybody: [Resource]
    /// The ids that the server has given, by those that the filters speak of.
    private let ids: [String: String]

    /// Reads everybody.
    init(_ site: FilterSite) async throws {
        self.site = site
        self.scene = try BridgeScene.current
        self.ids = try await site.ids(self.scene)
        self.provisioner = site.provisioner(over: self.scene.directory)
        let all = try await self.provisioner.resources(Query(count: 200), context: Self.caller).resources
        #expect(all.count == FilterWorld.count)
        #expect(Set(all.compactMap(\.id)).count == FilterWorld.count)
        self.everybody = try all.map(Self.resource)
    }

    /// What a client reads in an answer.
    private static func resource(_ shown: RenderedResource) throws -> Resource {
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

    /// What a filter means where the server itself says which texts are the same: every text is somebody's title.
    private func meaning(of filter: SCIM.Filter) async throws -> @Sendable (Resource) -> Bool {
        let schema = try await self.scene.directory.server().schema
        let bound = BoundMapping(mapping: self.site.mapping, dialect: self.scene.kind.dialect, schema: schema)
        let projector = EntryProjector(bound)
        var titles: [LDAP.Filter: Set<AttributeValue>] = [:]
        for compared in filter.comparedTexts {
            guard let wanted = Self.condition(compared.comparison, compared.text), titles[wanted] == nil else {
                continue
            }
            let request = SearchRequest(base: self.site.mapping.base, filter: wanted, attributes: ["title"])
            titles[wanted] = Set(try await self.scene.root.search(request).entries.flatMap { $0["title"] })
        }
        // What others are called is one of the texts, or plain.
        let title = projector.bindings.first { $0.rule.path == AttributePath(attribute: "title") }
        return { [titles, resourceType = self.site.mapping.resourceType] resource in
            filter.matches(resource, of: resourceType) { path in
                let isName = ["display", "displayName"].contains(path.subAttribute) && path.attribute != "emails"
                let meant = isName ? title : projector.bindings.first { $0.isMeant(by: path) }
                guard let binding = meant, binding.assertion(.eq, "")?.localRule != nil else { return nil }
                let isTitle = binding.type?.equality?.folding == .caseIgnore && !binding.definition.isCaseExact
                return TextRule { comparison, held, wanted in
                    guard isTitle, FilterWorld.texts.contains(where: { $0.utf8.elementsEqual(held.utf8) }),
                        let condition = Self.condition(comparison, wanted), let same = titles[condition]
                    else {
                        return binding.assertion(comparison, wanted)?.mayHold(for: AttributeValue(held)) ?? false
                    }
                    return same.contains(AttributeValue(held))
                }
            }
        }
    }

    private static func condition(_ comparison: SCIM.Filter.Operator, _ text: String) -> LDAP.Filter? {
        TextPattern(comparison, text, ignoresDashes: false).filter("title")
    }

    private func text(_ resource: Resource) -> String {
        String(decoding: JSONWriter.bytes(.object(resource.attributes)), as: UTF8.self)
    }

    private func filter(_ text: String) throws -> SCIM.Filter {
        let named = self.ids.reduce(text) { $0.replacing($1.key, with: $1.value) }
        return try SCIM.Filter(parsing: named, extensions: FilterWorld.extensions)
    }

    private func found(_ query: Query) async throws -> [RenderedResource] {
        try await self.provisioner.resources(query, context: Self.caller).resources
    }

    /// Compares random filters; at least this share of them must find some and not all.
    func compare(seed: UInt64, count: Int, selective wanted: Int) async throws {
        var random = FilterWorld(seed: seed)
        var selective = 0
        for _ in 0..<count {
            let text = random.filter(depth: 3)
            let filter = try self.filter(text)
            let meant = self.everybody.filter(try await self.meaning(of: filter))
            let found: [RenderedResource]
            do {
                found = try await self.found(Query(filter: filter, count: 200))
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
        #expect(selective > wanted)
    }

    /// Compares what is found by a text, and by other spellings and parts of it.
    func compare(_ text: String) async throws {
        let variants = [text, text.uppercased(), text.lowercased(), text + " ", " " + text, String(text.dropFirst())]
        for variant in Set(variants) where !variant.isEmpty {
            for comparison in [SCIM.Filter.Operator.eq, .ne, .co, .sw, .ew, .gt, .le] {
                let filter = SCIM.Filter.compare(AttributePath(attribute: "title"), comparison, .string(variant))
                let meant = self.everybody.filter(try await self.meaning(of: filter))
                let found = try await self.found(Query(filter: filter, count: 200))
                #expect(
                    Set(try found.compactMap { try Self.resource($0).attributes["title"] })
                        == Set(meant.compactMap { $0.attributes["title"] }),
                    "\(filter)")
            }
        }
    }

    /// Compares random filters of lists that show parts of people.
    func compareProjections(seed: UInt64, count: Int) async throws {
        var random = FilterWorld(seed: seed)
        for _ in 0..<count {
            let text = random.filter(depth: 2)
            let filter = try self.filter(text)
            let meant = self.everybody.filter(try await self.meaning(of: filter))
            for projection in [
                Projection(attributes: [AttributePath(attribute: "id")]),
                Projection(excluded: [AttributePath(attribute: "emails"), AttributePath(attribute: "meta")]),
            ] {
                let found = try await self.found(Query(filter: filter, count: 200, projection: projection))
                #expect(Set(found.compactMap(\.id)) == Set(meant.compactMap(\.id)), "\(text)")
            }
        }
    }
}

import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing

/// What answers show, and what is read for them.
@Suite struct AnswerTests {
    private typealias World = BridgeWorld
    private static let name = Projection(attributes: [AttributePath(attribute: "userName")])

    @Test func readsTheVersionOfAPartOnlyForTheComparison() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        func read(_ projection: Projection, _ context: RequestContext) async throws -> RenderedResource {
            try await world.users.resource(id: ada.id, projection: projection, context: context)
        }
        let whole = try await read(.all, World.context)
        let context = try World.context(ifMatch: whole.version)
        #expect(try await read(Self.name, World.context).version == nil)
        #expect(world.directory.searches.last?.attributes.contains("mail") == false)
        for projection in [Self.name, Projection(excluded: [AttributePath(attribute: "meta")])] {
            let part = try await read(projection, context)
            #expect(part.version == whole.version)
            #expect(try Resource(shown: part).meta == nil)
        }
        #expect(try Resource(shown: try await read(Self.name, context)).attributes == ["userName": "ada"])
    }

    @Test func writesShowWhatIsAskedFor() async throws {
        let world = World()
        var (context, silent) = (World.context, World.context)
        context.shown = Self.name
        silent.shown = nil
        let body = try World.resource(World.person("ada", #""title":"T""#), .user)
        let created = try await world.users.create(body, context: context)
        #expect(try Resource(shown: created).attributes == ["userName": "ada"])
        let id = try #require(created.id)
        let replaced = try await world.users.replace(id: id, with: body, context: context)
        #expect(replaced == created)
        let patched = try await world.users.patch(
            id: id, with: try World.patch([World.set("title", "T")]), context: silent)
        #expect(patched == RenderedResource(id: id, version: created.version))
    }

    @Test func saysWhereResourcesAre() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let shown = try await world.users.resource(id: ada.id, projection: .all, context: World.context)
        let meta = try JSONReader.read(shown.bytes).object?["meta"]?.object
        #expect(meta?["location"] == .string("https://scim.example.com/scim/v2/Users/\(ada.id)"))
    }

    @Test func tellsPlacesWhereTheQueryAsksForThem() async throws {
        let world = World()
        try world.addPerson("ada", "title: T")
        try world.addPerson("bob")
        let sort = Query.Sort(AttributePath(attribute: "title"))
        let ranking = try ResourceOrder(sort, among: [world.users.resourceType])
        let list = try await world.find {
            $0.projection = Self.name
            $0.ranking = ranking
        }
        #expect(Set(list.resources.map(\.place)) == ["T", nil])
        #expect(list.shown.allSatisfy { $0.attributes["title"] == nil })
        #expect(try await world.find().resources.allSatisfy { $0.place == nil })
    }
}

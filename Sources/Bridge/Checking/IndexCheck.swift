public import Directories
import Encodings
public import LDAP
import SCIM
public import Translator

/// Which of the attributes that the bridge looks for with most calls have no index, as far as the server shows it.
///
/// It shows it by a refusal, once there are more entries than it may look at for one search, or by the time that it takes; until then
/// an index is missed by nobody.
public struct IndexCheck: Sendable {
    private let questions: [(attribute: AttributeDescription, request: SearchRequest)]

    /// Asks about what tells entries of a mapping apart, and about the references to them.
    public init(_ mapping: Mapping, referredToBy others: [Mapping], _ server: DirectoryServer, _ dialect: Dialect) {
        let identifying = mapping.rules.filter { $0.isUnique || $0.path == AttributePath(attribute: "externalId") }
        let naming = others.flatMap { $0.referringRules(in: server.schema) }.map(\.attribute)
        let attributes =
            ([dialect.idAttribute] + identifying.map(\.attribute) + mapping.allocations.map(\.attribute) + naming)
            .uniqued()
        let base = server.rootDSE.namingContexts.first { mapping.base.isWithin($0) } ?? mapping.base
        self.questions = attributes.filter { server.schema.attributeType($0) != nil }.map { attribute in
            // Nobody is named so; a name is a value of every syntax that is looked for by equality.
            let value = AttributeValue("cn=nobody,\(mapping.base)")
            let filter = LDAP.Filter.equal(attribute, value)
            return (
                attribute,
                SearchRequest(base: base, scope: .subtree, filter: filter, attributes: [.noAttributes], sizeLimit: 1)
            )
        }
    }

    /// The attributes without an index; one that could not be asked about is not among them.
    func missing(in directory: any Directory, _ dialect: Dialect) async -> [AttributeDescription] {
        let outcomes = await directory.searchAll(self.questions.map(\.request))
        return zip(self.questions, outcomes).compactMap { question, outcome in
            guard case .failure(let error) = outcome, dialect.meaning(of: error) == .unindexed else { return nil }
            return question.attribute
        }
    }

    /// How long the server takes to find nobody by each of the attributes: the shortest of three times.
    /// - Throws: ``LDAPError``: why it does not tell; a search that it refuses for want of an index is left out.
    public func durations(
        in directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> [(attribute: AttributeDescription, duration: Duration)] {
        var durations: [(AttributeDescription, Duration)] = []
        for question in self.questions {
            var shortest: Duration?
            for _ in 0..<3 {
                let start = ContinuousClock.now
                do {
                    _ = try await directory.search(question.request)
                } catch  where dialect.meaning(of: error) == .unindexed {
                    break
                }
                let duration = ContinuousClock.now - start
                shortest = min(shortest ?? duration, duration)
            }
            if let shortest { durations.append((question.attribute, shortest)) }
        }
        return durations
    }
}

import Directories
import Encodings
import LDAP
import SCIM
import Translator

/// Which of the attributes that the bridge looks for with most calls have no index, as far as the server shows it.
///
/// It shows it by a refusal, once there are more entries than it may look at for one search; until then an index is missed by nobody.
struct IndexCheck {
    private let questions: [(attribute: AttributeDescription, request: SearchRequest)]

    /// Asks about what tells entries of a mapping apart, and about the references to them.
    init(_ mapping: Mapping, referredToBy others: [Mapping], _ server: DirectoryServer, _ dialect: Dialect) {
        let identifying = mapping.rules.filter { $0.isUnique || $0.path == AttributePath(attribute: "externalId") }
        let naming = others.flatMap { $0.referringRules(in: server.schema) }.map(\.attribute)
        let attributes = ([dialect.idAttribute] + identifying.map(\.attribute) + naming).uniqued()
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
}

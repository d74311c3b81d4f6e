import Directories
import Encodings
import LDAP
import SCIM

/// Turns SCIM filters into LDAP filters, by one mapping on one server.
///
/// No filter mentions an attribute that the schema does not know: servers take it to match nothing, or everything. A class, so that
/// handing it on costs one reference and not one for each of its parts.
public final class FilterTranslator: Sendable {
    private let paths: FilterablePaths
    private let interims: InterimNames?
    /// The forms of names that may be interim ones.
    private let forms: [LDAP.AttributeDescription?]
    private let equalities: TextEqualities

    /// Creates the translator of a mapping for one server; `interims` stand for entries that are getting another name.
    public init(_ bound: BoundMapping, interims: InterimNames? = nil) {
        self.paths = FilterablePaths(bound)
        self.equalities = TextEqualities(self.paths)
        self.interims = interims
        self.forms = self.paths.bindings.lazy.filter(\.rule.isReference).map(\.rule.referenceKey).uniqued()
            .filter { interims?.areInUse(by: $0) ?? false }
    }

    /// Returns what a filter means that is one comparison of a text and depends on nothing but that, as most are; nil for another one.
    public func plainTranslation(of filter: SCIM.Filter) -> Translation? {
        guard let condition = self.equalities.condition(of: filter) else { return nil }
        return Translation(filter: condition.narrowing.superset, answers: condition.answers)
    }

    /// Returns the ids in a filter that stand for names in the directory, each once.
    ///
    /// The entries with these ids are to be looked up before the filter is translated.
    public func references(in filter: SCIM.Filter) -> [String] {
        self.equalities.include(filter) ? [] : ReferencePaths(paths: self.paths).ids(in: filter)
    }

    /// Returns what the directory is asked and what is left to be found out here.
    ///
    /// `references` holds the names of the entries whose ids `references(in:)` lists; an id that it lacks is nobody's.
    /// - Throws: ``SCIM/SCIMError`` `invalidFilter` for an attribute that is not mapped (an empty answer would make a client
    ///   create duplicates) and for an operator that the attribute does not have.
    public func translate(
        _ filter: SCIM.Filter, references: References = References()
    ) throws(SCIMError) -> Translation {
        let compiler = ConditionCompiler(
            paths: self.paths, references: references, interims: self.interims, equalities: self.equalities)
        let condition = try compiler.condition(of: filter)
        var known = references
        if let interims, !references.isEmpty {
            for id in references.ids {
                for key in self.forms { known.note(id, alsoNamed: interims.name(of: id, by: key)) }
            }
        }
        let referring = ReferencePaths(paths: self.paths)
        return Translation(
            filter: condition.narrowing.superset, residual: condition.residual, answers: condition.answers,
            references: known, needsReferents: condition.residual.map(referring.needsReferents) ?? false
        )
    }

    /// The order of lists for which no other is asked.
    public var listOrder: ListOrder { SortPaths(paths: self.paths).standardOrder }

    /// Returns the order by an attribute that a client asks for; the id decides between equals.
    /// - Throws: `invalidPath` for an attribute that is not mapped or has no order in the directory.
    public func order(_ sort: Query.Sort) throws(SCIMError) -> ListOrder {
        try SortPaths(paths: self.paths).order(by: sort)
    }
}

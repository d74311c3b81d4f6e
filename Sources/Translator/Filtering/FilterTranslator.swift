import Directories
import LDAP
import SCIM

/// Turns SCIM filters into LDAP filters, by one mapping on one server.
///
/// What LDAP says exactly as SCIM means it is left to the directory; which texts are equal, and which hold others, is the
/// directory's to say, so that what is not found can be created. Where it would find more (it sees values that SCIM does not show,
/// compares without case), the directory narrows and the residual decides. No filter mentions an attribute that the schema does not know: servers take it to match nothing, or everything.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
public final class FilterTranslator: Sendable {
    let mapping: Mapping
    let dialect: Dialect
    let schema: LDAP.Schema
    let bindings: [Binding]
    let shape: ResourceShape
    let activity: Activity
    let interims: InterimNames?

    /// Creates the translator of a mapping for one server; `interims` stand for entries that are getting another name.
    public init(_ bound: BoundMapping, interims: InterimNames? = nil) {
        self.mapping = bound.mapping
        self.dialect = bound.dialect
        self.schema = bound.schema
        self.bindings = bound.readable.filter { $0.type != nil || !$0.rule.isReadOnly }
        self.shape = ResourceShape(self.bindings, of: bound.mapping.resourceType)
        self.activity = bound.activity
        self.interims = interims.flatMap { $0.areInUse ? $0 : nil }
    }

    /// Returns what the directory is asked and what is left to be found out here.
    ///
    /// `references` holds the names of the entries whose ids `references(in:)` lists; an id that it lacks is nobody's.
    /// - Throws: ``SCIM/SCIMError`` `invalidFilter` for an attribute that is not mapped (an empty answer would make a client
    ///   create duplicates) and for an operator that the attribute does not have.
    public func translate(
        _ filter: SCIM.Filter, references: References = References()
    ) throws(SCIMError) -> Translation {
        let narrowing = try self.narrowing(of: filter, references)
        var known = references
        if let interims {
            for id in references.ids { known.note(id, alsoNamed: interims.name(of: id)) }
        }
        var answers: [AnsweredComparison] = []
        let residual = try self.residual(of: filter, narrowing, references, &answers)
        return Translation(
            filter: narrowing.superset, residual: residual, answers: answers, references: known,
            needsReferents: residual.map(self.needsReferents) ?? false
        )
    }

    func narrowing(of filter: SCIM.Filter, _ references: References) throws(SCIMError) -> Narrowing {
        switch filter {
        case .and(let terms): .all(try self.narrowings(of: terms, references))
        case .or(let terms): .any(try self.narrowings(of: terms, references))
        case .not(let term): try self.narrowing(of: term, references).negated
        case .present(let path): try self.presence(of: path, references)
        case .compare(let path, let comparison, let literal):
            try self.comparison(of: path, Test(comparison, literal, references))
        case .valuePath(let path, let filter): try self.valuePath(path, filter, references)
        }
    }

    private func narrowings(of terms: [SCIM.Filter], _ references: References) throws(SCIMError) -> [Narrowing] {
        var narrowings: [Narrowing] = []
        for term in terms { narrowings.append(try self.narrowing(of: term, references)) }
        return narrowings
    }

    /// The filter without the terms of a conjunction that the directory has judged.
    private func residual(
        of filter: SCIM.Filter, _ narrowing: Narrowing, _ references: References, _ answers: inout [AnsweredComparison]
    ) throws(SCIMError) -> SCIM.Filter? {
        if narrowing.isExact { return nil }
        if let answer = try self.answer(to: filter, narrowing, references) {
            answers.append(answer)
            return nil
        }
        guard case .and(let terms) = filter else { return filter }
        var rest: [SCIM.Filter] = []
        for term in terms {
            let narrowing = try self.narrowing(of: term, references)
            if let left = try self.residual(of: term, narrowing, references, &answers) { rest.append(left) }
        }
        return rest.count > 1 ? .and(rest) : rest.first
    }

    /// What the directory says of a comparison with a value of one rule, of which it finds nothing but entries for which it holds.
    private func answer(
        to filter: SCIM.Filter, _ narrowing: Narrowing, _ references: References
    ) throws(SCIMError) -> AnsweredComparison? {
        guard case .compare(let path, let comparison, let literal) = filter, !literal.isNull,
            try self.special(path) == nil, let index = try self.onlyBinding(at: path, references)
        else { return nil }
        let binding = self.bindings[index]
        if comparison == .eq, case .equal(binding.rule.attribute, let value) = narrowing.superset {
            return AnsweredComparison(path: binding.rule.path, comparison: .eq, value: value)
        }
        guard !comparison.isOrder, let text = literal.plainText, binding.assertion(comparison, text)?.condition != nil
        else { return nil }
        return AnsweredComparison(path: binding.rule.path, comparison: comparison, value: AttributeValue(text))
    }
}

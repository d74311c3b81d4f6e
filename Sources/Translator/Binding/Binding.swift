import Directories
import LDAP
import SCIM

/// A rule bound to the schemas on both sides: what it needs to know for every entry, found out once.
///
/// A class, because every entry passes by every binding and none should be copied.
final class Binding: Sendable {
    let rule: Mapping.Rule
    /// The path of the single value: the `value` of a complex attribute where the rule names none of its parts.
    let path: AttributePath
    /// The attribute that the path leads to, or into.
    let whole: AttributePath
    /// What SCIM says of the single value.
    let definition: SCIM.Schema.Attribute
    /// What this server says of the attribute; nil if its schema does not know it, or where the values are searched for.
    let type: LDAP.AttributeType?
    let conversion: Conversion
    /// Whether the rule means every value of the attribute.
    let admitsAll: Bool
    /// Whether SCIM has room for more than one value.
    let isMultiValued: Bool
    /// Whether other rules store in the same attribute.
    let isShared: Bool
    /// Whether something is computed of the values.
    let isInput: Bool
    /// Whether the directory keeps the values to itself.
    let isSecret: Bool
    /// When an answer shows the attribute.
    let returned: SCIM.Schema.Attribute.Returned
    /// What is shown beside an id, of the resource that has it.
    let derived: [DerivedPart]
    /// Whether the values are texts whose case counts in SCIM and not in the directory.
    let isNarrowedByCase: Bool
    /// Where the values are seen: an answer that shows one of these paths needs them.
    let shownPaths: [AttributePath]

    /// Nil if the rule's path is no attribute of the resource type.
    init?(
        _ rule: Mapping.Rule, of resourceType: ResourceType, schema: LDAP.Schema, isShared: Bool = false,
        isInput: Bool = false,
        timesIn form: Dialect.TimeForm = .shortest
    ) {
        let path = rule.path.namingValue(in: resourceType)
        guard let definition = resourceType.attribute(at: path.unfiltered) else { return nil }
        let whole = resourceType.attribute(at: path.whole)
        self.returned = (whole ?? definition).returned
        self.rule = rule
        self.isShared = isShared
        self.isInput = isInput
        self.isSecret = rule.isSecret
        self.path = path
        self.whole = path.whole
        self.definition = definition
        self.type = rule.isSearched ? nil : schema.attributeType(rule.attribute)
        self.conversion = Conversion(
            of: definition, in: whole ?? definition, as: self.type, by: rule, timesIn: form)
        self.admitsAll = rule.choice == .first && !(rule.form?.isInvertible ?? false)
        self.derived = rule.hasDerivedParts ? (whole?.subAttributes ?? []).compactMap { DerivedPart($0) } : []
        // Any value that an element with labels has decides whether they are shown.
        self.shownPaths = path.filter == nil ? [path] + self.derived.map { path.part($0.name) } : [path.whole]
        self.isNarrowedByCase =
            self.conversion.isOfTexts && definition.type != .dateTime && definition.isCaseExact
            && self.type?.equality?.folding == .caseIgnore
        self.isMultiValued = path.filter == nil && (whole?.isMultiValued ?? false) || definition.isMultiValued
    }

    /// Whether what SCIM shows is all that the attribute holds, so that the directory can decide alone.
    var showsEveryValue: Bool {
        self.admitsAll && (self.isMultiValued || self.type?.isSingleValued ?? true)
    }

    /// The values that may be shown, in the server's order.
    func admitted(in entry: Entry) -> LDAP.Attribute.Values { self.admitted(among: entry[self.rule.attribute]) }

    /// Those among the values of the attribute that may be shown.
    func admitted(among values: LDAP.Attribute.Values) -> LDAP.Attribute.Values {
        if self.admitsAll { return values }
        return values.filter(self.admits)[...]
    }

    /// Whether a value may be shown.
    func admits(_ value: AttributeValue) -> Bool {
        if self.admitsAll { return true }
        guard self.conversion.takes(value) else { return false }
        guard case .matching(let pattern) = self.rule.choice else { return true }
        return pattern.matches(value.bytes)
            || self.rule.isReference && InterimNames.mayBe(value, by: self.rule.referenceKey)
    }

    /// The values that are shown in SCIM.
    func shown(in entry: Entry) -> LDAP.Attribute.Values { self.shown(among: entry[self.rule.attribute]) }

    /// Those among the values of the attribute that are shown in SCIM.
    func shown(among values: LDAP.Attribute.Values) -> LDAP.Attribute.Values {
        let admitted = self.admitted(among: values)
        return self.isMultiValued ? admitted : admitted.prefix(1)
    }
}

extension AttributePath {
    /// The path without its value filter.
    var unfiltered: AttributePath {
        AttributePath(schema: self.schema, attribute: self.attribute, subAttribute: self.subAttribute)
    }

    /// The path with `value` as its sub-attribute where it names a complex attribute that has one.
    func namingValue(in type: ResourceType) -> AttributePath {
        guard self.subAttribute == nil, !self.attribute.isEmpty,
            let definition = type.attribute(at: self.whole), definition.type == .complex,
            definition.subAttributes.contains(where: { $0.name == "value" })
        else { return self }
        var path = self
        path.subAttribute = "value"
        return path
    }
}

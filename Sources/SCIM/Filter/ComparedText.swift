/// A text that is compared with the values at a path.
public struct ComparedText: Hashable, Sendable {
    /// The path, without value filters.
    public var path: AttributePath
    /// How both are compared: `eq`, `co`, `sw` or `ew`, of which the other operators are made.
    public var comparison: Filter.Operator
    /// The text.
    public var text: String

    /// Creates the comparison that an operator makes; nil where the literal is no text.
    init?(_ path: AttributePath, _ comparison: Filter.Operator, _ literal: Value) {
        guard let text = literal.text else { return nil }
        self.path = AttributePath(schema: path.schema, attribute: path.attribute, subAttribute: path.subAttribute)
        self.text = text
        switch comparison {
        case .eq, .co, .sw, .ew: self.comparison = comparison
        case .ne, .gt, .ge, .lt, .le: self.comparison = .eq
        }
    }

    /// Whether both are the same: Swift itself takes `é` for the same as `e` with its accent.
    public static func == (left: ComparedText, right: ComparedText) -> Bool {
        left.path == right.path && left.comparison == right.comparison
            && left.text.utf8.elementsEqual(right.text.utf8)
    }
}

extension Filter {
    /// The texts that the filter compares with values, those within value paths included.
    public var comparedTexts: [ComparedText] {
        switch self {
        case .and(let terms), .or(let terms): terms.flatMap(\.comparedTexts)
        case .not(let term): term.comparedTexts
        case .present(let path): path.filteredTexts
        case .compare(let path, let comparison, let literal):
            path.filteredTexts + [ComparedText(path, comparison, literal)].compactMap(\.self)
        case .valuePath(let path, let filter): filter.texts(in: path)
        }
    }

    /// The texts that a value filter compares with parts of an attribute.
    fileprivate func texts(in path: AttributePath) -> [ComparedText] {
        self.comparedTexts.map { compared in
            var compared = compared
            compared.path = path.part(compared.path.attribute)
            return compared
        }
    }
}

extension AttributePath {
    fileprivate var filteredTexts: [ComparedText] { self.filter?.texts(in: self) ?? [] }
}

extension Patch {
    /// The texts that the operations compare with the values of a resource: those of value filters, and those of values that
    /// are to go, or to be among several.
    public func comparedTexts(of type: ResourceType) -> [ComparedText] {
        self.operations.flatMap { operation -> [ComparedText] in
            guard let path = operation.path, operation.kind != .replace || path.filter != nil else { return [] }
            let isMultiValued = type.definition(of: path.whole).attribute?.isMultiValued ?? false
            let isSought = operation.kind == .remove || operation.kind == .add && isMultiValued
            return path.filteredTexts + (isSought ? operation.value.map { $0.texts(at: path) } ?? [] : [])
        }
    }
}

extension Value {
    /// The texts in a value that a client sends for a path.
    fileprivate func texts(at path: AttributePath) -> [ComparedText] {
        self.elements.flatMap { element -> [ComparedText] in
            guard case .object(let parts) = element else {
                return [ComparedText(path, .eq, element)].compactMap(\.self)
            }
            return parts.compactMap { ComparedText(path.whole.part($0.name), .eq, $0.value) }
        }
    }
}

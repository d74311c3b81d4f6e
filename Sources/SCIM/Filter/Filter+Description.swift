extension Filter: CustomStringConvertible {
    /// The canonical text, which parses back to an equal filter.
    public var description: String {
        switch self {
        case .and(let terms): terms.map { $0.operand(of: .and) }.joined(separator: " and ")
        case .or(let terms): terms.map { $0.operand(of: .or) }.joined(separator: " or ")
        case .not(let term): "not (\(term))"
        case .present(let path): "\(path) pr"
        case .compare(let path, let comparison, let value): "\(path) \(comparison.rawValue) \(value.literal)"
        case .valuePath(let path, let filter): "\(path)[\(filter)]"
        }
    }

    private enum Connective {
        case and, or
    }

    /// The text as a term of a list, in parentheses where the grammar would read it otherwise.
    private func operand(of connective: Connective) -> String {
        switch (self, connective) {
        case (.or, _), (.and, .and): "(\(self))"
        default: self.description
        }
    }
}

extension Value {
    /// The JSON text, as a filter writes a literal.
    fileprivate var literal: String {
        String(decoding: JSONWriter.bytes(self), as: UTF8.self)
    }
}

/// A parser with what must hold of it, whatever bytes it is given.
public struct FuzzTarget: Sendable {
    /// The name under which `Deploy/fuzz` knows it.
    public let name: String
    /// Texts that are read well, from which damaged ones are made.
    public let seeds: [String]
    /// Pieces that say much in this language.
    public let tokens: [String]
    /// Makes a text that is read well, where the language has too many to list.
    let compose: (@Sendable (inout SplitMix) -> String)?
    private let body: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, seeds: [String], tokens: [String], compose: (@Sendable (inout SplitMix) -> String)? = nil,
        _ body: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.tokens = tokens
        self.compose = compose
        self.body = body
    }

    /// All targets.
    public static let all = [
        json, scimFilter, path, patch, resource, bulk, entityTags, ldapFilter, distinguishedName, ldif, schema,
        attributeList, template, pattern, rendering,
    ]

    /// Reads the bytes.
    ///
    /// - Throws: ``Violation`` when something does not hold that must.
    public func check(_ bytes: [UInt8]) throws {
        try self.body(bytes)
    }
}

/// Something that must hold and does not.
public struct Violation: Error, CustomStringConvertible {
    /// What is wrong, with the values that show it.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Throws a ``Violation`` unless something holds.
func require(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
    guard holds else { throw Violation(otherwise()) }
}

/// Demands that the words of an error name a byte of the text, as in `at byte 7`.
func requireOffset(_ detail: String, after word: String, within count: Int) throws {
    guard let start = detail.firstRange(of: word)?.upperBound else { throw Violation("no offset: \(detail)") }
    let offset = Int(detail[start...].prefix { $0.isNumber })
    try require(offset.map { 0...count ~= $0 } ?? false, "an offset beyond the \(count) bytes: \(detail)")
}

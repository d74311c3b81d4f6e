import Encodings
import LDAP

/// The schema of a copy: what the original knows, as far as slapd can be told of it.
///
/// slapd takes no operational attributes in its configuration, so those of the original become ordinary ones.
struct CopySchema {
    /// How much of the original's schema is demanded of the entries.
    enum Strictness: Sendable, Hashable {
        /// Everything, as the original does.
        case asInOriginal
        /// What the entries of the copy keep to: every class is auxiliary, beside one of the copy's own that allows all attributes,
        /// and these attributes are demanded by none.
        case permissive(undemanded: Set<AttributeDescription>)

        /// Whether entries have the class of the copy's own.
        var isPermissive: Bool { self != .asInOriginal }
    }

    /// One definition, by the word that begins it and its first name.
    struct Definition: Sendable, Hashable {
        var directive: String
        var name: String
    }

    /// The structural class of all entries of a permissive copy.
    static let ownClass = "starbridgeCopy"
    /// The structural class of entries that only hold others, and that the original does not show.
    static let placeClass = "starbridgePlace"
    /// Numbers that were drawn for this purpose (X.667).
    private static let arc = "2.25.189702113774512648"

    /// The definitions as lines of slapd.conf(5).
    private(set) var lines: [String] = []
    /// The attributes that the copy knows.
    private(set) var attributes: Set<AttributeDescription> = []
    /// The classes that it knows, in small letters.
    private(set) var classes: Set<String> = []

    private let original: Schema
    private let server: SlapdVocabulary
    private let strictness: Strictness
    private let refused: Set<Definition>
    private var oids: Set<String> = []
    private var number = 0

    /// Makes the schema of a copy of entries with the schema `original`, for a server that knows `server` by itself, and takes everything
    /// but what it has `refused`.
    init(
        of original: Schema, on server: SlapdVocabulary, _ strictness: Strictness,
        without refused: Set<Definition> = []
    ) {
        (self.original, self.server, self.strictness, self.refused) = (original, server, strictness, refused)
        for type in server.schema.attributeTypes {
            self.oids.insert(type.oid)
            self.attributes.formUnion(type.names.map { AttributeDescription($0) })
        }
        for type in server.schema.objectClasses {
            self.oids.insert(type.oid)
            self.classes.formUnion(type.names.map(Self.key))
        }
        var begun: Set<String> = []
        for type in original.attributeTypes { self.add(type, &begun) }
        begun = []
        for type in original.objectClasses { self.add(type, &begun) }
        self.addOwnClasses()
        self.lines = self.lines.map(Self.folded)
    }

    /// slapd reads no more than 2,047 bytes of a line, and takes one that begins with a blank as the end of the one before.
    private static func folded(_ line: String) -> String {
        var (text, width) = ("", 0)
        for word in line.split(separator: " ") {
            let isFull = width + word.utf8.count > 1000
            text += text.isEmpty ? "" : isFull ? "\n  " : " "
            text += word
            width = isFull ? word.utf8.count : width + word.utf8.count + 1
        }
        return text
    }

    /// Adds an attribute type after the one that it refines.
    private mutating func add(_ type: AttributeType, _ begun: inout Set<String>) {
        guard begun.insert(type.oid).inserted else { return }
        if let superior = type.superior.flatMap({ self.original.attributeType(AttributeDescription($0)) }) {
            self.add(superior, &begun)
        }
        let names = self.free(type.names) { !self.attributes.contains(AttributeDescription($0)) }
        guard let names, !self.isRefused("attributetype", names), let oid = self.oid(type.oid) else { return }
        self.attributes.formUnion(names.map { AttributeDescription($0) })
        var words = ["( \(oid) NAME", Self.quoted(names)]
        let superior = type.superior.flatMap { name in
            self.attributes.contains(AttributeDescription(name)) ? name : nil
        }
        if let superior { words.append("SUP \(superior)") }
        words += self.server.form(of: type, isAsWritten: self.strictness == .asInOriginal).words
        if type.isSingleValued { words.append("SINGLE-VALUE") }
        self.lines.append("attributetype " + words.joined(separator: " ") + " )")
    }

    /// Adds a class after those that it refines.
    private mutating func add(_ type: ObjectClass, _ begun: inout Set<String>) {
        guard begun.insert(type.oid).inserted else { return }
        for superior in type.superiors.compactMap(self.original.objectClass) { self.add(superior, &begun) }
        let names = self.free(type.names) { !self.classes.contains(Self.key($0)) }
        guard let names, !self.isRefused("objectclass", names), let oid = self.oid(type.oid) else { return }
        self.classes.formUnion(names.map(Self.key))
        var words = ["( \(oid) NAME", Self.quoted(names)]
        let superiors = type.superiors.filter(self.canRefine)
        if !superiors.isEmpty { words.append("SUP ( \(superiors.joined(separator: " $ ")) )") }
        words.append(self.kind(of: type))
        let (must, may) = self.demands(of: type)
        if !must.isEmpty { words.append("MUST \(Self.list(must))") }
        if !may.isEmpty { words.append("MAY \(Self.list(may))") }
        self.lines.append("objectclass " + words.joined(separator: " ") + " )")
    }

    private mutating func addOwnClasses() {
        let all = self.original.attributeTypes.lazy.flatMap(\.names).map { AttributeDescription($0) }
        let known = all.filter(self.isOrdinary)
        var own = ["( \(self.newOID()) NAME '\(Self.placeClass)' SUP top STRUCTURAL )"]
        if self.strictness.isPermissive {
            let may = known.isEmpty ? "" : " MAY \(Self.list(Array(known)))"
            own.append("( \(self.newOID()) NAME '\(Self.ownClass)' SUP top STRUCTURAL\(may) )")
        }
        self.lines += own.map { "objectclass " + $0 }
    }
}

extension CopySchema {
    /// Whether entries may have it by their classes: slapd knows some by itself that need none.
    private func isOrdinary(_ attribute: AttributeDescription) -> Bool {
        guard self.attributes.contains(attribute) else { return false }
        return !(self.server.schema.attributeType(attribute)?.isOperational ?? false)
    }

    private func demands(of type: ObjectClass) -> (must: [AttributeDescription], may: [AttributeDescription]) {
        let (must, may) = (type.must.filter(self.isOrdinary), type.may.filter(self.isOrdinary))
        guard case .permissive(let undemanded) = self.strictness else { return (must, may) }
        let loose = must.filter(undemanded.contains)
        return (must.filter { !loose.contains($0) }, may + loose)
    }

    /// An auxiliary class refines no structural one.
    private func canRefine(_ name: String) -> Bool {
        guard self.classes.contains(Self.key(name)) else { return false }
        guard self.strictness.isPermissive, let known = self.server.schema.objectClass(name) else { return true }
        return known.kind != .structural
    }

    private func kind(of type: ObjectClass) -> String {
        switch type.kind {
        case .abstract: "ABSTRACT"
        case .auxiliary: "AUXILIARY"
        case .structural: self.strictness.isPermissive ? "AUXILIARY" : "STRUCTURAL"
        }
    }

    private func isRefused(_ directive: String, _ names: [String]) -> Bool {
        names.first.map { self.refused.contains(Definition(directive: directive, name: $0)) } ?? false
    }

    /// The names that slapd takes and nobody has yet; nil where there are none.
    private func free(_ names: [String], _ isFree: (String) -> Bool) -> [String]? {
        let free = names.filter { name in
            let bytes = name.utf8
            return isFree(name) && (bytes.first?.isLetter ?? false)
                && bytes.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
        }
        return free.isEmpty ? nil : free
    }

    /// The identifier, or another one for those that are words; nil where slapd has the definition by itself.
    private mutating func oid(_ oid: String) -> String? {
        guard oid.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else { return self.newOID() }
        return self.oids.insert(oid).inserted ? oid : nil
    }

    private mutating func newOID() -> String {
        self.number += 1
        return "\(Self.arc).\(self.number)"
    }

    private static func key(_ name: String) -> String { name.lowercased() }

    private static func quoted(_ names: [String]) -> String {
        "( " + names.map { "'\($0)'" }.joined(separator: " ") + " )"
    }

    private static func list(_ attributes: [AttributeDescription]) -> String {
        "( " + attributes.map(\.description).joined(separator: " $ ") + " )"
    }
}

extension CopySchema.Definition {
    /// The definition on a line of slapd.conf(5); nil where it is none.
    init?(line: String) {
        let words = line.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let directive = line.split(separator: " ").first,
            ["attributetype", "objectclass"].contains(directive)
        else { return nil }
        self.init(directive: String(directive), name: String(words[1]))
    }
}

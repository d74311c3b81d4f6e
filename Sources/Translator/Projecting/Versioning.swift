import Directories
import Encodings
import LDAP
import SCIM

/// How the version of a resource is made.
///
/// Of a user it is a hash of what the mapping shows: the same on every server and every bridge, and unmoved by what concerns
/// nobody here, such as a failed login. Of an entry with values that are not read each time, such as the members of a group, it
/// is the directory's own version, where every change of these moves that; else there is none.
struct Versioning: Sendable {
    private enum Source: Sendable {
        case values
        case attribute(AttributeDescription)
        case nothing
    }

    private let source: Source
    /// One for each binding; nil for what does not count, such as what the directory adds by itself.
    let seeds: [UInt64?]
    private let valueAttributes: [AttributeDescription]

    init(_ bindings: [Binding], _ dialect: Dialect) {
        self.valueAttributes = bindings.filter { $0.rule.isLoaded && !$0.rule.isReadOnly }.map(\.rule.attribute)
        let isOfValues = bindings.allSatisfy(\.rule.isLoaded)
        self.seeds = bindings.map { binding in
            isOfValues && !binding.rule.isReadOnly ? WeakHash.of(binding.path.description.utf8, seed: 0) : nil
        }
        if isOfValues {
            self.source = .values
        } else if let attribute = dialect.versionAttribute, dialect.movesVersionWithMembers {
            self.source = .attribute(attribute)
        } else {
            self.source = .nothing
        }
    }

    /// Whether it depends on every value that is shown.
    var isOfValues: Bool { if case .values = self.source { true } else { false } }

    /// The attributes from which it is made.
    var attributes: [AttributeDescription] {
        switch self.source {
        case .values: self.valueAttributes
        case .attribute(let attribute): [attribute]
        case .nothing: []
        }
    }

    /// The entity tag of an entry; nil if it has none, or the directory did not show it.
    ///
    /// `sum` is that of the hashes of its values: directories keep values in no order, so the order does not count.
    func version(of entry: Entry, sum: UInt64, isActive: Bool) -> String? {
        switch self.source {
        case .values: Self.tag(WeakHash.mixed(sum &+ (isActive ? 1 : 2)))
        case .attribute(let attribute): entry[attribute].first.map { Self.tag(WeakHash.of($0.bytes, seed: 0)) }
        case .nothing: nil
        }
    }

    /// The same of an entry whose values are not shown.
    func version(of entry: Entry, by bindings: [Binding], _ references: References, isActive: Bool) -> String? {
        var values = EntryValues()
        values.read(entry, by: bindings, where: self.seeds.map { $0 != nil }, self.seeds, references)
        return self.version(of: entry, sum: values.sum, isActive: isActive)
    }

    private static func tag(_ hash: UInt64) -> String {
        String(unsafeUninitializedCapacity: 20) { tag in
            (tag[0], tag[1]) = (UInt8(ascii: "W"), UInt8(ascii: "/"))
            (tag[2], tag[19]) = (UInt8(ascii: "\""), UInt8(ascii: "\""))
            for place in 0..<8 {
                let byte = UInt8(truncatingIfNeeded: hash >> UInt64(56 - 8 * place))
                (tag[3 + 2 * place], tag[4 + 2 * place]) = byte.hexadecimalDigits()
            }
            return 20
        }
    }
}

/// A hash that is the same in every process: FNV-1a with a final mix.
enum WeakHash {
    static func of(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
        Self.mixed(FNV1a.hash(bytes, seed: seed))
    }

    /// Spreads every bit over all others.
    static func mixed(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}

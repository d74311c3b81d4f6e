import Bridge
import LDAP
import Synchronization

/// A directory in memory that behaves like slapd, as far as the bridge relies on it; the contract suite says how far that is.
public final class MemoryDirectory: Directory {
    /// How a server is set up.
    public struct Options: Sendable {
        /// The topmost name.
        public var suffix = DistinguishedName(server: "dc=acme,dc=example")
        /// The account of the client.
        public var account = DistinguishedName(server: "cn=starbridge,ou=services,dc=acme,dc=example")
        /// The controls that the root DSE lists, by their object identifiers; a critical one that is not listed is refused.
        public var controls: Set<String> = MemoryDirectory.controls
        /// The features that the root DSE lists: filters without terms, and numbers that are counted up.
        public var features: LDAP.Attribute.Values = ["1.3.6.1.4.1.4203.1.5.3", "1.3.6.1.1.14"]
        /// What the server knows of attributes and object classes.
        public var schema = Schema.openLDAP
        /// What the server does by itself.
        public var habits: ServerHabits
        /// How many entries a search may return.
        public var sizeLimit = 500
        /// What the client's account may write and not read.
        public var unreadable: Set<AttributeDescription> = []
        /// The databases within the suffix that the root DSE lists; they are only told of.
        public var innerContexts: [DistinguishedName] = []
        /// What the server is for a client that looks at its root DSE.
        public var rootClasses: Attribute.Values = ["top", "OpenLDAProotDSE"]

        /// The usual server.
        public init() { self.habits = ServerHabits(suffix: self.suffix) }
    }

    /// The controls of slapd with the overlay sssvlv that a bridge uses.
    public static let controls: Set<String> = [
        "1.3.6.1.1.12", "1.3.6.1.1.13.2", "1.2.840.113556.1.4.319", "1.2.840.113556.1.4.473",
        "2.16.840.1.113730.3.4.9",
    ]

    private struct State {
        var tree: MemoryTree
        var server: DirectoryServer
        var searches: [SearchRequest] = []
        var attempts: [Change] = []
        var written: [Change] = []
        var interruptions: [Int: Interruption] = [:]
        var isAway = false
        var onSearch: @Sendable (SearchRequest, inout MemoryTree) -> LDAPError? = { _, _ in nil }
    }

    /// How the server is set up.
    public let options: Options
    private let state: Mutex<State>

    /// A server that holds no more than its suffix and the usual units.
    public init(_ change: (inout Options) -> Void = { _ in }) {
        var options = Options()
        change(&options)
        self.options = options
        let tree = MemoryTree(
            suffixes: [options.suffix, DistinguishedName(server: "cn=config")], schema: options.schema,
            habits: options.habits)
        self.state = Mutex(State(tree: tree, server: Self.server(options, tree.schema)))
        self.load(Self.units(of: options.suffix))
    }

    private static func server(_ options: Options, _ schema: Schema) -> DirectoryServer {
        var root = Entry(dn: DistinguishedName([]))
        root["objectClass"] = options.rootClasses
        root["namingContexts"] = ([options.suffix] + options.innerContexts).map { AttributeValue($0.description) }[...]
        root["supportedControl"] = options.controls.sorted().map { AttributeValue($0) }[...]
        root["supportedFeatures"] = options.features
        return DirectoryServer(rootDSE: RootDSE(entry: root), schema: schema)
    }

    private static func units(of suffix: DistinguishedName) -> String {
        let top = "dn: \(suffix)\nobjectClass: dcObject\nobjectClass: organization\ndc: acme\no: Acme\n"
        let units = ["people", "groups", "leavers", "services", "policies"].map {
            "dn: ou=\($0),\(suffix)\nobjectClass: organizationalUnit\nou: \($0)\n"
        }
        return ([top] + units).joined(separator: "\n")
    }
}

// MARK: - The client's side

extension MemoryDirectory {
    /// Returns the same value until ``failOver()``.
    public func server() async throws(LDAPError) -> DirectoryServer {
        try self.state.withLock { state throws(LDAPError) in
            if state.isAway { throw LDAPError(.serverDown) }
            return state.server
        }
    }

    /// Returns what matches, or throws what slapd answers.
    public func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try self.state.withLock { state throws(LDAPError) in
            state.searches.append(request)
            if state.isAway { throw LDAPError(.serverDown) }
            if let error = state.onSearch(request, &state.tree) { throw error }
            return try self.answer(request, in: state.tree)
        }
    }

    /// Applies a change, or throws what slapd answers.
    public func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try self.state.withLock { state throws(LDAPError) in
            state.attempts.append(change)
            if state.isAway { throw LDAPError(.serverDown) }
            let interruption = state.interruptions.removeValue(forKey: state.attempts.count) ?? Interruption()
            interruption.other(&state.tree)
            switch interruption.fate {
            case .refused(let error): throw error
            case .lost(isMade: false): throw .lost
            default: break
            }
            let result = try self.write(change, options, in: &state.tree)
            state.written.append(change)
            switch interruption.fate {
            case .lost: throw .lost
            case .readBack: return WriteResult(isReadBack: true)
            default: return result
            }
        }
    }

    /// Gives `body` a connection, which is as good as any other.
    public func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await body(self)
    }

    /// Returns a connection, which is as good as any other and does not end.
    public func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }

    private func write(
        _ change: Change, _ options: WriteOptions, in tree: inout MemoryTree
    ) throws(LDAPError) -> WriteResult {
        var assertion: Filter?
        var isPermissive = false
        for control in options.controls {
            try self.demand(control)
            switch control {
            case .assertion(let filter): assertion = filter
            case .permissiveModify: isPermissive = true
            case .postRead(let attributes):
                for attribute in attributes where !attribute.isSpecial { _ = try tree.rules.type(of: attribute) }
            default: break
            }
        }
        var result = WriteResult()
        try tree.apply(change, by: self.options.account, assertion: assertion, isPermissive: isPermissive)
        for case .postRead(let attributes) in options.controls {
            let entry = change.resultingName.flatMap { tree[$0] }.map { [$0] } ?? []
            result.postRead = self.readable(entry, attributes, tree.schema).first
        }
        return result
    }

    /// - Throws: `unavailableCriticalExtension` for a control that the server must know and does not.
    func demand(_ control: Control) throws(LDAPError) {
        // slapd knows the permissive modify control and does not list it.
        guard control != .permissiveModify, !self.options.controls.contains(control.oid) else { return }
        throw LDAPError(.unavailableCriticalExtension, diagnostic: "critical extension is not recognized")
    }

    /// What the client's account may see of entries.
    func readable(_ entries: [Entry], _ attributes: [AttributeDescription], _ schema: Schema) -> [Entry] {
        let all = Set(entries.flatMap { $0.attributes.map(\.description) })
        let shown = Set(
            Entry(dn: self.options.suffix, attributes: all.map { Attribute($0) }).limited(
                to: attributes, schema: schema
            )
            .attributes.map(\.description)
        ).subtracting(self.options.unreadable)
        return entries.map { entry in
            Entry(dn: entry.dn, attributes: entry.attributes.filter { shown.contains($0.description) })
        }
    }
}

// MARK: - The test's side

extension MemoryDirectory {
    /// Every search that reached the server, in turn.
    public var searches: [SearchRequest] { self.state.withLock { $0.searches } }

    /// Every change that a client tried, in turn.
    public var attempts: [Change] { self.state.withLock { $0.attempts } }

    /// Every change of a client that was made, in turn.
    public var written: [Change] { self.state.withLock { $0.written } }

    /// What is made of the directory, as LDIF.
    public var ldif: String { self.written.map { $0.ldif() }.joined(separator: "\n") }

    /// The whole entry of a name; nil if there is none.
    public subscript(_ name: String) -> Entry? {
        self.state.withLock { $0.tree[DistinguishedName(server: name)] }
    }

    /// Changes entries behind the back of the client.
    public func edit(_ change: (inout MemoryTree) -> Void) {
        self.state.withLock { change(&$0.tree) }
    }

    /// Applies LDIF records behind the back of the client; one that is refused stops them.
    public func load(_ ldif: String) {
        self.edit { $0.load(ldif) }
    }

    /// Interrupts a write, counted from now.
    public func interrupt(write number: Int = 1, _ interruption: Interruption) {
        self.state.withLock { $0.interruptions[$0.attempts.count + number] = interruption }
    }

    /// Does something before each search is answered, which an error refuses.
    public func onSearch(_ body: @escaping @Sendable (SearchRequest, inout MemoryTree) -> LDAPError?) {
        self.state.withLock { $0.onSearch = body }
    }

    /// Goes away, or comes back: nobody is answered meanwhile, and nothing is sent.
    public func goAway(_ isAway: Bool = true) {
        self.state.withLock { $0.isAway = isAway }
    }

    /// Describes the server anew, as after a failover.
    public func failOver() {
        self.state.withLock { $0.server = Self.server(self.options, $0.tree.schema) }
    }
}

extension MemoryTree {
    /// Applies LDIF records as an administrator; one that is refused stops them.
    public mutating func load(_ ldif: String) {
        let admin = DistinguishedName(server: "cn=admin,\(self.suffixes[0])")
        do {
            for change in try Entry.parseLDIF(ldif) { try self.apply(change, by: admin) }
        } catch {
            preconditionFailure("\(error) for:\n\(ldif)")
        }
    }
}

extension LDAPError {
    fileprivate static let lost = LDAPError(.serverDown, diagnostic: "the connection was lost", outcome: .unknown)
}

extension AttributeDescription {
    /// Whether it stands for several attributes, or none.
    fileprivate var isSpecial: Bool { ["*", "+", "1.1"].contains(self.name) }
}

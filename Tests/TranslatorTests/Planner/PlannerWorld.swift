import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// A mapping on a server with the schema of the tests, and short ways to plan with it.
struct PlannerWorld {
    static let base = DistinguishedName(server: "ou=people,dc=acme")
    static let trash = DistinguishedName(server: "ou=leavers,dc=acme")
    static let id = "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01"

    var mapping = Mapping.inetOrgPerson(base: Self.base)
    var dialect = Dialect.openLDAP
    var interims: InterimNames?
    /// The attributes by whose values groups name people.
    var keys: [AttributeDescription] = []

    init(keys: [AttributeDescription] = [], _ configure: (inout Mapping) -> Void = { _ in }) {
        self.mapping.deletion = .trash(base: Self.trash)
        self.mapping.renaming = .server
        self.keys = keys
        configure(&self.mapping)
    }

    var bound: BoundMapping { BoundMapping(mapping: self.mapping, dialect: self.dialect, schema: .sample) }

    var planner: Planner { Planner(self.bound, trashBases: [Self.trash], interims: self.interims, keys: self.keys) }

    func project(_ entry: Entry, _ references: References = References()) -> Resource {
        EntryProjector(self.bound).resource(from: entry, references: references)
    }

    /// Plans the operations of a PATCH, given as the JSON of its `Operations`; the whole resource gives the same plan as the
    /// attributes that the operations are on.
    func patch(
        _ entry: Entry, _ operations: String, _ references: References = References(), referrers: [Referrer] = [],
        knowing knowledge: Knowledge = .blind, choosing choices: Choices = Choices()
    ) throws -> Plan {
        let body = #"{"Operations":\#(operations)}"#
        let patch = try Patch(decoding: try JSONReader.read(body.utf8), extensions: [.enterpriseUser])
        func plan(_ current: Resource) -> Result<Plan, any Error> {
            Result {
                try self.plan(
                    entry, patch, over: current, references, referrers: referrers, knowing: knowledge, choices)
            }
        }
        let whole = plan(self.project(entry, references))
        if let attributes = self.planner.attributes(of: patch) {
            let part = plan(
                EntryProjector(self.bound).resource(from: entry, references: references, showing: attributes))
            #expect(part.plan == whole.plan)
            #expect(part.refusal == whole.refusal)
        }
        return try whole.get()
    }

    private func plan(
        _ entry: Entry, _ patch: Patch, over current: Resource, _ references: References, referrers: [Referrer],
        knowing knowledge: Knowledge, _ choices: Choices
    ) throws -> Plan {
        let unloaded = self.mapping.rules.filter { !$0.isLoaded }.map(\.path)
        return try self.planner.update(
            entry, current: current,
            revision: try current.applying(
                try self.planner.places.placed(patch), of: self.mapping.resourceType, unloaded: unloaded,
                places: self.planner.places),
            references: references, referrers: referrers, knowing: knowledge, choosing: choices
        )
    }

    /// Plans a PUT of a body given as JSON.
    func put(_ entry: Entry, _ body: String) throws -> Plan {
        let revision = Revision(
            resource: try self.planner.places.placed(try self.resource(body)), spoken: .everything)
        return try self.planner.update(
            entry, current: self.project(entry), revision: revision, references: References()
        )
    }

    func create(
        _ body: String, _ references: References = References(), choosing choices: Choices = Choices()
    ) throws -> Plan {
        try self.planner.create(
            try self.planner.places.placed(try self.resource(body)), references: references, choosing: choices)
    }

    func resource(_ body: String) throws -> Resource {
        try Resource(decoding: try JSONReader.read(body.utf8), as: self.mapping.resourceType)
    }
}

extension Entry {
    /// Bob, with these attributes instead of or besides his own; an empty list takes one away.
    static func bob(
        _ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]> = [:],
        dn: String = "uid=bob,ou=people,dc=acme"
    ) -> Entry {
        var entry = Entry(dn: DistinguishedName(server: dn))
        entry["objectClass"] = ["inetOrgPerson"]
        entry["uid"] = ["bob"]
        entry["cn"] = ["Bob Lee"]
        entry["sn"] = ["Lee"]
        entry["mail"] = ["bob@acme.example"]
        entry["entryUUID"] = [AttributeValue(PlannerWorld.id)]
        entry["entryCSN"] = ["20261123212810.232390Z#000000#000#000000"]
        for (attribute, values) in attributes { entry[attribute] = values[...] }
        return entry
    }
}

extension Result where Success == Plan {
    fileprivate var plan: Plan? { try? self.get() }

    fileprivate var refusal: SCIMError? {
        if case .failure(let error) = self { error as? SCIMError } else { nil }
    }
}

extension Plan {
    /// The steps in short: `-title=Clerk +title=Chief` for values, `=mail=a,b` for a replace, `rename uid=rob`.
    var summary: [String] { self.steps.map { $0.change.summary } }
}

extension Change {
    var summary: String {
        switch self {
        case .add(let entry):
            "add \(entry.dn): "
                + entry.attributes.map { "\($0.description)=\($0.values.joined)" }.joined(separator: " ")
        case .modify(_, let modifications):
            modifications.map(\.summary).joined(separator: " ")
        case .rename(_, let leaf, let deletesOld, let superior):
            "rename \(leaf)" + (deletesOld ? "" : " keeping the old value") + (superior.map { " below \($0)" } ?? "")
        case .delete(let dn):
            "delete \(dn)"
        }
    }
}

extension Modification {
    fileprivate var summary: String {
        let sign =
            switch self.operation {
            case .add: "+"
            case .delete: "-"
            case .replace: "="
            case .increment: "±"
            }
        return "\(sign)\(self.attribute)=\(self.values.joined)"
    }
}

extension LDAP.Attribute.Values {
    fileprivate var joined: String { self.map { $0.text ?? "\($0.bytes)" }.joined(separator: ",") }
}

/// What a call that must be refused was refused with.
func refusal(_ body: () throws -> Plan) -> SCIMError? {
    do {
        let plan = try body()
        Issue.record("not refused: \(plan.summary)")
        return nil
    } catch {
        return error as? SCIMError
    }
}

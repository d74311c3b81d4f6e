import Foundation
import LDAP
import SCIM
import Sandbox

/// What a rehearsal leaves in its folder, so that another process can report on it.
struct RehearsalFolder: Sendable {
    /// Its path.
    let path: String

    /// All entries of the copy before the first call.
    var before: String { self.path + "/before.ldif" }
    /// The schema of the copy.
    private var subschema: String { self.path + "/subschema.ldif" }
    private var state: String { self.path + "/rehearsal.json" }

    /// What a report needs to know.
    struct State: Sendable, Hashable {
        /// The path of the configuration.
        var configuration: String
        /// The kind of the original.
        var kind: String
        /// The topmost entry of the copy.
        var suffix: String
        /// Whether its entries have a class of the copy's own.
        var isPermissive: Bool
        /// In which attributes the server of the copy takes names along.
        var followed: [String]
    }

    /// Writes down what a report needs to know.
    /// - Throws: `SandboxError`.
    func write(_ state: State, schema: Entry) throws {
        let object: Object = [
            "configuration": .string(state.configuration), "kind": .string(state.kind),
            "suffix": .string(state.suffix), "permissive": .boolean(state.isPermissive),
            "followed": .array(state.followed.map { .string($0) }),
        ]
        try FileText.write(String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self), to: self.state)
        try FileText.write(schema.description, to: self.subschema)
    }

    /// Reads it.
    /// - Throws: ``RehearsalError`` where there is no rehearsal in the folder.
    func read() throws -> State {
        let text = FileText.read(self.state)
        guard let object = try? JSONReader.read(text.utf8).object, let configuration = object["configuration"]?.string,
            let kind = object["kind"]?.string, let suffix = object["suffix"]?.string
        else {
            throw RehearsalError(
                "There is no rehearsal in \(self.path), or none that has begun: name the folder that `starbridge rehearse` printed."
            )
        }
        let followed =
            if case .array(let values)? = object["followed"] { values.compactMap(\.string) } else { [String]() }
        return State(
            configuration: configuration, kind: kind, suffix: suffix,
            isPermissive: object["permissive"] == .boolean(true), followed: followed)
    }

    /// The schema of the copy.
    /// - Throws: ``RehearsalError``, or `LDAPError`, where it cannot be read.
    func schema() throws -> LDAP.Schema {
        let entry = try RecordFile.entry(of: Array(FileText.read(self.subschema).utf8)[...])
        return try LDAP.Schema(subschema: entry)
    }
}

import Directories
import LDAP
import SCIM
import Translator

extension FuzzTarget {
    /// An entry, one value in a line, as a client sees it.
    static let rendering = FuzzTarget(
        "rendering",
        seeds: [
            "uid:ada\nmail:ada@x\nsn:Lovelace\ncn:Ada \"L\"\nentryUUID:0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01\no:Acme",
            "createTimestamp:20261123212810Z\nmodifyTimestamp:20261123212810.25+01\nlabeledURI:x\nlabeledURI:http://y\ncn:",
        ],
        tokens: ["uid:", "mail:", "o:", "cn:", "title:", "\n", "\u{1}", "\"", "\\", "é", "20261123212810Z"]
    ) { bytes in
        var entry = Entry(dn: DistinguishedName(server: "uid=ada"))
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            entry[AttributeDescription(String(decoding: parts[0], as: UTF8.self))].append(
                AttributeValue(bytes: Array(parts[1])))
        }
        for projection in [.all, Projection(attributes: [AttributePath(attribute: "emails")])] {
            let shown = Self.renderer.resource(from: entry, showing: projection)
            guard let value = try? JSONReader.read(shown.bytes) else {
                throw Violation("no JSON: \(String(decoding: shown.bytes, as: UTF8.self))")
            }
            try require(JSONWriter.bytes(value) == shown.bytes, "written otherwise: \(value)")
            try require(value.object?["id"]?.string == shown.id, "another id: \(value)")
            if projection != .all { continue }
            var attributes = value.object ?? Object()
            for name in ["schemas", "id", "meta"] { attributes[name] = nil }
            try require(attributes == Self.projector.resource(from: entry).attributes, "shown otherwise: \(value)")
        }
    }

    private static let projector = EntryProjector(
        BoundMapping(
            mapping: .inetOrgPerson(base: DistinguishedName(server: "dc=x")), dialect: .openLDAP,
            schema: LDAP.Schema(attributeTypes: [], objectClasses: [])))
    private static let renderer = EntryRenderer(projector, below: "https://x/scim")
}

import Directories
import Encodings
import LDAP
import SCIM

/// Parts of the metadata of a resource (RFC 7643 section 3.1).
struct MetaParts: OptionSet {
    let rawValue: Int

    static let resourceType = Self(rawValue: 1)
    static let created = Self(rawValue: 2)
    static let lastModified = Self(rawValue: 4)
    static let location = Self(rawValue: 8)
    static let version = Self(rawValue: 16)

    private static let names: [(name: String, part: Self)] = [
        ("resourceType", .resourceType), ("created", .created), ("lastModified", .lastModified),
        ("location", .location),
        ("version", .version),
    ]
}

extension MetaParts {
    /// Those that a view shows.
    init(in view: ResourceView) {
        let meta = AttributePath(attribute: "meta")
        guard view.shows(meta, nil) else {
            self = []
            return
        }
        self.init(Self.names.filter { view.shows(meta.part($0.name), nil) }.map(\.part))
    }
}

/// How the metadata of a resource is written, made once.
struct MetaTable: Sendable {
    private let createdAttribute: AttributeDescription
    private let modifiedAttribute: AttributeDescription
    private let key = JSONWriter.key("meta")
    /// `,"resourceType":"User"`.
    private let type: [UInt8]
    private let created = JSONWriter.key("created")
    private let modified = JSONWriter.key("lastModified")
    /// `,"location":"https://…/Users/`, which the id and a quote follow.
    private let location: [UInt8]
    private let version = JSONWriter.key("version")

    init(of type: ResourceType, below baseURL: String, on dialect: Dialect) {
        self.createdAttribute = dialect.createdAttribute
        self.modifiedAttribute = dialect.modifiedAttribute
        self.type = JSONWriter.key("resourceType") + JSONWriter.bytes(.string(type.name))
        self.location =
            JSONWriter.key("location") + JSONWriter.bytes(.string("\(baseURL)\(type.endpoint)/")).dropLast()
    }

    /// Appends those of the parts that there are; nothing where there is none.
    func write(_ parts: MetaParts, of entry: Entry, _ id: String?, _ version: String?, to json: inout JSONWriter) {
        if parts.isEmpty { return }
        json.bytes += self.key
        let start = json.bytes.count
        if parts.contains(.resourceType) { json.bytes += self.type }
        if parts.contains(.created) { Self.write(self.created, entry[self.createdAttribute].first, to: &json) }
        if parts.contains(.lastModified) {
            Self.write(self.modified, entry[self.modifiedAttribute].first, to: &json)
        }
        if parts.contains(.location), let id {
            json.bytes += self.location
            json.bytes += id.utf8
            json.bytes.append(UInt8(ascii: "\""))
        }
        if parts.contains(.version), let version {
            json.bytes += self.version
            json.write(.string(version))
        }
        guard json.bytes.count > start else {
            json.bytes.removeLast(self.key.count)
            return
        }
        json.bytes[start] = UInt8(ascii: "{")
        json.bytes.append(UInt8(ascii: "}"))
    }

    private static func write(_ key: [UInt8], _ time: AttributeValue?, to json: inout JSONWriter) {
        guard let time else { return }
        let start = json.bytes.count
        json.bytes += key
        json.bytes.append(UInt8(ascii: "\""))
        if time.appendInternetDateTime(to: &json.bytes) {
            json.bytes.append(UInt8(ascii: "\""))
        } else {
            json.bytes.removeLast(json.bytes.count - start)
        }
    }
}

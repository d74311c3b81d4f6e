import Directories
import Encodings
import LDAP
import SCIM

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

    /// Appends those of ``TableView/metaParts`` that are shown and that there are.
    func write(_ isShown: [Bool], of entry: Entry, _ id: String?, _ version: String?, to json: inout JSONWriter) {
        json.bytes += self.key
        let start = json.bytes.count
        if isShown[0] { json.bytes += self.type }
        if isShown[1] { Self.write(self.created, entry[self.createdAttribute].first, to: &json) }
        if isShown[2] { Self.write(self.modified, entry[self.modifiedAttribute].first, to: &json) }
        if isShown[3], let id {
            json.bytes += self.location
            json.bytes += id.utf8
            json.bytes.append(UInt8(ascii: "\""))
        }
        if isShown[4], let version {
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

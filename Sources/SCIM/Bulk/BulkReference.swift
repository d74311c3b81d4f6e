import Encodings

/// References to resources that the same message creates (RFC 7644 section 3.7.2): `bulkId:NAME` in the place of an id.
///
/// In data it is a whole text, or a literal of a filter in the path of a PATCH: `members[value eq "bulkId:NAME"]`.
enum BulkReference {
    /// The bulk ids in a value, in their order.
    static func ids(in value: Value) -> [String] {
        switch value {
        case .string(let text): Self.parts(of: text).compactMap(\.id)
        case .array(let values): values.flatMap(Self.ids)
        case .object(let object): object.flatMap { Self.ids(in: $0.value) }
        case .null, .boolean, .integer, .decimal: []
        }
    }

    /// The endpoint in a path and the bulk id in the place of a resource's id; nil if the path has none.
    ///
    /// No path has more than two segments, so that a slash behind the second belongs to the bulk id.
    static func reference(inPath path: String) -> (endpoint: Substring, id: String)? {
        let segments = path.split(separator: "/", maxSplits: 1)
        guard segments.count == 2, let id = Self.wholeReference(segments[1].drop { $0 == "/" }) else { return nil }
        return (segments[0], String(id))
    }

    /// The path with what `unescape` makes of the bulk id in it, if that has escapes; as it is where that makes nothing of it.
    static func unescaped(_ path: String, by unescape: (String) -> String?) -> String {
        guard let (endpoint, id) = Self.reference(inPath: path), id.utf8.contains(UInt8(ascii: "%")) else {
            return path
        }
        return unescape(id).map { "/\(endpoint)/bulkId:\($0)" } ?? path
    }

    /// The value with the ids that are known in the place of the references.
    static func resolve(_ value: Value, _ known: [String: String]) -> Value {
        switch value {
        case .string(let text):
            .string(
                Self.parts(of: text).map { part in part.id.flatMap { known[$0] } ?? String(part.text) }
                    .joined(separator: "\"")
            )
        case .array(let values): .array(values.map { Self.resolve($0, known) })
        case .object(let object): .object(Self.resolve(object, known))
        case .null, .boolean, .integer, .decimal: value
        }
    }

    static func resolve(_ object: Object, _ known: [String: String]) -> Object {
        var resolved = Object()
        for (name, value) in object { resolved.append(name, Self.resolve(value, known)) }
        return resolved
    }

    /// The parts of a text that are divided by quotes; those between quotes, and a text without any, may be references.
    private static func parts(of text: String) -> [(text: Substring, id: String?)] {
        if let id = Self.wholeReference(text[...]) { return [(text[...], String(id))] }
        guard text.utf8.contains(UInt8(ascii: "\"")) else { return [(text[...], nil)] }
        return text.split(separator: "\"", omittingEmptySubsequences: false).enumerated().map { index, part in
            (part, index.isMultiple(of: 2) ? nil : Self.wholeReference(part).map(String.init))
        }
    }

    private static func wholeReference(_ text: Substring) -> Substring? {
        let prefix = "bulkId:"
        guard text.utf8.starts(withIgnoringASCIICase: prefix.utf8) else { return nil }
        return text.dropFirst(prefix.count)
    }
}

extension BulkRequest.Call {
    /// The data with the ids that are known in the place of the references.
    public func data(resolving known: [String: String]) -> Object {
        BulkReference.resolve(self.data, known)
    }

    /// The segments of the path, with the id that is known in the place of the reference.
    public func segments(
        resolving known: [String: String], decoding: (Substring) throws(SCIMError) -> String
    ) throws(SCIMError) -> [String] {
        if let (endpoint, id) = BulkReference.reference(inPath: self.path) {
            return [try decoding(endpoint), known[id] ?? "bulkId:\(id)"]
        }
        var segments: [String] = []
        for segment in self.path.split(separator: "/") { segments.append(try decoding(segment)) }
        return segments
    }

    /// The creation of a resource without what refers to some bulk ids, and the PATCH that adds just that.
    ///
    /// `bulkID` names the resource itself. Of a list of values only the elements that refer to the ids are left out.
    public func parted(from ids: Set<String>, of bulkID: String) -> (now: BulkRequest.Call, later: BulkRequest.Call) {
        let (now, later) = self.data.parted(from: ids)
        let addition: Object = ["Operations": [["op": "add", "value": .object(later)]]]
        return (
            BulkRequest.Call(self.method, self.path, data: now),
            BulkRequest.Call(.patch, "\(self.path)/bulkId:\(bulkID)", data: addition)
        )
    }
}

extension Object {
    fileprivate func parted(from ids: Set<String>) -> (now: Object, later: Object) {
        var now = Object()
        var later = Object()
        func refers(_ value: Value) -> Bool { !ids.isDisjoint(with: BulkReference.ids(in: value)) }
        for (name, value) in self {
            switch value {
            case _ where !refers(value): now.append(name, value)
            case .array(let elements):
                now.append(name, .array(elements.filter { !refers($0) }))
                later.append(name, .array(elements.filter(refers)))
            case .object(let members) where name.utf8.starts(withIgnoringASCIICase: "urn:".utf8):
                let parts = members.parted(from: ids)
                now.append(name, .object(parts.now))
                later.append(name, .object(parts.later))
            default: later.append(name, value)
            }
        }
        return (now, later)
    }
}

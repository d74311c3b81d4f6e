import LDAP
import SCIM

extension Binding {
    /// Whether an answer with this projection shows the values.
    func isReturned(_ projection: Projection) -> Bool {
        if self.returned == .request, projection.attributes.isEmpty { return false }
        return self.shownPaths.contains { projection.includes($0) }
    }

    /// The values of an entry as SCIM shows them.
    func values(in entry: Entry, references: References) -> [Value] {
        self.shown(in: entry).compactMap { self.conversion.value(of: $0, references: references) }
    }
}

extension [UInt8] {
    /// The moment in the syntax of the internet; nil if it is none in the syntax of directories.
    var internetDateTime: String? {
        guard self.isPlainTime else {
            return AttributeValue(bytes: self).text.flatMap { Timestamp(generalizedTime: $0) }?.internetDateTime
        }
        var text: [UInt8] = []
        text.reserveCapacity(20)
        for (range, separator) in Self.timeParts {
            text += self[range]
            text.append(separator)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static var timeParts: [(Range<Int>, UInt8)] {
        [
            (0..<4, UInt8(ascii: "-")), (4..<6, UInt8(ascii: "-")), (6..<8, UInt8(ascii: "T")),
            (8..<10, UInt8(ascii: ":")), (10..<12, UInt8(ascii: ":")), (12..<14, UInt8(ascii: "Z")),
        ]
    }

    /// Whether it is `20261123212810Z`, as servers stamp entries.
    private var isPlainTime: Bool {
        self.count == 15 && self[14] == UInt8(ascii: "Z") && self[..<14].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
}

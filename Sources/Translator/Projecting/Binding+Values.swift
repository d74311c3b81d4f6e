import Encodings
import LDAP
import SCIM

extension Binding {
    /// Whether an answer with this projection shows the values.
    func isReturned(_ projection: Projection) -> Bool {
        if self.returned == .request, projection.attributes.isEmpty { return false }
        return self.shownPaths.contains { projection.includes($0) }
    }

    /// The values of an entry as SCIM shows them; an entry that is named by two names is shown once.
    func values(in entry: Entry, references: References) -> [Value] {
        let values = self.shown(in: entry).compactMap { self.conversion.value(of: $0, references: references) }
        guard self.rule.isReference, values.count > 1 else { return values }
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}

extension ArraySlice<UInt8> {
    /// The moment in the syntax of the internet; nil if it is none in the syntax of directories.
    var internetDateTime: String? {
        guard self.isPlainTime else {
            return AttributeValue(bytes: self).text.flatMap { Timestamp(generalizedTime: $0) }?.internetDateTime
        }
        var text: [UInt8] = []
        text.reserveCapacity(20)
        for (index, digit) in self.prefix(14).enumerated() {
            text.append(digit)
            switch index {
            case 3, 5: text.append(UInt8(ascii: "-"))
            case 7: text.append(UInt8(ascii: "T"))
            case 9, 11: text.append(UInt8(ascii: ":"))
            default: break
            }
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether it is `20261123212810Z`, as servers stamp entries.
    private var isPlainTime: Bool {
        self.count == 15 && self.last == UInt8(ascii: "Z")
            && self.dropLast().allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
}

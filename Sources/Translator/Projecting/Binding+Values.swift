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

extension AttributeValue {
    /// The moment in the syntax of the internet; nil if it is none in the syntax of directories.
    var internetDateTime: String? {
        var text: [UInt8] = []
        return self.appendInternetDateTime(to: &text) ? String(decoding: text, as: UTF8.self) : nil
    }

    /// Appends the moment in the syntax of the internet; nothing, and false, if it is none in the syntax of directories.
    func appendInternetDateTime(to text: inout [UInt8]) -> Bool {
        self.bytes.withUnsafeBufferPointer { bytes in
            guard bytes.isPlainTime else {
                guard let time = self.text.flatMap({ Timestamp(generalizedTime: $0) }) else { return false }
                text += time.internetDateTime.utf8
                return true
            }
            for index in 0..<14 {
                text.append(bytes[index])
                switch index {
                case 3, 5: text.append(UInt8(ascii: "-"))
                case 7: text.append(UInt8(ascii: "T"))
                case 9, 11: text.append(UInt8(ascii: ":"))
                default: break
                }
            }
            text.append(UInt8(ascii: "Z"))
            return true
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether it is `20261123212810Z`, or `20261123212810.0Z` as Active Directory stamps entries.
    fileprivate var isPlainTime: Bool {
        let ending = self.count == 15 ? "Z" : ".0Z"
        return (self.count == 15 || self.count == 17) && self[14...].elementsEqual(ending.utf8)
            && self[..<14].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
}

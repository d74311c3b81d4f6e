/// One element of a message, taken apart (ITU-T X.690, as RFC 4511 section 5.1 uses it).
struct BERElement: Equatable {
    let tag: UInt8
    var content: [UInt8]

    init(_ tag: UInt8, _ content: [UInt8]) {
        (self.tag, self.content) = (tag, content)
    }

    /// An element of others.
    init(_ tag: UInt8, _ elements: [BERElement]) {
        self.init(tag, elements.flatMap(\.bytes))
    }

    /// The elements that stand one after the other in some bytes; what is cut off is left out.
    static func all(in bytes: [UInt8]) -> [BERElement] {
        var (elements, rest) = ([BERElement](), bytes[...])
        while let (element, size) = Self.first(in: rest) {
            elements.append(element)
            rest = rest.dropFirst(size)
        }
        return elements
    }

    private static func first(in bytes: ArraySlice<UInt8>) -> (BERElement, size: Int)? {
        guard bytes.count > 1 else { return nil }
        let (start, octet) = (bytes.startIndex, Int(bytes[bytes.startIndex + 1]))
        let octets = octet < 0x80 ? 0 : octet & 0x7F
        guard bytes.count >= 2 + octets else { return nil }
        let length = octets == 0 ? octet : bytes[(start + 2)..<(start + 2 + octets)].reduce(0) { $0 << 8 | Int($1) }
        let size = 2 + octets + length
        guard bytes.count >= size else { return nil }
        return (BERElement(bytes[start], Array(bytes[(start + 2 + octets)..<(start + size)])), size)
    }

    /// What it is made of.
    var elements: [BERElement] { Self.all(in: self.content) }

    var text: String { String(decoding: self.content, as: UTF8.self) }

    var bytes: [UInt8] {
        let length = self.content.count
        if length < 0x80 { return [self.tag, UInt8(length)] + self.content }
        let octets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
        return [self.tag, 0x84] + octets + self.content
    }
}

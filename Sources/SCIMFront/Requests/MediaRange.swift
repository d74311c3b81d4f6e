import Encodings

/// One element of an `Accept` field: `media-range [ weight ]`.
struct MediaRange {
    private let name: Substring.UTF8View
    private let parameters: [Substring.UTF8View]

    init(_ text: Substring.UTF8View) {
        let parts = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(Self.trimmed)
        self.name = parts[0]
        self.parameters = Array(parts.dropFirst())
    }

    var isEmpty: Bool { self.name.isEmpty }

    /// A lone `*` is what some Java clients send.
    var coversJSON: Bool {
        Self.covers(self.name) && !self.parameters.contains(where: Self.isZeroWeight)
    }

    /// Whether a name without parameters covers the JSON that is sent.
    static func covers(_ name: Substring.UTF8View) -> Bool {
        switch name.count {
        case 1: name.first == UInt8(ascii: "*")
        case 3: name.elementsEqual("*/*".utf8)
        case 13: name.equalsIgnoringASCIICase("application/*")
        case 16: name.equalsIgnoringASCIICase("application/json")
        case 21: name.equalsIgnoringASCIICase("application/scim+json")
        default: false
        }
    }

    /// Looks for `weight = OWS ";" OWS "q=" "0" [ "." 0*3("0") ]`, which refuses the range.
    private static func isZeroWeight(_ parameter: Substring.UTF8View) -> Bool {
        parameter.count > 2 && parameter.prefix(2).equalsIgnoringASCIICase("q=")
            && parameter.dropFirst(2).allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text.drop(while: Self.isBlank)
        while let last = text.last, Self.isBlank(last) { text.removeLast() }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

extension FieldLines {
    /// Whether the client takes the JSON that is sent by its Accept fields (RFC 9110 12.5.1): it asks for nothing, or for a range that covers it.
    var acceptsJSON: Bool {
        var isSilent = true
        guard let first else { return true }
        // What nearly everybody sends, without looking at its parts.
        if self.others.isEmpty, MediaRange.covers(first.utf8[...]) { return true }
        for value in self.all {
            for element in value.utf8.split(separator: UInt8(ascii: ",")) {
                let range = MediaRange(element)
                if range.coversJSON { return true }
                isSilent = isSilent && range.isEmpty
            }
        }
        return isSilent
    }
}

import Encodings
import Hummingbird

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
        ["application/scim+json", "application/json", "*/*", "application/*", "*"]
            .contains(where: self.name.equalsIgnoringASCIICase) && !self.parameters.contains(where: Self.isZeroWeight)
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

extension HTTPFields {
    /// Whether the client takes the JSON that is sent (RFC 9110 12.5.1): it asks for nothing, or for a range that covers it.
    var acceptsJSON: Bool {
        var isSilent = true
        for field in self where field.name == .accept {
            for element in field.value.utf8.split(separator: UInt8(ascii: ",")) {
                let range = MediaRange(element)
                if range.coversJSON { return true }
                isSilent = isSilent && range.isEmpty
            }
        }
        return isSilent
    }
}

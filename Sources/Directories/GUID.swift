import Encodings

/// An id as Windows keeps it: a UUID whose first three groups are numbers with the smallest byte first.
struct GUID: Hashable {
    /// The 16 bytes in the order in which the directory has them.
    let bytes: [UInt8]

    /// For each byte of the text, the place that it has in the directory.
    private static let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    private static let hyphens: Set = [4, 6, 8, 10]

    /// Nil unless there are 16 bytes.
    init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.order.count else { return nil }
        self.bytes = Array(bytes)
    }

    /// Nil for a text that is no UUID; capitals are the same as small letters.
    init?(text: String) {
        guard text.utf8.isUUID else { return nil }
        let digits = text.utf8.compactMap(\.hexadecimalValue)
        var bytes = [UInt8](repeating: 0, count: Self.order.count)
        for (index, place) in Self.order.enumerated() { bytes[place] = digits[2 * index] << 4 | digits[2 * index + 1] }
        self.bytes = bytes
    }

    /// The text in small letters.
    var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, place) in Self.order.enumerated() {
            if Self.hyphens.contains(index) { text.append(UInt8(ascii: "-")) }
            let digits = self.bytes[place].hexadecimalDigits()
            text.append(digits.0)
            text.append(digits.1)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

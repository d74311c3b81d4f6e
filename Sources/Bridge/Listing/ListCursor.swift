import Encodings
import LDAP
import SCIM
import Translator

/// Where a list goes on (RFC 9865): after the last entry of the page before, wherever that stands by then.
struct ListCursor: Hashable {
    /// How long a cursor is good for in seconds.
    static let timeout = 3600
    private static let codeLength = 16

    /// How many entries of the list were before the next page when the cursor was made.
    var position: Int
    /// Where the last of them stands in the order of the list.
    var place: ListOrder.Place

    /// The text for the client in letters, digits, `-` and `_`; it holds for the same `query` only.
    func text(for query: String, by signer: any CursorSigner) -> String {
        let message = JSONWriter.bytes([
            .integer(signer.now), .integer(Int64(self.position)),
            .array(self.place.values.map { $0?.text.map { .string($0) } ?? .null }),
        ])
        return (Self.code(message, query, signer) + message).base64URL
    }

    /// Reads the text of a cursor that a bridge with the same secret made for the same query.
    /// - Throws: `invalidCursor` or `expiredCursor`.
    init(_ text: String, for query: String, by signer: any CursorSigner) throws(SCIMError) {
        guard let bytes = [UInt8](base64URL: text), bytes.count > Self.codeLength else { throw .foreignCursor }
        let message = Array(bytes[Self.codeLength...])
        guard Array(bytes[..<Self.codeLength]).equalsInConstantTime(Self.code(message, query, signer)),
            let parts = try? JSONReader.read(message).array, parts.count == 3,
            case (.integer(let made), .integer(let position), .array(let values)) = (parts[0], parts[1], parts[2]),
            position > 0
        else { throw .foreignCursor }
        guard signer.now - made <= Int64(Self.timeout) else {
            throw .expiredCursor(
                "The cursor is older than the \(Self.timeout) seconds that it was good for. Begin anew with an empty cursor."
            )
        }
        self.init(
            position: Int(position),
            place: ListOrder.Place(values.map { $0.string.map { AttributeValue($0) } })
        )
    }

    init(position: Int, place: ListOrder.Place) {
        self.position = position
        self.place = place
    }

    private static func code(_ message: [UInt8], _ query: String, _ signer: any CursorSigner) -> [UInt8] {
        Array(signer.code(for: message + [0] + query.utf8).prefix(Self.codeLength))
    }
}

extension SCIMError {
    fileprivate static let foreignCursor = SCIMError.invalidCursor(
        "The cursor is none of this service, or was made for another query. Repeat the query with nothing changed but the "
            + "cursor, or begin anew with an empty one."
    )
}

import SCIM

/// One call of a recorded session and what it must bring about.
///
/// `{name}` in the path, the body and the expectations stands for a value that an earlier answer gave.
struct RecordedCall: Sendable {
    /// What the call is there for, in a few words.
    var title: String
    var method: String
    /// The path below the Tenant URL, with its query as it goes over the wire.
    var path: String
    var body: String?
    /// Whether it comes with a token that nobody issued.
    var hasWrongToken = false
    var status: Int
    /// Values that the answer must hold, by JSON pointer (RFC 6901); null means that nothing may be there.
    var answer: [(pointer: String, value: Value)] = []
    /// A value of the answer to keep for later calls.
    var remembers: (name: String, pointer: String)?
    /// The change in the directory as LDIF; empty when nothing may be written.
    var ldif = ""
}

extension RecordedCall {
    /// The same call with the remembered values in their places.
    func filled(with memory: [String: String]) -> RecordedCall {
        func fill(_ text: String) -> String {
            memory.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
        }
        var call = self
        call.path = fill(self.path)
        call.body = self.body.map(fill)
        call.ldif = fill(self.ldif)
        call.answer = self.answer.map { ($0.pointer, $0.value.string.map { .string(fill($0)) } ?? $0.value) }
        return call
    }
}

extension Value {
    /// The value at a JSON pointer (RFC 6901), or null where there is none.
    func at(_ pointer: String) -> Value {
        pointer.split(separator: "/").reduce(self) { value, step in
            if let array = value.array {
                return Int(step).flatMap { array.indices.contains($0) ? array[$0] : nil } ?? .null
            }
            let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            return value.object?[name] ?? .null
        }
    }
}

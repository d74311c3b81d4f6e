import Encodings

/// The clients and proxies that a call has passed, the first one first: what `Forwarded` (RFC 7239) or `X-Forwarded-For` says.
struct ForwardedField: Equatable {
    /// One of them.
    struct Node: Equatable {
        /// The address; nil for `unknown` and for a name that a proxy has made up.
        var ip: IPAddress?
        /// The address without its port, or the other word.
        var text: String
    }

    /// Why a field cannot be read: the client may have written a part of it in such a way that the rest is hidden.
    struct Fault: Error, Equatable {
        var reason: String
    }

    var nodes: [Node]

    /// Reads the lines of `Forwarded`.
    init(_ lines: FieldLines) throws(Fault) {
        self.nodes = []
        for line in lines.all {
            var parser = ForwardedParser(line)
            guard let elements = parser.elements() else {
                throw Fault(reason: "The Forwarded header field cannot be read (RFC 7239).")
            }
            // An element without `for` hides where the call comes from, too.
            self.nodes += elements.map { Node($0 ?? "unknown") }
        }
    }

    /// Reads the lines of `X-Forwarded-For`: addresses with commas between them, some of them with ports.
    init(list lines: FieldLines) {
        self.nodes = lines.all.flatMap { $0.split(separator: ",") }.map { Node(String($0.trimmed)) }
    }
}

extension ForwardedField.Node {
    /// Reads `node = nodename [ ":" node-port ]` (RFC 7239 section 6), and an address of version 6 without brackets.
    init(_ text: String) {
        var name = Substring(text)
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.firstIndex(of: ":"), name[name.index(after: colon)...].firstIndex(of: ":") == nil {
            name = name[..<colon]
        }
        self.init(ip: IPAddress(String(name)), text: String(name))
    }
}

/// Reads `Forwarded = 1#forwarded-element` from its beginning, strictly.
private struct ForwardedParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The value of `for` in each element, nil where it has none; nil for a field that is not as it must be.
    mutating func elements() -> [String?]? {
        var elements: [String?] = []
        repeat {
            var client: String?
            repeat {
                guard let pair = self.pair() else { return nil }
                guard pair.name.equalsIgnoringASCIICase("for") else { continue }
                guard client == nil else { return nil }
                client = pair.value
            } while self.take(UInt8(ascii: ";"))
            elements.append(client)
        } while self.take(UInt8(ascii: ","))
        return self.position == self.bytes.count ? elements : nil
    }

    /// `forwarded-pair = token "=" value`.
    private mutating func pair() -> (name: String, value: String)? {
        self.skipSpace()
        guard let name = self.token(), self.next == UInt8(ascii: "=") else { return nil }
        self.position += 1
        guard let value = self.next == UInt8(ascii: "\"") ? self.quotedString() : self.token() else { return nil }
        self.skipSpace()
        return (name, value)
    }

    private mutating func token() -> String? {
        let start = self.position
        while let byte = self.next, byte.isTokenCharacter { self.position += 1 }
        return start == self.position ? nil : String(decoding: self.bytes[start..<self.position], as: UTF8.self)
    }

    private mutating func quotedString() -> String? {
        var text: [UInt8] = []
        self.position += 1
        while let byte = self.next {
            self.position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = self.next else { return nil }
                text.append(escaped)
                self.position += 1
            default: text.append(byte)
            }
        }
        return nil
    }

    private var next: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }

    private mutating func skipSpace() {
        while self.next == UInt8(ascii: " ") || self.next == UInt8(ascii: "\t") { self.position += 1 }
    }
}

extension UInt8 {
    /// `tchar` (RFC 9110 section 5.6.2).
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = self.drop(while: isSpace)
        return start[..<(start.lastIndex { !isSpace($0) }.map(start.index(after:)) ?? start.startIndex)]
    }
}

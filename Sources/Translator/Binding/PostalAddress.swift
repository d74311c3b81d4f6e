/// Postal addresses as RFC 4517 section 3.3.28 writes them: lines parted by `$`, which is `\\24` in a line, as the backslash is
/// `\\5C`.
enum PostalAddress {
    /// `"1 Main St\nBerlin $5"` → `1 Main St$Berlin \245`.
    static func lines(of text: String) -> String {
        var output = ""
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where isAfterReturn: break
            case "\r", "\n": output.append("$")
            case "$": output.append(#"\24"#)
            case "\\": output.append(#"\5C"#)
            default: output.unicodeScalars.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return output
    }

    /// `1 Main St$Berlin \245` → `"1 Main St\nBerlin $5"`; a backslash that begins no pair stands for itself.
    static func text(of lines: String) -> String {
        var output: [UInt8] = []
        var rest = Array(lines.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "$"): output.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\\") where rest.starts(with: "24".utf8):
                output.append(UInt8(ascii: "$"))
                rest = rest.dropFirst(2)
            case UInt8(ascii: "\\") where rest.starts(with: "5C".utf8) || rest.starts(with: "5c".utf8):
                output.append(byte)
                rest = rest.dropFirst(2)
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

import Encodings

/// A number of JSON (RFC 8259 section 6): `12` → `.integer(12)`, `1.5e3` → `.decimal(1500)`.
enum JSONNumber {
    /// Reads `number = [ minus ] int [ frac ] [ exp ]`.
    static func read(_ cursor: inout ByteCursor) throws(SyntaxError) -> Value {
        let start = cursor.position
        let isNegative = cursor.take(UInt8(ascii: "-"))
        let magnitude = try Self.integer(&cursor, isNegative: isNegative)
        let isWhole = try !Self.fraction(&cursor)
        if try !Self.exponent(&cursor), isWhole, let magnitude {
            return .integer(magnitude)
        }
        let text = String(decoding: cursor.bytes[start..<cursor.position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw SyntaxError(reason: "the number is out of range", offset: start)
        }
        return .decimal(number)
    }

    /// `int = zero / ( digit1-9 *DIGIT )`, as nil if 64 bits do not hold it.
    private static func integer(_ cursor: inout ByteCursor, isNegative: Bool) throws(SyntaxError) -> Int64? {
        let first = cursor.position
        var sum: Int64? = 0
        while let digit = cursor.digit {
            sum = sum.flatMap { $0.appending(isNegative ? -digit : digit) }
            cursor.position += 1
        }
        guard cursor.position > first else {
            throw cursor.error(isNegative ? "expected a digit" : "expected a value: text needs quotes")
        }
        guard cursor.bytes[first] != UInt8(ascii: "0") || cursor.position == first + 1 else {
            throw SyntaxError(reason: "a number may not begin with 0", offset: first)
        }
        return sum
    }

    /// Reads `frac = decimal-point 1*DIGIT`.
    private static func fraction(_ cursor: inout ByteCursor) throws(SyntaxError) -> Bool {
        guard cursor.take(UInt8(ascii: ".")) else { return false }
        try Self.digits(&cursor)
        return true
    }

    /// Reads `exp = e [ minus / plus ] 1*DIGIT`.
    private static func exponent(_ cursor: inout ByteCursor) throws(SyntaxError) -> Bool {
        guard cursor.take(UInt8(ascii: "e")) || cursor.take(UInt8(ascii: "E")) else { return false }
        _ = cursor.take(UInt8(ascii: "-")) || cursor.take(UInt8(ascii: "+"))
        try Self.digits(&cursor)
        return true
    }

    private static func digits(_ cursor: inout ByteCursor) throws(SyntaxError) {
        guard cursor.digit != nil else { throw cursor.error("expected a digit") }
        while cursor.digit != nil {
            cursor.position += 1
        }
    }
}

extension ByteCursor {
    fileprivate var digit: Int64? {
        guard let byte = self.next, byte.isDigit else { return nil }
        return Int64(byte &- 0x30)
    }
}

extension Int64 {
    /// The number with one more decimal digit of the same sign, or nil if it overflows.
    fileprivate func appending(_ digit: Int64) -> Int64? {
        let (tens, overflow) = self.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        return overflow || carry ? nil : sum
    }
}

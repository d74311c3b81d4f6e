import Encodings

extension JSONReader {
    /// Reads `number = [ minus ] int [ frac ] [ exp ]`.
    mutating func number() throws(SyntaxError) -> Value {
        let start = self.position
        let isNegative = self.take(UInt8(ascii: "-"))
        let magnitude = try self.integer(isNegative: isNegative)
        let isWhole = try !self.fraction()
        if try !self.exponent(), isWhole, let magnitude {
            return .integer(magnitude)
        }
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw SyntaxError(reason: "the number is out of range", offset: start)
        }
        return .decimal(number)
    }

    /// `int = zero / ( digit1-9 *DIGIT )`, as nil if 64 bits do not hold it.
    private mutating func integer(isNegative: Bool) throws(SyntaxError) -> Int64? {
        let first = self.position
        var sum: Int64? = 0
        while let digit = self.digit {
            sum = sum.flatMap { $0.appending(isNegative ? -digit : digit) }
            self.position += 1
        }
        guard self.position > first else {
            throw self.error(isNegative ? "expected a digit" : "expected a value: text needs quotes")
        }
        guard self.bytes[first] != UInt8(ascii: "0") || self.position == first + 1 else {
            throw SyntaxError(reason: "a number may not begin with 0", offset: first)
        }
        return sum
    }

    /// Reads `frac = decimal-point 1*DIGIT`.
    private mutating func fraction() throws(SyntaxError) -> Bool {
        guard self.take(UInt8(ascii: ".")) else { return false }
        try self.digits()
        return true
    }

    /// Reads `exp = e [ minus / plus ] 1*DIGIT`.
    private mutating func exponent() throws(SyntaxError) -> Bool {
        guard self.take(UInt8(ascii: "e")) || self.take(UInt8(ascii: "E")) else { return false }
        _ = self.take(UInt8(ascii: "-")) || self.take(UInt8(ascii: "+"))
        try self.digits()
        return true
    }

    private mutating func digits() throws(SyntaxError) {
        guard self.digit != nil else { throw self.error("expected a digit") }
        while self.digit != nil {
            self.position += 1
        }
    }

    private var digit: Int64? {
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

import Testing

@testable import LDAP

@Suite("Lists of attributes in a message")
struct AttributeListReaderTests {
    /// `uid: ada, lovelace` and `mail`, as BER.
    private static let list: [UInt8] =
        [0x30, 0x14, 0x04, 0x03] + Array("uid".utf8) + [0x31, 0x0D, 0x04, 0x03] + Array("ada".utf8) + [0x04, 0x06]
        + Array("Byron!".utf8) + [0x30, 0x08, 0x04, 0x04] + Array("mail".utf8) + [0x31, 0x00]

    private func read(_ bytes: [UInt8]) throws(LDAPError) -> [Attribute] {
        var names = AttributeNames()
        return try AttributeListReader.attributes(in: bytes, knowing: &names)
    }

    @Test func readsNamesAndValues() throws {
        #expect(try self.read(Self.list) == [Attribute("uid", values: ["ada", "Byron!"]), Attribute("mail")])
        #expect(try self.read([]).isEmpty)
    }

    /// Active Directory writes every length in four octets.
    @Test func readsLengthsOfManyOctets() throws {
        let text = String(repeating: "x", count: 300)
        let value: [UInt8] = [0x04, 0x84, 0, 0, 0x01, 0x2C] + Array(text.utf8)
        let type: [UInt8] = [0x04, 0x81, 0x02] + Array("cn".utf8)
        let set: [UInt8] = [0x31, 0x82, 0x01, 0x32] + value
        let list: [UInt8] = [0x30, 0x84, 0, 0, 0x01, 0x3B] + type + set
        #expect(try self.read(list) == [Attribute("cn", values: [AttributeValue(text)])])
    }

    @Test func refusesListsThatAreCutOff() {
        for count in 1..<Self.list.count where count != 22 {
            #expect(throws: LDAPError.self, "\(count)") { try self.read(Array(Self.list.prefix(count))) }
        }
    }

    /// No damage of one byte makes it read beyond the list.
    @Test func survivesEveryDamagedByte() {
        for index in Self.list.indices {
            for byte in UInt8.min...UInt8.max {
                var list = Self.list
                list[index] = byte
                let attributes = (try? self.read(list)) ?? []
                #expect(attributes.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.bytes.count } } <= list.count)
            }
        }
    }

    @Test(
        arguments: [
            [0x30, 0x80, 0x04, 0x01, 0x61, 0x31, 0x00], [0x30, 0x85, 0, 0, 0, 0, 5, 0x04, 0x01, 0x61, 0x31, 0x00],
            [0x30, 0x05, 0x04, 0x01, 0x61, 0x31, 0x01], [0x30, 0x04, 0x04, 0x01, 0x61, 0x31, 0x00],
            [0x30, 0x07, 0x04, 0x01, 0x61, 0x31, 0x02, 0x04, 0x01, 0x61], [0x31, 0x05, 0x04, 0x01, 0x61, 0x31, 0x00],
            [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x04, 0x01, 0x61],
        ] as [[UInt8]])
    func refuses(bytes: [UInt8]) {
        #expect(throws: LDAPError.self) { try self.read(bytes) }
    }

    @Test func remembersNamesInAnyOrderAndNumber() {
        var names = AttributeNames()
        for _ in 0..<2 {
            for number in (0..<300).reversed() {
                let description = names.description(of: Array("a\(number)".utf8)[...])
                #expect(description.name == "a\(number)")
            }
        }
    }
}

import LDAP

/// What texts of the file stand for.
enum ConfiguredValue {
    /// Reads `10s`, `500ms`, `1m`, `2h` or `7d`.
    static func duration(_ text: String) throws(ConfigurationReason) -> Duration {
        let digits = text.prefix(while: \.isNumber)
        guard let number = Int64(digits), number > 0, number < 100_000 else { throw Self.notADuration }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        case "d": return .seconds(number * 86_400)
        default: throw Self.notADuration
        }
    }

    private static let notADuration = ConfigurationReason("must be a length of time such as 10s, 500ms or 1m")

    /// Reads the name of an entry.
    static func name(_ text: String) throws(ConfigurationReason) -> DistinguishedName {
        do {
            return try DistinguishedName(parsing: text)
        } catch {
            throw ConfigurationReason("is not a distinguished name: \(error.diagnostic)")
        }
    }

    /// Reads the name of an LDAP attribute.
    static func attribute(_ text: String) throws(LDAPError) -> AttributeDescription {
        try AttributeDescription(parsing: text)
    }
}

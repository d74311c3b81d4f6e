import CLDAP
import LDAP

extension BEREncoder {
    /// Puts in a filter (RFC 4511 section 4.5.1.7).
    ///
    /// For the filter of a search libldap takes a text only; to read one for the assertion of each write costs more than the rest of it.
    mutating func filter(_ filter: Filter) {
        switch filter {
        case .and(let filters): self.filters(0xA0, filters)
        case .or(let filters): self.filters(0xA1, filters)
        case .not(let filter): self.filters(0xA2, [filter])
        case .equal(let attribute, let value): self.assertion(0xA3, attribute, value)
        case .substrings(let attribute, let initial, let any, let final):
            self.sequence(as: 0xA4) { encoder in
                encoder.text(attribute.description)
                encoder.sequence { encoder in
                    if let initial { encoder.octets(initial.bytes, as: 0x80) }
                    for piece in any { encoder.octets(piece.bytes, as: 0x81) }
                    if let final { encoder.octets(final.bytes, as: 0x82) }
                }
            }
        case .greaterOrEqual(let attribute, let value): self.assertion(0xA5, attribute, value)
        case .lessOrEqual(let attribute, let value): self.assertion(0xA6, attribute, value)
        case .present(let attribute): self.text(attribute.description, as: 0x87)
        case .approximate(let attribute, let value): self.assertion(0xA8, attribute, value)
        case .extensible(let attribute, let rule, let value, let dnAttributes):
            self.sequence(as: 0xA9) { encoder in
                if let rule { encoder.text(rule, as: 0x81) }
                if let attribute { encoder.text(attribute.description, as: 0x82) }
                encoder.octets(value.bytes, as: 0x83)
                if dnAttributes { encoder.yes(as: 0x84) }
            }
        }
    }

    private mutating func filters(_ tag: ber_tag_t, _ filters: [Filter]) {
        self.sequence(as: tag) { encoder in
            for filter in filters { encoder.filter(filter) }
        }
    }

    /// Puts in `AttributeValueAssertion ::= SEQUENCE { attributeDesc, assertionValue }`.
    private mutating func assertion(_ tag: ber_tag_t, _ attribute: AttributeDescription, _ value: AttributeValue) {
        self.sequence(as: tag) { encoder in
            encoder.text(attribute.description)
            encoder.octets(value.bytes)
        }
    }
}

import Directories
import Encodings
import LDAP
import SCIM

/// How a value reads in LDAP and in SCIM.
enum Conversion: Sendable, Hashable {
    case text
    /// Text of another form in LDAP, such as a part of it, and a value of this type in SCIM.
    case form(ValueForm, of: SCIM.Schema.Attribute.DataType)
    /// Lines in SCIM, parted by `$` in LDAP.
    case postalAddress
    /// Any bytes in LDAP, base64 in SCIM.
    case base64
    case boolean
    case integer
    case decimal
    /// GeneralizedTime in LDAP, RFC 3339 in SCIM.
    case timestamp(in: Dialect.TimeForm)
    /// Tenths of microseconds since 1601 in LDAP, as Active Directory counts, RFC 3339 in SCIM; 0 and the greatest number are no time.
    case ticks
    /// A password between quotes in UTF-16, as Active Directory takes it; it is never read.
    case quotedPassword
    /// A name of an entry in LDAP, in SCIM the id of a resource of one of these types; `by` is ``Mapping/Rule/referenceKey``.
    case reference(to: Set<String>, by: AttributeDescription?)

    /// `whole` is the attribute that the value is a part of.
    init(
        of definition: SCIM.Schema.Attribute, in whole: SCIM.Schema.Attribute, as type: LDAP.AttributeType?,
        by rule: Mapping.Rule, timesIn form: Dialect.TimeForm
    ) {
        switch definition.type {
        case _ where rule.attribute == Self.quotedAttribute: self = .quotedPassword
        case _ where rule.isReference: self = .reference(to: whole.referredTypes, by: rule.referenceKey)
        case _ where rule.isBase64, .binary: self = .base64
        case let kind where rule.form != nil: self = rule.form.map { .form($0, of: kind) } ?? .text
        case .boolean: self = .boolean
        case .integer: self = .integer
        case .decimal: self = .decimal
        case .dateTime where type?.holdsTicks == true: self = .ticks
        case .dateTime where type?.holdsTimes == true: self = .timestamp(in: form)
        default: self = type?.holdsPostalAddresses == true ? .postalAddress : .text
        }
    }

    private static let quotedAttribute: AttributeDescription = "unicodePwd"

    /// The SCIM value; nil if the LDAP value cannot be shown as one.
    func value(of value: AttributeValue, references: References) -> Value? {
        if self == .base64 { return .string(value.bytes.base64) }
        guard let text = value.text else { return nil }
        switch self {
        case .text, .base64: return .string(text)
        case .form(let form, of: let type): return form.shown(text).flatMap { Self.value($0, type) }
        case .postalAddress: return .string(PostalAddress.text(of: text))
        case .boolean: return Value.string(text).truth.map(Value.boolean)
        case .integer: return Int64(text).map(Value.integer)
        case .decimal: return Double(text).flatMap { $0.isFinite ? .decimal($0) : nil }
        case .timestamp: return Timestamp(generalizedTime: text).map { .string($0.internetDateTime) }
        case .ticks: return TimeForm.windows.time(of: value).map { .string($0.internetDateTime) }
        case .quotedPassword: return nil
        case .reference(let types, let key):
            return references.id(of: value, by: key, as: types).map { .string($0.text) }
        }
    }

    /// The LDAP value; nil if the SCIM value is none of this kind, or names an entry that is not known.
    ///
    /// Entra: numbers, dates and truth values also come as strings, and strings without quotes as numbers.
    func attributeValue(of value: Value, references: References) -> AttributeValue? {
        switch self {
        case .text: value.plainText.map { AttributeValue($0) }
        case .form(let form, of: _): value.plainText.flatMap(form.stored).map { AttributeValue($0) }
        case .postalAddress: value.plainText.map { AttributeValue(PostalAddress.lines(of: $0)) }
        case .base64: value.string.flatMap { [UInt8](base64: $0) }.map { AttributeValue(bytes: $0) }
        case .boolean: value.truth.map { $0 ? "TRUE" : "FALSE" }
        case .integer: value.plainText.flatMap { Int64($0) }.map { AttributeValue(String($0)) }
        case .decimal: value.plainText.flatMap { Double($0).map { _ in AttributeValue(value.plainText ?? "") } }
        case .timestamp(let form):
            value.string.flatMap { Timestamp(internetDateTime: $0) }.map { AttributeValue(form.text(of: $0)) }
        case .ticks:
            value.string.flatMap { Timestamp(internetDateTime: $0) }.map { TimeForm.windows.value(of: $0) }
        case .quotedPassword: value.plainText.map { AttributeValue(bytes: Self.quoted($0)) }
        case .reference(let types, let key):
            value.plainText.flatMap { references.name(of: ResourceID($0), by: key, as: types) }?.value
        }
    }
}

extension Conversion {
    /// What a text is as a value of a type; nil if it is none.
    private static func value(_ text: String, _ type: SCIM.Schema.Attribute.DataType) -> Value? {
        switch type {
        case .boolean: Value.string(text).truth.map(Value.boolean)
        case .integer: Int64(text).map(Value.integer)
        case .decimal: Double(text).flatMap { $0.isFinite ? .decimal($0) : nil }
        case .string, .reference, .dateTime, .complex, .binary: .string(text)
        }
    }

    /// Whether texts are stored, in whatever form.
    var isOfTexts: Bool {
        switch self {
        case .text, .form: true
        case .postalAddress, .base64, .boolean, .integer, .decimal, .timestamp, .ticks, .quotedPassword, .reference:
            false
        }
    }

    /// Whether a stored value is one of the rule's; one of another form is none.
    func takes(_ value: AttributeValue) -> Bool {
        guard case .form(let form, of: _) = self, form.isInvertible else { return true }
        return value.text.flatMap(form.shown) != nil
    }

    /// `Abc` → `"Abc"` in UTF-16, the smaller byte first.
    private static func quoted(_ password: String) -> [UInt8] {
        "\"\(password)\"".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }
}

extension SCIM.Schema.Attribute {
    /// The names of the resource types that its values refer to; none where the schema names none.
    var referredTypes: Set<String> { Set(self.subAttribute(named: "$ref")?.referenceTypes ?? []) }
}

extension Value {
    /// A single value as text; nil for null, arrays and objects.
    var plainText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): String(number)
        case .boolean(let truth): truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}

import LDAP
import SCIM

extension Mapping {
    /// One SCIM attribute and the LDAP attribute that holds it.
    public struct Rule: Sendable, Hashable {
        /// Where the value is in SCIM.
        public var path: SCIM.AttributePath
        /// Where the value is in LDAP.
        public var attribute: LDAP.AttributeDescription
        /// What a new entry gets where the client sent nothing.
        public var defaultValue: Template?
        /// Which of several LDAP values is the SCIM value.
        public var choice: Choice
        /// Whether a resource without a value is refused.
        public var isRequired: Bool
        /// Whether no two entries may have the same value.
        public var isUnique: Bool
        /// Whether the value is a name in LDAP and an id in SCIM.
        public var isReference: Bool
        /// The attribute by whose values it names entries, as `memberUid` does by `uid`; nil where it does by distinguished names.
        public var referenceKey: LDAP.AttributeDescription?
        /// Whether a PATCH reads the values; false for attributes with many, such as the members of a group.
        public var isLoaded: Bool
        /// What stands for no value where the object classes demand one, such as the empty name among the members of a group;
        /// never shown.
        public var placeholder: LDAP.AttributeValue?
        /// Whether the directory alone gives the value, as it does the groups of a user.
        public var isReadOnly: Bool
        /// Whether the values are a copy of those at the same path of another rule, such as the `memberUid` beside `member`: they are
        /// written with these and never read.
        public var isCopy = false
        /// Whether the bridge finds the values by a search for those who name the entry, as it does the groups of a user where the
        /// directory does not note them all.
        public var isSearched = false
        /// Whether the value is any bytes in LDAP, such as a picture, and their base64 in SCIM.
        public var isBase64: Bool
        /// How a value is written where it is not as the client sent it.
        public var form: ValueForm?
        /// When clients may write the value.
        public var writing: Writing = .always
        /// Whether a value that cannot be stored is left out and not refused: one that the syntax forbids, or that refers to nobody.
        public var leavesOutUnfit = false
        /// How the password of a new entry is made that comes without one; for passwords alone.
        public var initialPassword: PasswordRecipe?

        /// Creates a rule.
        public init(
            path: SCIM.AttributePath,
            attribute: LDAP.AttributeDescription,
            defaultValue: Template? = nil,
            choice: Choice = .first,
            isRequired: Bool = false,
            isUnique: Bool = false,
            isReference: Bool = false,
            isLoaded: Bool = true,
            placeholder: LDAP.AttributeValue? = nil,
            isReadOnly: Bool = false,
            isBase64: Bool = false,
            form: ValueForm? = nil,
            referenceKey: LDAP.AttributeDescription? = nil
        ) {
            self.path = path
            self.attribute = attribute
            self.defaultValue = defaultValue
            self.choice = choice
            self.isRequired = isRequired
            self.isUnique = isUnique
            self.isReference = isReference
            self.isLoaded = isLoaded
            self.placeholder = placeholder
            self.isReadOnly = isReadOnly
            self.isBase64 = isBase64
            self.form = form
            self.referenceKey = referenceKey
        }
    }
}

extension Mapping.Rule {
    /// When clients may write a value; what only the directory writes is ``isReadOnly``.
    public enum Writing: Sendable, Hashable {
        /// At any time.
        case always
        /// Where there is none; another one is refused.
        case once
        /// On a new entry; what comes later is left out.
        case create
    }

    /// The word that SCIM has for when clients may write the value.
    var mutability: SCIM.Schema.Attribute.Mutability? {
        if self.isReadOnly { return .readOnly }
        return self.writing == .always ? nil : .immutable
    }
}

extension Mapping.Rule {
    /// Which values of an LDAP attribute belong to a SCIM attribute; the others are never shown and never touched.
    public enum Choice: Sendable, Hashable {
        /// All values; the first as the server returns them where SCIM has room for one.
        case first
        /// Only the values that match.
        case matching(Pattern)

        /// Whether a value with this text may be shown and written.
        public func admits(_ text: String) -> Bool {
            switch self {
            case .first: true
            case .matching(let pattern): pattern.matches(text)
            }
        }
    }
}

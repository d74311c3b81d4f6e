import Directories
import LDAP

/// `user-account-control`: the flag "account disabled" among others in one number, as Active Directory has it.
///
/// The flag is set and cleared in the number that was just read, so that the others stay. A new account gets no flag besides those of
/// a normal one: that it needs no password is for an administrator to say.
struct UserAccountControl: DisableStrategy {
    private var name: AttributeDescription = "userAccountControl"
    private var isKnown = false

    private static let disabled: UInt32 = 0x2
    private static let normalAccount: UInt32 = 0x200
    /// LDAP_MATCHING_RULE_BIT_AND: all of these bits are set.
    private static let bitAnd = "1.2.840.113556.1.4.803"

    var attributes: [AttributeDescription] { [self.name] }

    var attributesOfBothStates: [AttributeDescription] { [self.name] }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> UserAccountControl {
        var strategy = self
        strategy.isKnown = schema.attributeType(self.name) != nil
        strategy.name = schema.canonicalName(of: self.name)
        return strategy
    }

    func isDisabled(_ entry: Entry) -> Bool {
        self.flags(of: entry).map { $0 & Self.disabled != 0 } ?? false
    }

    var disabled: Narrowing {
        guard self.isKnown else { return .never }
        return .exact(.extensible(attribute: self.name, rule: Self.bitAnd, value: AttributeValue("\(Self.disabled)")))
    }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] {
        let present = self.flags(of: entry)
        let flags = present ?? Self.normalAccount
        let wished = isActive ? flags & ~Self.disabled : flags | Self.disabled
        return wished == present ? [] : [Attribute(self.name, values: [Self.value(wished)])]
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        guard schema.attributeType(self.name) != nil else {
            return [
                "active uses user-account-control, but the directory has no \(self.name), which is Active Directory's: choose "
                    + "another strategy."
            ]
        }
        if mapping.allows(self.name, in: schema) { return [] }
        return [
            "active uses \(self.name), which \(mapping.classNames) does not allow: use an object class that does, such as user."
        ]
    }

    /// The number as the entry shows it: of 32 bits, of which some servers take the first for a sign.
    private func flags(of entry: Entry) -> UInt32? {
        entry[self.name].first?.text.flatMap { Int64($0) }.map { UInt32(truncatingIfNeeded: $0) }
    }

    private static func value(_ flags: UInt32) -> AttributeValue { AttributeValue("\(Int32(bitPattern: flags))") }
}

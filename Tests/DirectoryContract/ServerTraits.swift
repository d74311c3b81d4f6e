import Directories
import LDAP

/// What a server that is held to the contract does otherwise than others, where the bridge copes with either.
public struct ServerTraits: Sendable {
    /// What the bridge knows of it: the attributes of ids and versions, and how lists are sorted.
    public var dialect: Dialect
    /// What people and groups look like.
    public var shape: PersonShape
    /// What it does that not every server does; a clause, or a part of one, that is about something else does not count for it.
    public var habits: Set<Habit>
    /// The codes of its refusals, where they are not those of ``Refusal/usualCode``.
    public var codes: [Refusal: ResultCode]

    /// Creates the traits of a server.
    public init(
        _ dialect: Dialect, shape: PersonShape = .inetOrgPerson, habits: Set<Habit>, codes: [Refusal: ResultCode] = [:]
    ) {
        self.dialect = dialect
        self.shape = shape
        self.habits = habits
        self.codes = codes
    }

    /// Something that not every server does.
    public enum Habit: Sendable, CaseIterable {
        /// It checks a condition with a write (RFC 4528).
        case checksAssertions
        /// It can be asked to tolerate values that are there or not there already.
        case toleratesValues
        /// It refuses to read back an attribute that it does not know.
        case refusesUnknownReadBack
        /// It shows attributes under their first names, whatever they were asked by, and subtypes with their supertypes.
        case showsFirstNames
        /// It shows all operational attributes to who asks for `+`, those about the entry's place and class among them.
        case showsAllOperationalAttributes
        /// What a filter says of an attribute that it does not know is neither true nor false (RFC 4511, section 4.5.1.7).
        case knowsUndefined
        /// It takes filters without terms (RFC 4526).
        case takesEmptyFilters
        /// It folds compatible characters and spaces as RFC 4518 says.
        case preparesText
        /// It compares no values of an attribute without an equality rule.
        case needsEqualityRules
        /// It refuses a window behind the end of a list; others show the last entry, and its position.
        case endsWindows
        /// Of several values it sorts by the smallest.
        case sortsBySmallestValue
        /// Who has no value comes first in a reversed order.
        case reversesTheMissing
        /// It compares numbers as numbers, also where an index of the attribute was made without a rule for that.
        case ordersIndexedNumbers
        /// Pages together are no longer than its size limit.
        case limitsPages
        /// It puts a placeholder into the place of the last value of a reference that went away.
        case keepsPlaceholders
        /// It counts a number up and returns the new one, in one step (RFC 4525 and 4527).
        case counts
        /// It takes the lock of an account away with its password.
        case unlocksWithPasswords
        /// It knows attributes by their further names and by their numbers, and rules by which a filter may ask to compare.
        case knowsOtherNames
        /// The classes of its people demand attributes, and forbid those that another class must be added for.
        case demandsByClass
        /// It takes ASCII alone for an address.
        case checksAddresses
        /// An entry may be named by any attribute of its class, and that one may have further values; a domain has one name, `cn`.
        case namesBySeveralValues
        /// A reference may be to nobody, and empty.
        case takesEmptyNames
        /// It takes no two values that are the same by the rule of the attribute; Samba takes them where they differ in case.
        case comparesByRule
        /// It refuses a new entry with an attribute that it alone writes; Samba puts its own value there.
        case refusesItsOwn
        /// It names the nearest entry above one that is not there.
        case tellsNearest
        /// It tolerates the removal of an attribute that is not there, and not that of one value beside others.
        case missesValues
        /// It compares telephone numbers without spaces and dashes.
        case comparesDigits
        /// A write that changes nothing moves the version.
        case countsIdleWrites
        /// Entries may stand below people.
        case nestsBelowPeople
        /// It answers a write with the entry (RFC 4527).
        case readsBack
        /// It says that it has sorted a list.
        case confirmsOrder
        /// It sorts by a second key where the first is the same; Samba finds nobody then.
        case sortsByTwoKeys
        /// It keeps names and addresses of people unique below a base; a domain does so with other attributes everywhere.
        case keepsNamesUnique
        /// It tells who made an entry; a domain tells who owns it.
        case tellsCreators
        /// It shows of an entry what was written, and further attributes only to who asks for them.
        case showsWhatWasWritten
        /// It finds no more entries than it, or who asks, allows; Samba gives all to everybody.
        case limitsSearches
    }

    /// Something that every server refuses, each with a code of its own.
    public enum Refusal: Sendable, CaseIterable {
        /// A new entry with an attribute that nobody knows.
        case unknownAttribute
        /// The deletion of an attribute that nobody knows.
        case deletionOfUnknownAttribute
        /// A new entry of a class that nobody knows.
        case unknownClass
        /// A second value where there may be one.
        case severalValues
        /// A new entry with an attribute that only the server may write.
        case givenOperationalAttribute
        /// A change of an attribute that only the server may write.
        case changedOperationalAttribute
        /// Another structural class.
        case otherStructure
        /// The value of the name taken away without a rename.
        case takenNameValue
        /// A name of an attribute that nobody knows.
        case unknownNameAttribute
        /// A reference that is no name.
        case malformedName
        /// A value more for an attribute that may have one.
        case secondValue
        /// Another time of creation.
        case changedTime
        /// A move to a place that is not there.
        case missingPlace

        var usualCode: ResultCode {
            switch self {
            case .unknownAttribute, .deletionOfUnknownAttribute: .undefinedAttributeType
            case .unknownClass, .malformedName: .invalidAttributeSyntax
            case .missingPlace: .noSuchObject
            case .secondValue, .changedTime, .severalValues, .givenOperationalAttribute, .changedOperationalAttribute:
                .constraintViolation
            case .otherStructure: .objectClassModsProhibited
            case .takenNameValue: .namingViolation
            case .unknownNameAttribute: .invalidDNSyntax
            }
        }
    }

    func code(_ refusal: Refusal) -> ResultCode { self.codes[refusal] ?? refusal.usualCode }
}

extension ServerTraits {
    /// slapd with its overlays, and the server in memory that behaves like it.
    public static let slapd = ServerTraits(.openLDAP, habits: Set(Habit.allCases))

    /// 389 Directory Server.
    public static let ds389 = ServerTraits(
        .ds389,
        habits: [
            .knowsOtherNames, .demandsByClass, .checksAddresses, .namesBySeveralValues, .takesEmptyNames,
            .comparesByRule,
            .refusesItsOwn, .tellsNearest,
            .comparesDigits, .nestsBelowPeople, .readsBack, .confirmsOrder, .sortsByTwoKeys, .keepsNamesUnique,
            .tellsCreators, .showsWhatWasWritten, .limitsSearches,
        ],
        codes: [
            .unknownAttribute: .objectClassViolation, .deletionOfUnknownAttribute: .noSuchAttribute,
            .unknownClass: .objectClassViolation, .severalValues: .objectClassViolation,
            .secondValue: .objectClassViolation, .changedTime: .unwillingToPerform,
            .givenOperationalAttribute: .objectClassViolation, .changedOperationalAttribute: .unwillingToPerform,
            .otherStructure: .objectClassViolation, .takenNameValue: .notAllowedOnRDN,
            .unknownNameAttribute: .objectClassViolation,
        ])

    /// Samba as the controller of an Active Directory domain.
    public static let samba = ServerTraits(
        .sambaAD, shape: .activeDirectory, habits: [.toleratesValues, .ordersIndexedNumbers],
        codes: [
            .unknownAttribute: .noSuchAttribute, .deletionOfUnknownAttribute: .noSuchAttribute,
            .unknownClass: .noSuchAttribute, .malformedName: .invalidDNSyntax, .secondValue: .attributeOrValueExists,
            .takenNameValue: .notAllowedOnRDN, .missingPlace: .other,
        ])

    /// A time in the form of the server.
    var someTime: AttributeValue { self.dialect.timeForm == .fractional ? "20260101000000.0Z" : "20260101000000Z" }
    /// The first moment that there is, in the form of the server.
    var firstTime: String { self.dialect.timeForm == .fractional ? "19700101000000.0Z" : "19700101000000Z" }
    /// What a domain calls the home of an account on POSIX machines.
    var homeAttribute: AttributeDescription { self.shape.name == "cn" ? "unixHomeDirectory" : "homeDirectory" }
}

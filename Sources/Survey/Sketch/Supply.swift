import LDAP
import SCIM
import Translator

/// What new entries are given that nobody sends, because their object classes demand it.
enum Supply: Sendable {
    /// What nearly everybody has: one value for all, or one that is made of their own names.
    case computed(Template)
    /// A number that nobody has.
    case number(ClosedRange<Int>)

    /// How many numbers are left for those who come.
    private static let room = 50_000

    /// Numbers above the largest in use, and above those that systems have for themselves.
    static func numbers(above largest: Int) -> Supply {
        let first = max(largest, 999) + 1
        return .number(first...first + Self.room - 1)
    }

    /// Finds it out from those who are there; nil where they show nothing.
    ///
    /// `uidPath` is where their `uid` is in SCIM.
    init?(of attribute: AttributeDescription, as use: AttributeUse, in schema: LDAP.Schema, uidPath: AttributePath?) {
        let isNumber = schema.attributeType(attribute)?.syntax == Self.integer
        if isNumber, use.holders > 1, use.repeated * 10 <= use.holders {
            self = .number(use.largest + 1...use.largest + Self.room)
            return
        }
        // One person alone shows nothing.
        guard let (text, count) = use.commonest, count > 1, count * 2 > use.holders else { return nil }
        let parts = text.split(separator: "{}", omittingEmptySubsequences: false)
        guard parts.count == 1 || uidPath != nil, !parts.contains(where: { $0.contains("{") || $0.contains("}") }),
            let template = try? Template(parsing: parts.joined(separator: uidPath.map { "{\($0)}" } ?? ""))
        else { return nil }
        self = .computed(template)
    }

    private static let integer = "1.3.6.1.4.1.1466.115.121.1.27"
}

extension Mapping {
    /// Has new entries get an attribute.
    mutating func supply(_ attribute: AttributeDescription, _ supply: Supply) {
        switch supply {
        case .computed(let template):
            self.computed.append(Computed(attribute: attribute, templates: [template], isInitial: true))
        case .number(let range): self.allocations.append(Allocation(attribute, .number(range, nil)))
        }
    }
}

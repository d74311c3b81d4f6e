import LDAP

extension Plan {
    /// The plan that takes a number from a counter, which stands at `next` and holds the number after it from then on.
    ///
    /// A server that can increment does so whatever others have taken meanwhile; any other one exchanges the value only if it is still
    /// what was read. Nothing takes it back: a number is given once, also where its entry is not made after all.
    public static func taking(
        _ number: Int, from counter: Mapping.Allocation.Counter, at next: Int, byIncrement: Bool
    ) -> Plan {
        func value(_ number: Int) -> [AttributeValue] { [AttributeValue("\(number)")] }
        let modifications =
            byIncrement
            ? [Modification(.increment, counter.attribute, value(number + 1 - next))]
            : [
                Modification(.delete, counter.attribute, value(next)),
                Modification(.add, counter.attribute, value(number + 1)),
            ]
        return Plan(steps: [Step(.modify(counter.entry, modifications))], effect: .allocate)
    }
}

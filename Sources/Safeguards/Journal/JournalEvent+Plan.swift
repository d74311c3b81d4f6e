import Bridge
import Encodings
import LDAP
import Translator

extension JournalEvent.Step {
    /// What may be kept of a step of a plan.
    init(_ step: Plan.Step, hiding secrets: Set<AttributeDescription>) {
        var hidden: [AttributeDescription] = []
        self.init(
            change: step.change.withheld(secrets, &hidden),
            inverse: step.inverse.flatMap { $0.withheld(secrets, &hidden) },
            target: step.change.target, id: step.recovery.id, isDisabling: step.role == .disabling)
        self.version = step.recovery.version
        self.secrets = hidden.isEmpty ? [] : hidden.uniqued()
    }
}

extension JournalEvent {
    /// A plan that is about to be applied.
    init(_ plan: Plan, id: EventID, origin: Origin, hiding secrets: Set<AttributeDescription>) {
        self.init(
            id: id, origin: origin, effect: plan.effect, undoes: Self.undone,
            steps: plan.steps.map { Step($0, hiding: secrets) }
                + plan.consequences.map { Step($0, hiding: secrets) })
    }

    /// Takes what has become of the steps.
    mutating func take(_ record: PlanRecord) {
        for (index, fate) in record.fates.enumerated() where index < self.steps.count {
            self.steps[index].fate = fate
            if case .add? = self.steps[index].change, let id = record.newID { self.steps[index].id = id }
        }
        // What the directory itself does along with the steps, it does once all of them are done.
        let isDone = record.fates.allSatisfy { $0 == .done || $0 == .needless }
        for index in record.fates.endIndex..<max(record.fates.endIndex, self.steps.endIndex) {
            self.steps[index].fate = isDone ? .needless : .untouched
        }
    }

    /// The event that the plans of a task take back, which their own events then name; nil elsewhere.
    @TaskLocal public static var undone: EventID?
}

extension Change {
    /// The change without the values of secrets, whose attributes are added to `hidden`; nil where nothing is left of it.
    fileprivate func withheld(
        _ secrets: Set<AttributeDescription>, _ hidden: inout [AttributeDescription]
    ) -> Change? {
        func isSecret(_ attribute: AttributeDescription) -> Bool { secrets.contains(attribute.withoutOptions) }
        switch self {
        case .add(var entry):
            let found = entry.attributes.lazy.map(\.description).filter(isSecret)
            if found.isEmpty { return self }
            hidden += found
            entry.attributes.removeAll { isSecret($0.description) }
            return .add(entry)
        case .modify(let name, let modifications):
            let found = modifications.lazy.map(\.attribute).filter(isSecret)
            if found.isEmpty { return self }
            hidden += found
            let rest = modifications.filter { !isSecret($0.attribute) }
            return rest.isEmpty ? nil : .modify(name, rest)
        case .rename, .delete: return self
        }
    }
}

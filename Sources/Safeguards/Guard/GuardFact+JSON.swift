import SCIM

extension GuardFact {
    /// The fact as JSON in one line.
    public var line: String { String(decoding: self.bytes, as: UTF8.self) }

    /// The same in bytes.
    var bytes: [UInt8] { JSONWriter.bytes(.object(self.object)) }

    /// The members in the order of their names.
    private var object: Object {
        var object = Object()
        object.reserveCapacity(8)
        if case .tripped(_, let asked, let allowed, _) = self.event {
            object.append("allowed", .integer(Int64(allowed)))
            object.append("asked", .integer(Int64(asked)))
        }
        if case .decided(_, let name) = self.event { object.append("by", .string(name)) }
        if let guardClass { object.append("class", .string(guardClass.description)) }
        if let count = self.event.count { object.append("count", .integer(Int64(count))) }
        object.append("event", .string(self.event.word.rawValue))
        if let id { object.append("id", .string(id)) }
        if case .decided(let order, _) = self.event { object.append("order", .object(order.object)) }
        if case .tripped(_, _, _, let people?) = self.event { object.append("people", .integer(Int64(people))) }
        if case .held(let subject) = self.event { object.append("subject", .object(subject.object)) }
        object.append("time", .integer(self.time))
        return object
    }
}

extension GuardFact.Event {
    fileprivate var word: GuardFact.Word {
        switch self {
        case .counted: .counted
        case .passed: .passed
        case .tripped: .tripped
        case .held: .held
        case .decided: .decided
        }
    }

    fileprivate var count: Int? {
        switch self {
        case .counted(let count), .passed(let count), .tripped(let count, _, _, _): count
        case .held, .decided: nil
        }
    }
}

extension GuardSubject {
    fileprivate var object: Object {
        [
            "change": .string(self.change), "id": .string(self.id), "name": .string(self.name),
            "principal": .string(self.principal),
        ]
    }
}

extension GuardOrder {
    fileprivate var object: Object {
        var object: Object = ["action": .string(self.action.rawValue)]
        if let text = self.class { object.append("class", .string(text)) }
        if let seconds { object.append("seconds", .integer(Int64(seconds))) }
        if let upTo { object.append("upTo", .integer(Int64(upTo))) }
        if let user { object.append("user", .string(user)) }
        return object
    }
}

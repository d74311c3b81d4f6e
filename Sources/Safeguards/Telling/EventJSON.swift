import Encodings
import LDAP
import SCIM
import Translator

/// Events as JSON, one object in one line.
public enum EventJSON {
    /// The object of an event.
    public static func line(_ event: JournalEvent) -> String {
        let origin = event.origin
        var object: Object = [
            "event": .string(event.id.text), "time": .string(event.id.time.internetDateTime),
            "effect": .string(event.effect.description), "entry": .string(event.entry),
            "outcome": event.outcome.map { .string($0.ending.rawValue) } ?? .null,
            "request_id": .string(origin.requestID), "client_ids": .array(origin.clientIDs.map { .string($0) }),
            "token": .string(origin.principal), "method": .string(origin.method), "path": .string(origin.path),
        ]
        object["reason"] = event.outcome?.reason.map { .string($0) }
        object["duration_us"] = event.outcome?.duration.map { .integer(Int64($0)) }
        object["undoes"] = event.undoes.map { .string($0.text) }
        object["sent"] = origin.sent.map { .string($0) }
        object["steps"] = .array(event.steps.map { .object(self.step($0)) })
        return String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self)
    }

    private static func step(_ step: JournalEvent.Step) -> Object {
        var object: Object = [
            "dn": .string(step.target.description), "fate": step.fate.map { .string(PlanWords.word($0)) } ?? .null,
            "disabling": .boolean(step.isDisabling),
            "attributes": .array(step.attributes.map { .string($0.description) }),
        ]
        object["id"] = step.id.map { .string($0.value.text ?? $0.value.bytes.hexadecimal) }
        if !step.secrets.isEmpty { object["secrets"] = .array(step.secrets.map { .string($0.description) }) }
        object["ldif"] = step.change.map { .string($0.ldif(secrets: [])) }
        object["undo"] = step.inverse.map { .string($0.ldif(secrets: [])) }
        return object
    }
}

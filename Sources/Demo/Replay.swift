import Bridge
import SCIM
import Sandbox

/// Plays a recorded session against a running bridge and compares everything that comes of it.
struct Replay {
    /// Makes a call under a request id.
    let send: (_ call: RecordedCall, _ requestID: String) async throws -> LoopbackClient.Answer
    let ledger: ChangeLedger
    /// Where a line of the report goes.
    let report: (String) -> Void

    /// Plays the calls in their order and returns how many went differently.
    ///
    /// - Throws: `SandboxError` when the bridge does not answer.
    func play(_ calls: [RecordedCall]) async throws -> Int {
        var memory: [String: String] = [:]
        var failures = 0
        for (index, call) in calls.enumerated() {
            let call = call.filled(with: memory)
            let differences = try await self.play(call, number: index + 1, &memory)
            failures += differences.isEmpty ? 0 : 1
        }
        self.report("\(calls.count) calls, \(failures == 0 ? "all as recorded" : "\(failures) not as recorded").")
        return failures
    }

    private func play(_ call: RecordedCall, number: Int, _ memory: inout [String: String]) async throws -> [String] {
        let requestID = "replay-\(number)"
        let answer = try await self.send(call, requestID)
        let ldif = self.ledger.take(requestID).map(\.ldif).joined(separator: "\n")
        if let (name, pointer) = call.remembers {
            memory[name] = answer.body?.at(pointer).string
        }
        let differences = Self.differences(call, answer, ldif)
        self.tell(call, number: number, answer, ldif, differences)
        return differences
    }

    private static func differences(_ call: RecordedCall, _ answer: LoopbackClient.Answer, _ ldif: String) -> [String] {
        var differences: [String] = []
        if answer.status != call.status {
            differences.append("status \(answer.status), recorded \(call.status)")
        }
        let body = answer.body ?? .null
        for (pointer, value) in call.answer where body.at(pointer) != value {
            differences.append("\(pointer) is \(body.at(pointer).json), recorded \(value.json)")
        }
        if let (_, pointer) = call.remembers, body.at(pointer).string == nil {
            differences.append("\(pointer) is missing")
        }
        if ldif.lines != call.ldif.lines {
            let recorded = call.ldif.lines.isEmpty ? ["nothing"] : call.ldif.lines
            differences.append(
                (["the directory was changed otherwise; recorded:"] + recorded).joined(separator: "\n    "))
        }
        return differences
    }

    private func tell(
        _ call: RecordedCall,
        number: Int,
        _ answer: LoopbackClient.Answer,
        _ ldif: String,
        _ differences: [String]
    ) {
        self.report("\(number). \(call.title)")
        self.report("   \(call.method) \(call.path) -> \(answer.status)")
        ldif.lines.forEach { self.report("   | \($0)") }
        guard !differences.isEmpty else {
            return
        }
        if let detail = answer.body?.at("/detail").string {
            self.report("   ! \(detail)")
        }
        differences.forEach { self.report("   DIFFERENT: \($0)") }
    }
}

extension Replay {
    /// Plays over HTTP; `prefix` is the path of the Tenant URL.
    init(client: LoopbackClient, prefix: String, ledger: ChangeLedger, report: @escaping (String) -> Void) {
        self.init(
            send: { call, requestID in
                try await client.call(
                    call.method,
                    prefix + call.path,
                    body: call.body,
                    token: call.hasWrongToken ? "wrong-token" : client.token,
                    requestID: requestID
                )
            },
            ledger: ledger,
            report: report
        )
    }
}

extension Value {
    fileprivate var json: String {
        String(decoding: JSONWriter.bytes(self), as: UTF8.self)
    }
}

extension String {
    /// The lines that say something.
    fileprivate var lines: [String] {
        self.split(separator: "\n").map(String.init)
    }
}

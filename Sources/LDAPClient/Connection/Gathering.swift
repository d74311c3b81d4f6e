import LDAP
import NIOCore
import Synchronization

/// What became of one of several requests, and when that was known.
struct TimedReply: Sendable {
    let outcome: Result<Reply, LDAPError>
    let time: NIODeadline

    init(_ outcome: Result<Reply, LDAPError>) {
        self.outcome = outcome
        self.time = .now()
    }

    /// Why there is no reply; nil where there is one.
    var error: LDAPError? {
        if case .failure(let error) = self.outcome { error } else { nil }
    }
}

/// A caller of several requests, who waits for the last of the answers.
final class Gathering: Sendable {
    typealias Continuation = CheckedContinuation<[TimedReply], Never>

    private struct State {
        var answers: [TimedReply?]
        var missing: Int
    }

    private let continuation: Continuation
    private let state: Mutex<State>

    /// Waits for `count` answers, of which there is at least one.
    init(_ count: Int, for continuation: Continuation) {
        self.continuation = continuation
        self.state = Mutex(State(answers: Array(repeating: nil, count: count), missing: count))
    }

    /// Takes the answer to one of the requests; the last one ends the wait, with all answers in the order of the requests.
    func note(_ answer: TimedReply, at index: Int) {
        let answers = self.state.withLock { state -> [TimedReply?]? in
            state.answers[index] = answer
            state.missing -= 1
            return state.missing == 0 ? state.answers : nil
        }
        if let answers { self.continuation.resume(returning: answers.compactMap(\.self)) }
    }
}

public import Foundation
public import Safeguards

/// How a daemon stands, as `starbridge status` shows it.
///
/// Each part is a small value that whoever knows it fills in. A part that is nil is not known, and is left out.
public struct StatusReport: Codable, Hashable, Sendable {
    /// When the report was made.
    public var time: Date
    /// The version of the program that runs.
    public var version: String
    /// When the process began to serve.
    public var started: Date
    /// `starting`, `ready`, `degraded` or `stopping`, as `/readyz` says it.
    public var health: String
    /// The same in the words that the service manager shows.
    public var summary: String
    /// The way calls are treated where that is not the usual one, such as `observe`.
    public var mode: String?
    /// The configuration in use.
    public var generation: Generation?
    /// The last reload that was refused, as long as none was accepted after it.
    public var refusal: Refusal?
    /// The directory and the connections to it.
    public var directory: Directory?
    /// The addresses that calls are taken on.
    public var listeners: [Listener]?
    /// The tokens and other clients that are known.
    public var tokens: [Token]?
    /// What the keys of an issuer of tokens are worth, in one line for each issuer.
    public var issuers: [Issuer]?
    /// The calls of the last hour.
    public var traffic: Traffic?
    /// The failures of the last hour, the most frequent first.
    public var failures: [Failure]?
    /// What clients send and nothing stores, the most frequent first.
    public var ignored: [IgnoredAttribute]?
    /// How full the service is, and which limits were reached since the start.
    public var limits: Limits?
    /// What holds changes that cannot be meant.
    public var `guard`: GuardReport?
    /// The journal of changes; nil where nothing is written.
    public var journal: Journal?

    /// Creates a report of what every daemon knows of itself.
    public init(time: Date, version: String, started: Date, health: String, summary: String) {
        self.time = time
        self.version = version
        self.started = started
        self.health = health
        self.summary = summary
    }
}

extension StatusReport {
    /// The configuration in use.
    public struct Generation: Codable, Hashable, Sendable {
        /// How many there were since the start, with this one.
        public var number: Int
        /// When it took over.
        public var loaded: Date
        /// The path of the configuration file.
        public var configuration: String

        /// Creates the part.
        public init(number: Int, loaded: Date, configuration: String) {
            (self.number, self.loaded, self.configuration) = (number, loaded, configuration)
        }
    }

    /// A reload that was refused.
    public struct Refusal: Codable, Hashable, Sendable {
        /// When it was.
        public var time: Date
        /// Why: one line each.
        public var errors: [String]

        /// Creates the part.
        public init(time: Date, errors: [String]) {
            (self.time, self.errors) = (time, errors)
        }
    }
}

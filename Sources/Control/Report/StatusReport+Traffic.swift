public import Foundation

extension StatusReport {
    /// The calls of the last hour, or since the start where that is less.
    public struct Traffic: Codable, Hashable, Sendable {
        /// The seconds that are counted.
        public var seconds: Int
        /// All calls.
        public var calls: Int
        /// Those that changed, or were to change, something.
        public var writes: Int
        /// Those that were refused, with a status of 400 to 499.
        public var refused: Int
        /// Those that failed, with a status of 500 and more.
        public var failed: Int

        /// Creates the part.
        public init(seconds: Int, calls: Int, writes: Int, refused: Int, failed: Int) {
            (self.seconds, self.calls, self.writes, self.refused, self.failed) = (
                seconds, calls, writes, refused, failed
            )
        }
    }

    /// One kind of failures of the last hour.
    public struct Failure: Codable, Hashable, Sendable {
        /// The status of the answers.
        public var status: Int
        /// The `scimType` of the answers, where they have one.
        public var type: String?
        /// How many there were.
        public var count: Int
        /// When the last one was.
        public var last: Date
        /// What the last one said, where that is no secret.
        public var detail: String?

        /// Creates the part.
        public init(status: Int, type: String? = nil, count: Int, last: Date, detail: String? = nil) {
            (self.status, self.type, self.count, self.last, self.detail) = (status, type, count, last, detail)
        }
    }

    /// An attribute that clients send and nothing stores.
    public struct IgnoredAttribute: Codable, Hashable, Sendable {
        /// Its path.
        public var attribute: String
        /// How often it came.
        public var count: Int

        /// Creates the part.
        public init(attribute: String, count: Int) {
            (self.attribute, self.count) = (attribute, count)
        }
    }

    /// How full the service is, and which limits were reached since the start.
    public struct Limits: Codable, Hashable, Sendable {
        /// A limit that was reached.
        public struct Reached: Codable, Hashable, Sendable {
            /// The key of it below `limits:`.
            public var limit: String
            /// How often it was reached.
            public var count: Int
            /// When that was last.
            public var last: Date

            /// Creates the part.
            public init(limit: String, count: Int, last: Date) {
                (self.limit, self.count, self.last) = (limit, count, last)
            }
        }

        /// The requests that are being answered.
        public var inFlight: Int
        /// The requests that wait for their turn.
        public var queued: Int
        /// The connections of clients.
        public var connections: Int
        /// The limits that were reached.
        public var reached: [Reached]

        /// Creates the part.
        public init(inFlight: Int, queued: Int, connections: Int, reached: [Reached]) {
            (self.inFlight, self.queued, self.connections) = (inFlight, queued, connections)
            self.reached = reached
        }
    }
}

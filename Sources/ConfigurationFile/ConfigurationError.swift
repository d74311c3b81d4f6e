/// Everything that is wrong with a configuration file, told at once.
public struct ConfigurationError: Error, CustomStringConvertible {
    /// One thing that is wrong, and where; lines and columns count from 1.
    public struct Problem: Hashable, Sendable {
        /// The path of the file.
        public var file: String
        /// The line, where it is known.
        public var line: Int?
        /// The column in the line.
        public var column: Int?
        /// What is wrong and what to do about it.
        public var reason: String
    }

    /// All of them, in the order of the file as far as possible.
    public var problems: [Problem]

    /// Creates an error of several problems.
    public init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// Creates an error about a file as a whole.
    public init(file: String, reason: String) {
        self.problems = [Problem(file: file, reason: reason)]
    }

    /// One line for each problem.
    public var description: String {
        self.problems.map(\.description).joined(separator: "\n")
    }
}

extension ConfigurationError.Problem: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: REASON`.
    public var description: String {
        let place = [self.file, self.line.map(String.init), self.column.map(String.init)].compactMap(\.self)
        return "\(place.joined(separator: ":")): \(self.reason)"
    }
}

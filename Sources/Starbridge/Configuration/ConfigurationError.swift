/// Everything that is wrong with a configuration file, told at once.
struct ConfigurationError: Error, CustomStringConvertible {
    /// One thing that is wrong, and where; lines and columns count from 1.
    struct Problem: Hashable {
        var file: String
        var line: Int?
        var column: Int?
        var reason: String
    }

    var problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = problems
    }

    init(file: String, reason: String) {
        self.problems = [Problem(file: file, reason: reason)]
    }

    var description: String {
        self.problems.map(\.description).joined(separator: "\n")
    }
}

extension ConfigurationError.Problem: CustomStringConvertible {
    var description: String {
        let place = [self.file, self.line.map(String.init), self.column.map(String.init)].compactMap(\.self)
        return "\(place.joined(separator: ":")): \(self.reason)"
    }
}

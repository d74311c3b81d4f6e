public import Safeguards

extension StatusReport {
    /// The journal of changes.
    public struct Journal: Codable, Hashable, Sendable {
        /// The folder.
        public var directory: String
        /// The file that is written; nil before anything was.
        public var file: String?
        /// How many bytes all files have.
        public var bytes: Int
        /// The oldest day of which events are kept, such as `2026-11-23`; nil where there is none.
        public var oldest: String?
        /// When events are on the disk: `batch` or `each`.
        public var sync: String
        /// Why nothing can be written, or brought to the disk, at present; nil where it can.
        public var problem: String?
        /// Why something younger than it should be had to go, or soon will have to; nil where there is room.
        public var shortage: String?

        /// Creates the part.
        public init(directory: String, sync: String, _ standing: JournalStanding) {
            (self.directory, self.sync) = (directory, sync)
            (self.file, self.bytes, self.oldest) = (standing.file, standing.size, standing.oldest)
            (self.problem, self.shortage) = (standing.fault, standing.shortage)
        }
    }
}

extension StatusReport.Journal {
    /// The lines of `starbridge status`.
    var lines: [String] {
        let since = self.oldest.map { ", since \($0)" } ?? ""
        let file = self.file.flatMap { $0.split(separator: "/").last }.map { ", written now: \($0)" } ?? ""
        var lines = ["  \(self.directory): \(Self.size(self.bytes))\(since)", "  sync: \(self.sync)\(file)"]
        if let problem { lines.append("! \(problem)") }
        if let shortage { lines.append("! \(shortage)") }
        return ["Journal"] + lines.flatMap(StatusText.wrapped)
    }

    /// `1234` → `1.2 kB`.
    private static func size(_ bytes: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var (tenths, unit) = (bytes * 10, 0)
        while tenths >= 10_000, unit < units.count - 1 { (tenths, unit) = (tenths / 1000, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}

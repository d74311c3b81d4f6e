import Foundation

/// The credentials that the installed unit gives the daemon (`LoadCredential=`), for commands that systemd does not start.
struct UnitCredentials {
    /// The folders with units, the first of which counts.
    var folders = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]
    var unit = "starbridge.service"

    /// The file that a credential comes from; nil if no unit names it.
    func source(of name: String) -> String? {
        self.files.compactMap { Self.source(of: name, in: $0) }.last
    }

    /// The credential that comes from a file; nil if no unit has one from there.
    func name(of source: String) -> String? {
        let names = self.files.flatMap(Self.names)
        return names.last { self.source(of: $0) == source }
    }

    /// All credentials that come from files.
    var sources: [(name: String, source: String)] {
        Set(self.files.flatMap(Self.names)).sorted().compactMap { name in self.source(of: name).map { (name, $0) } }
    }

    /// The unit and what adds to it, the latter last: what stands last counts.
    private var files: [String] {
        let unit = self.folders.lazy.map { "\($0)/\(self.unit)" }.first { FileManager.default.fileExists(atPath: $0) }
        let additions = self.folders.flatMap { folder in
            let folder = "\(folder)/\(self.unit).d"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0.hasSuffix(".conf") }.sorted().map { "\(folder)/\($0)" }
        }
        return (unit.map { [$0] } ?? []) + additions
    }

    /// The names of the credentials in a file.
    private static func names(in file: String) -> [String] {
        let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.compactMap { line in
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0] == "LoadCredential" else { return nil }
            return parts[1].split(separator: ":", maxSplits: 1).first.map(String.init)
        }
    }

    private static func source(of name: String, in file: String) -> String? {
        (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").compactMap { line -> String? in
            let prefix = "LoadCredential=\(name):"
            return line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : nil
        }.last
    }
}

import Glibc
import Sandbox
import Testing

/// What somebody scraped, read as strictly as the text format allows (Prometheus' version 0.0.4).
struct Scrape {
    /// The kinds of the metrics by their names.
    private(set) var kinds: [String: String] = [:]
    /// The values by name and labels, as they are written.
    private(set) var values: [String: Double] = [:]
    let text: String

    init(_ text: String) throws {
        self.text = text
        guard text.hasSuffix("\n") else { throw SandboxError("The last line has no end.") }
        var helped: Set<String> = []
        var family = ""
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if let help = line.wholeMatch(of: /# HELP ([a-z_]+) (\S.*)/) {
                family = String(help.1)
                guard helped.insert(family).inserted else { throw SandboxError("Two families: \(line)") }
            } else if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                guard type.1 == family, self.kinds[family] == nil else { throw SandboxError("No HELP above: \(line)") }
                self.kinds[family] = String(type.2)
            } else if let sample = line.wholeMatch(of: /([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\S+)/)
            {
                try self.take(String(sample.1), String(sample.2 ?? ""), String(sample.3), of: family)
            } else {
                throw SandboxError("No line of the format: \(line)")
            }
        }
    }

    private mutating func take(_ name: String, _ labels: String, _ number: String, of family: String) throws {
        let isHistogram = self.kinds[family] == "histogram"
        let names = isHistogram ? ["_bucket", "_sum", "_count"].map { family + $0 } : [family]
        guard names.contains(name), let value = Double(number) else { throw SandboxError("\(name) in \(family)") }
        guard self.values.updateValue(value, forKey: name + labels) == nil else {
            throw SandboxError("\(name)\(labels) is there twice.")
        }
    }

    /// The names of all samples, of histograms those of their parts.
    var names: Set<String> { Set(self.values.keys.map { String($0.prefix { $0 != "{" }) }) }

    /// Asks an address for the metrics.
    static func of(port: Int, path: String = "/metrics") async throws -> (scrape: Scrape, answer: RawAnswer) {
        let answer = try await self.get(path, port: port)
        return (try Scrape(answer.text), answer)
    }

    /// Asks an address for a path, without a token.
    static func get(_ path: String, port: Int, headers: String = "") async throws -> RawAnswer {
        let connection = try RawConnection(port: port)
        try connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(headers)\r\n")
        return try await connection.answer()
    }
}

import Files
import Foundation
import SCIM

/// The file beside the tokens file in which the daemon writes down when each token was used last.
///
/// It is apart, so that the tokens file is written by an administrator alone, and can be the same on several bridges.
struct LastUseFile: Sendable {
    let path: String

    init(besides tokens: TokensFile) {
        self.path = tokens.path + ".used"
    }

    /// The times by the names of tokens, in milliseconds since 1970; none where there is no file that can be read.
    func read() -> [String: Int64] {
        guard let data = FileManager.default.contents(atPath: self.path),
            let uses = (try? JSONReader.read(data))?.array
        else { return [:] }
        var times: [String: Int64] = [:]
        for use in uses {
            guard let name = use.object?["name"]?.string,
                let date = use.object?["used"]?.string.flatMap({ try? Date($0, strategy: .iso8601) })
            else { continue }
            times[name] = Int64(millisecondsOf: date)
        }
        return times
    }

    /// Replaces the file in one step.
    /// - Throws: ``TokenError`` if it cannot be written.
    func write(_ times: [String: Int64]) throws(TokenError) {
        let uses = times.sorted { $0.key < $1.key }.map { name, time -> Value in
            let date = Date(timeIntervalSince1970: Double(time) / 1000)
            return ["name": .string(name), "used": .string(date.formatted(.iso8601))]
        }
        let bytes = JSONWriter.bytes(.array(uses))
        guard FileReplacement.write(bytes, to: self.path) else { throw TokenError(unwritable: self.path) }
    }
}

import Control
import HTTPTypes
import Hummingbird
import NIOCore

/// How things stand, sent whenever it changes (Server-Sent Events of the HTML standard).
struct EventStream: Sendable {
    let source: any ConsoleSource
    let pages: Pages
    /// How long one stream lasts; the browser asks again, and its session is looked at again.
    private static let rounds = 150
    private static let interval = Duration.seconds(2)

    var response: Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                var last = ""
                for _ in 0..<Self.rounds {
                    let state = await self.pages.state(OverviewContent(self.source.status()))
                    // A line in between tells both ends that the other is there.
                    try await writer.write(ByteBuffer(string: state == last ? ":\n\n" : Self.message(state)))
                    last = state
                    try await Task.sleep(for: Self.interval)
                }
                try await writer.finish(nil)
            })
    }

    /// One message: each line of the text behind `data:`.
    private static func message(_ text: String) -> String {
        "event: state\n" + text.split(separator: "\n").map { "data: \($0)\n" }.joined() + "\n"
    }
}

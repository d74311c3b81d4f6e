import Foundation
import Hummingbird

/// Hummingbird with one route that does nothing: what HTTP alone costs, for the comparison in Deploy/bench.
@main
struct EmptyRoute {
    static func main() async throws {
        let router = Router()
        router.get("/") { _, _ in HTTPResponse.Status.ok }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? 0)\n".utf8))
            }
        )
        try await application.runService()
    }
}

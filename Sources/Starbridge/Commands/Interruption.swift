import Foundation
import Synchronization

/// Whether somebody has pressed Ctrl-C, which a command looks at between one request and the next.
enum Interruption {
    private static let flag = Atomic(false)

    /// Whether the command is to end.
    static var isWished: Bool { self.flag.load(ordering: .relaxed) }

    /// From now on the first interruption is a wish, and the second ends the program.
    static func listen() {
        signal(SIGINT) { number in
            Interruption.flag.store(true, ordering: .relaxed)
            signal(number, SIG_DFL)
        }
    }
}

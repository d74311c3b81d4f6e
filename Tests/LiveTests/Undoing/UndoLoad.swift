import Glibc

/// How many people a wrong scope disables in the tests; STARBRIDGE_UNDO_PEOPLE says another number.
enum UndoLoad {
    static let people = getenv("STARBRIDGE_UNDO_PEOPLE").flatMap { Int(String(cString: $0)) } ?? 300
}

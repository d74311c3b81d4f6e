import Fuzzing
import Glibc

/// The target that `STARBRIDGE_FUZZ` names.
private let target: FuzzTarget? = {
    guard let name = getenv("STARBRIDGE_FUZZ").map({ String(cString: $0) }) else { return nil }
    return FuzzTarget.all.first { $0.name == name }
}()

/// Writes seeds and dictionary into the folder that `STARBRIDGE_FUZZ_FOLDER` names, or the names of all targets.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>>
) -> CInt {
    guard let target else {
        FuzzTarget.all.forEach { print($0.name) }
        exit(0)
    }
    if let folder = getenv("STARBRIDGE_FUZZ_FOLDER").map({ String(cString: $0) }) {
        for (number, seed) in target.seeds.enumerated() { write(seed, to: "\(folder)/corpus/seed-\(number)") }
        let words = target.tokens.map { "\"\($0.utf8.map(escaped).joined())\"" }
        write(words.joined(separator: "\n") + "\n", to: "\(folder)/dictionary")
    }
    return 0
}

/// Tries one input; libFuzzer takes the abort for a find.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    do {
        try target?.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        print("VIOLATION: \(error)")
        fflush(nil)
        abort()
    }
    return 0
}

private func escaped(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.count < 2 ? "0" : "") + digits
}

private func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
}

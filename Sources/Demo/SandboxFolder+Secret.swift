import Authentication
import Foundation
import Sandbox

extension SandboxFolder {
    /// A secret that is made once and kept in the folder.
    ///
    /// - Throws: `TokenError` or `SandboxError` when it cannot be made or kept.
    func secret(_ name: String) throws -> String {
        let file = self.path + "/" + name
        let kept = FileText.read(file).trimmingCharacters(in: .newlines)
        guard kept.isEmpty else {
            return kept
        }
        let made = try SecretToken().text
        try FileText.write(made + "\n", to: file)
        return made
    }
}

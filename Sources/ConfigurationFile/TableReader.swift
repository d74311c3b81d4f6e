import Translator
import Yams

/// Reads `tables:`, from the names of tables to their lines.
struct TableReader {
    /// The section with the tables.
    let parent: ConfigurationSection

    /// Reads all tables; those that cannot be read are reported and left out.
    func tables() -> [String: ValueTable] {
        var tables: [String: ValueTable] = [:]
        for (name, node, _) in self.parent.pairs { tables[name] = self.table(name, node) }
        return tables
    }

    private func table(_ name: String, _ node: Node) -> ValueTable? {
        guard let lines = node.mapping, !lines.isEmpty else {
            self.parent.report("\(self.parent.path(name)) must be a mapping of texts to texts", at: node.mark)
            return nil
        }
        var texts: [(key: String, value: String)] = []
        for (key, value) in lines {
            guard let key = key.scalar?.string, let text = value.scalar?.string, !text.isEmpty else {
                self.parent.report(
                    "\(self.parent.path(name)): each line is a text with a text, as in `Germany: DE`", at: value.mark)
                continue
            }
            if texts.contains(where: { $0.key.lowercased() == key.lowercased() }) {
                self.parent.report("\(self.parent.path(name)): \(key) stands there twice", at: value.mark)
            }
            texts.append((key, text))
        }
        return ValueTable(name, texts)
    }
}

/// One value of a metric at the moment when it is scraped.
public struct MetricSample: Hashable, Sendable {
    /// The name of the metric.
    let name: String
    /// The labels as they are written, such as `operation="search",result="success"`.
    let labels: String
    /// The value, in the unit of the metric's name.
    let value: Double

    /// Creates a sample; `labels` stand in the order of the family's.
    public init(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
        self.init(name, labels: Self.text(of: labels.map { ($0.key, $0.value) }), value)
    }

    /// Creates the one sample of a metric without labels.
    public init(_ name: String, _ value: Double) {
        self.init(name, labels: "", value)
    }

    init(_ name: String, labels: String, _ value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }

    /// Labels as they are written; backslashes, quotes and line ends are escaped in their values.
    static func text(of labels: [(String, String)]) -> String {
        labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    /// The sample as a line.
    var line: String {
        let labels = self.labels.isEmpty ? "" : "{\(self.labels)}"
        return "\(self.name)\(labels) \(Self.text(of: self.value))"
    }

    private static func text(of value: Double) -> String {
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)"
    }
}

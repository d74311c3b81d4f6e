import HTTPTypes

/// Why a page cannot be shown or a form not be done, in words for whoever looks at it.
struct ConsoleError: Error, Hashable {
    /// The status of the answer.
    var status: HTTPResponse.Status
    /// What is wrong, and what to do.
    var text: String

    init(_ status: HTTPResponse.Status, _ text: String) {
        (self.status, self.text) = (status, text)
    }
}

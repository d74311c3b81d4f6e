import Hummingbird

/// What is known of one request to the page.
struct ConsoleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; nil for whoever has not signed in.
    var session: Session?
    /// What came with a POST, which the session's own page has sent; empty otherwise.
    var form = Form()

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
    }

    /// Forms are short.
    var maxUploadSize: Int { 64 << 10 }
}

import HTTPTypes
import Hummingbird
import Mustache

/// Makes pages of templates; every value in them is escaped.
struct Pages: Sendable {
    private let library: MustacheLibrary

    /// Reads the templates.
    /// - Throws: `MustacheTemplate.ParserError`: a fault of the program.
    init() throws {
        var library = MustacheLibrary()
        for template in Template.allCases { try library.register(template.text, named: template.rawValue) }
        self.library = library
    }

    /// The page of a template, as whoever has signed in sees it.
    func page(
        _ template: Template, _ content: some Sendable, status: HTTPResponse.Status = .ok, for session: Session? = nil
    ) -> Response {
        let frame = Frame(template, session, content)
        let text = self.library.render(frame, withTemplate: template.rawValue) ?? ""
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// How things stand, without what stands around a page.
    func state(_ content: OverviewContent) -> String {
        self.library.render(Frame(.state, nil, content), withTemplate: Template.state.rawValue) ?? ""
    }

    /// A page that says one thing.
    func notice(_ status: HTTPResponse.Status, _ text: String, for session: Session? = nil) -> Response {
        self.page(.notice, NoticeContent(heading: status.reasonPhrase, text: text), status: status, for: session)
    }
}

/// What one sentence says.
struct NoticeContent {
    var heading: String
    var text: String
}

/// What stands around the content of every page.
private struct Frame<Content> {
    let title: String
    let name: String?
    let formKey: String?
    let tabs: [Tab]
    let isLive: Bool
    let content: Content

    struct Tab {
        let title: String
        let path: String
        let isCurrent: Bool
    }

    init(_ template: Template, _ session: Session?, _ content: Content) {
        self.title = template.title
        self.name = session?.name
        self.formKey = session?.formKey
        self.isLive = template == .overview
        self.content = content
        let tabs: [Template] = session == nil ? [] : [.overview, .events, .held, .clients]
        self.tabs = tabs.map { Tab(title: $0.title, path: $0.path, isCurrent: $0 == template) }
    }
}

import Control
import Encodings
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Safeguards

/// What is shown at which path.
struct PageRoutes: Sendable {
    let source: any ConsoleSource
    let pages: Pages
    /// How many events one page lists.
    private static let pageSize = 50

    func add(to router: Router<ConsoleContext>) {
        router.get("/") { _, context in await self.overview(context) }
        router.get("/events") { request, context in try await self.events(request, context) }
        router.get("/events/{id}") { _, context in try await self.event(context) }
        router.post("/events/{id}/undo") { _, context in try await self.undo(context) }
        router.get("/held") { _, context in try await self.held(context) }
        router.post("/held") { _, context in try await self.decide(context) }
        router.get("/tokens") { _, context in await self.clients(context) }
        router.get("/live") { _, _ in EventStream(source: self.source, pages: self.pages).response }
        router.get("/style.css") { _, _ in Self.file(StyleSheet.text, "text/css") }
        router.get("/live.js") { _, _ in Self.file(LiveScript.text, "text/javascript") }
    }

    private static func file(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "\(type); charset=utf-8", .cacheControl: "max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func overview(_ context: ConsoleContext) async -> Response {
        self.pages.page(.overview, OverviewContent(await self.source.status()), for: context.session)
    }

    private func clients(_ context: ConsoleContext) async -> Response {
        self.pages.page(.clients, ClientsContent(await self.source.status()), for: context.session)
    }

    private func events(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let question = EventQuestion(request.uri.queryParameters)
        let (events, damages) = try await self.source.events(question, count: Self.pageSize + 1)
        let shown = Array(events.prefix(Self.pageSize))
        let older = events.count > shown.count ? shown.last.map { question.path(before: $0.id) } : nil
        return self.pages.page(
            .events, EventsContent(shown, question, damages: damages, older: older), for: context.session)
    }

    private func event(_ context: ConsoleContext) async throws -> Response {
        self.pages.page(.event, EventContent(try await self.event(of: context)), for: context.session)
    }

    /// Tells what an undo would do; with the form's confirmation it is done.
    private func undo(_ context: ConsoleContext) async throws -> Response {
        let id = try await self.event(of: context).id
        let isConfirmed = context.form["confirm"] == "yes"
        let request = UndoRequest(events: [id], preview: !isConfirmed)
        do {
            let report = try await self.source.undo(request, by: self.name(of: context))
            return self.pages.page(
                isConfirmed ? .undone : .undo, UndoContent(report, of: id), for: context.session)
        } catch {
            throw ConsoleError(.serviceUnavailable, error.description)
        }
    }

    private func held(_ context: ConsoleContext) async throws -> Response {
        try await self.obey(GuardOrder(.status), context)
    }

    /// Lets the calls of a class go, or refuses them.
    private func decide(_ context: ConsoleContext) async throws -> Response {
        guard let action = context.form["action"].flatMap(GuardOrder.Action.init), let name = context.form["class"]
        else {
            throw ConsoleError(.badRequest, "The form cannot be read. Load the page again, and send it from there.")
        }
        return try await self.obey(GuardOrder(action, class: name), context)
    }

    private func obey(_ order: GuardOrder, _ context: ConsoleContext) async throws -> Response {
        switch await self.source.obey(order, by: self.name(of: context)) {
        case .failure(let error): throw ConsoleError(.conflict, error.description)
        case .success(var report):
            if report.held == nil, case .success(let whole) = await self.source.obey(GuardOrder(.status), by: "") {
                (report.held, report.classes) = (whole.held, whole.classes)
            }
            return self.pages.page(.held, HeldContent(report), for: context.session)
        }
    }

    /// Who does something by the page, as the journal names them.
    private func name(of context: ConsoleContext) -> String { "\(context.session?.name ?? "nobody") (console)" }

    private func event(of context: ConsoleContext) async throws -> JournalEvent {
        try Self.found(try await self.source.event(try Self.found(context.parameters.get("id").flatMap(EventID.init))))
    }

    /// The value, or 404 where there is none.
    ///
    /// The optimizer of Swift 6.3 crashes if `event(of:)` unwraps its two values itself, by `guard` or `if`.
    private static func found<Value>(_ value: Value?) throws -> Value {
        guard let value else {
            throw ConsoleError(
                .notFound, "The journal has no such event. Days that are older than journal.keep are gone.")
        }
        return value
    }
}

extension EventQuestion {
    /// Reads the query of the page.
    init(_ parameters: FlatDictionary<Substring, Substring>) {
        self.init()
        func text(_ name: Substring) -> String? {
            parameters[name].flatMap { PercentEncoding.decode($0.utf8, isForm: true) }
                .map { String(decoding: $0, as: UTF8.self) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        self.user = text("user")
        self.effect = text("effect")
        self.since = text("since")
        self.request = text("request")
        self.before = text("before")
    }

    /// The path of the page with what began before an event.
    func path(before id: EventID) -> String {
        let fields = [
            ("user", self.user), ("effect", self.effect), ("since", self.since), ("request", self.request),
            ("before", id.text),
        ]
        let query = fields.compactMap { name, value in
            value.map { "\(name)=\(PercentEncoding.encode($0, except: \.isUnreserved))" }
        }
        return "/events?" + query.joined(separator: "&")
    }
}

import HTTPTypes
import Hummingbird
import Logging
import SCIM

/// Lets in who has a session, opens one for a token of scope `console`, and lets no form through that another site may have sent.
struct Doorkeeper: RouterMiddleware {
    typealias Context = ConsoleContext

    let sessions: SessionTable
    let authenticator: any Authenticator
    let pages: Pages
    /// Whether the cookie may pass over TLS only.
    let isSecure: Bool
    let logger: Logger
    private let attempts = SignInAttempts()

    /// What needs no session: how pages look, and the way in.
    private static let open = ["/style.css", "/live.js"]
    private static let cookie = "starbridge-console"

    init(
        sessions: SessionTable, authenticator: any Authenticator, pages: Pages, isSecure: Bool, logger: Logger
    ) {
        self.sessions = sessions
        self.authenticator = authenticator
        self.pages = pages
        self.isSecure = isSecure
        self.logger = logger
    }

    @concurrent func handle(
        _ request: Request, context: ConsoleContext,
        next: @concurrent (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        if Self.open.contains(request.uri.path) { return try await next(request, context) }
        if request.method == .post, request.uri.path == "/login" { return try await self.signIn(request, context) }
        var context = context
        context.session = await self.session(of: request)
        guard let session = context.session else { return self.loginPage() }
        guard request.method == .post else { return try await next(request, context) }
        var request = request
        let form = try await Form(of: &request, limit: context.maxUploadSize)
        guard form["key"] == session.formKey else {
            throw ConsoleError(
                .forbidden, "The form was made for another session. Load the page again, and send it from there.")
        }
        if request.uri.path == "/logout" { return self.signOut(request) }
        context.form = form
        return try await next(request, context)
    }

    private func session(of request: Request) async -> Session? {
        guard let secret = request.cookies[Self.cookie]?.value, let session = self.sessions.session(of: secret) else {
            return nil
        }
        guard await self.principal(of: session.token) != nil else {
            self.sessions.end(secret)
            return nil
        }
        return session
    }

    /// Whose token it is, if it opens the page.
    private func principal(of token: String) async -> Principal? {
        guard case .accepted(let principal) = await self.authenticator.authenticate(Credentials(bearerToken: token)),
            principal.scopes.contains(.console)
        else { return nil }
        return principal
    }

    private func loginPage(_ status: HTTPResponse.Status = .unauthorized, _ fault: String? = nil) -> Response {
        self.pages.page(.login, LoginContent(fault: fault), status: status)
    }
}

extension Doorkeeper {
    private func signIn(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        var request = request
        let form = try await Form(of: &request, limit: context.maxUploadSize)
        let token = form["token"]?.trimmingBlanks ?? ""
        guard let principal = await self.principal(of: token) else {
            guard self.attempts.noteFailure() else {
                return self.loginPage(.tooManyRequests, "Too many tokens were wrong. Wait a minute.")
            }
            self.logger.notice("A sign-in to the console was refused.")
            return self.loginPage(.unauthorized, "This is no token of scope console, or it has expired.")
        }
        self.logger.notice("Somebody has signed in to the console.", metadata: ["token": "\(principal.name)"])
        var response = Response(status: .seeOther, headers: [.location: "/"])
        response.setCookie(self.cookie(self.sessions.begin(of: principal.name, token: token)))
        return response
    }

    private func signOut(_ request: Request) -> Response {
        if let secret = request.cookies[Self.cookie]?.value { self.sessions.end(secret) }
        var response = Response(status: .seeOther, headers: [.location: "/"])
        response.setCookie(self.cookie("", maxAge: 0))
        return response
    }

    private func cookie(_ value: String, maxAge: Int? = nil) -> Cookie {
        Cookie(
            name: Self.cookie, value: value, maxAge: maxAge, path: "/", secure: self.isSecure, httpOnly: true,
            sameSite: .strict)
    }
}

/// What the page for signing in says beside its form.
struct LoginContent {
    var fault: String?
}

extension String {
    /// The text without blanks around it, which come along when a token is pasted.
    fileprivate var trimmingBlanks: String {
        String(self.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

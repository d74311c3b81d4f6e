import HTTPTypes
import Hummingbird

/// Puts into every answer what browsers must not do, and refuses a request that is not meant for this page.
struct SafeHeaders: RouterMiddleware {
    typealias Context = ConsoleContext

    let rule: HostRule
    let pages: Pages

    /// Nothing is loaded from elsewhere, no script stands in a page, nobody shows the page inside another one.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    @concurrent func handle(
        _ request: Request, context: ConsoleContext,
        next: @concurrent (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var response = try await self.answer(request, context, next)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func answer(
        _ request: Request, _ context: ConsoleContext,
        _ next: @concurrent (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        guard self.rule.allows(request.head.authority) else {
            return self.pages.notice(
                .misdirectedRequest, "The page is not served under this name. Use the one that console.address names.")
        }
        do {
            return try await next(request, context)
        } catch let error as ConsoleError {
            return self.pages.notice(error.status, error.text, for: context.session)
        } catch let fault as ConsoleFault {
            return self.pages.notice(.serviceUnavailable, fault.text, for: context.session)
        } catch let error as any HTTPResponseError {
            let text =
                error.status == .contentTooLarge
                ? "That is more than a form of this page holds."
                : "There is no such page, or it cannot be asked for like this."
            return self.pages.notice(error.status, text, for: context.session)
        }
    }
}

extension HTTPField.Name {
    /// Whether a browser tells the next page where it came from (Referrer Policy, W3C).
    private static let referrerName = "Referrer-Policy"
    fileprivate static let referrerPolicy = HTTPField.Name(referrerName) ?? .referer
}

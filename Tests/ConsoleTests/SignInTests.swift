import HTTPTypes
import Testing

@testable import Console

@Suite struct SignInTests {
    @Test(arguments: ["/", "/events", "/events/1hk2m9x0q7fp3z4", "/tokens", "/live", "/nothing"])
    func showsNothingToWhoHasNotSignedIn(path: String) async throws {
        let answer = try await Visitor().send(.get, path)
        #expect(answer.status == .unauthorized)
        #expect(answer.text.contains(#"<form method="post" action="/login""#))
        #expect(!answer.text.contains("1.2.3"))
    }

    @Test func opensASessionForATokenOfTheConsole() async throws {
        let visitor = try Visitor()
        let answer = try await visitor.send(.post, "/login", form: "token=%20\(Visitor.token)%0A")
        #expect(answer.status == .seeOther)
        let cookie = try #require(answer.headers[.setCookie])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"))
        #expect(!cookie.contains(Visitor.token))
        let page = try await visitor.send(.get, "/", cookie: String(cookie.prefix { $0 != ";" }))
        #expect(page.status == .ok)
        #expect(page.text.contains("1.2.3"))
    }

    @Test(arguments: ["the-token-of-entra", "wrong", ""])
    func opensNoneForOtherTokens(token: String) async throws {
        #expect(try await Visitor().signIn(with: token) == nil)
    }

    @Test func endsTheSessionWithItsToken() async throws {
        let visitor = try Visitor()
        let cookie = try #require(try await visitor.signIn())
        visitor.tokens.revoke()
        #expect(try await visitor.send(.get, "/", cookie: cookie).status == .unauthorized)
    }

    @Test func signsOut() async throws {
        let visitor = try Visitor()
        let cookie = try #require(try await visitor.signIn())
        let key = try await visitor.formKey(cookie)
        #expect(try await visitor.send(.post, "/logout", cookie: cookie, form: "key=\(key)").status == .seeOther)
        #expect(try await visitor.send(.get, "/", cookie: cookie).status == .unauthorized)
    }

    @Test(arguments: ["key=", "key=0123", "other=1"])
    func doesNothingForAFormOfAnotherSite(form: String) async throws {
        let visitor = try Visitor()
        let cookie = try #require(try await visitor.signIn())
        #expect(try await visitor.send(.post, "/logout", cookie: cookie, form: form).status == .forbidden)
        #expect(try await visitor.send(.get, "/", cookie: cookie).status == .ok)
    }

    @Test func slowsDownWhoTriesTokens() async throws {
        let visitor = try Visitor()
        for _ in 0..<10 {
            #expect(try await visitor.send(.post, "/login", form: "token=wrong").status == .unauthorized)
        }
        #expect(try await visitor.send(.post, "/login", form: "token=wrong").status == .tooManyRequests)
        // Nobody is kept out by the attempts of others.
        #expect(try await visitor.signIn() != nil)
    }

    @Test func isServedUnderItsOwnNameAlone() async throws {
        let visitor = try Visitor(at: .address(host: "192.0.2.7", port: 443))
        #expect(try await visitor.send(.get, "/").status == .misdirectedRequest)
        #expect(try await visitor.send(.post, "/login", form: "token=\(Visitor.token)").status == .misdirectedRequest)
    }

    @Test(arguments: ["/", "/style.css", "/nothing"])
    func tellsBrowsersWhatTheyMustNotDo(path: String) async throws {
        let headers = try await Visitor().send(.get, path).headers
        #expect(headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(headers[.contentSecurityPolicy]?.contains("unsafe") == false)
        #expect(headers[.xContentTypeOptions] == "nosniff")
    }
}

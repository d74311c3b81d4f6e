import Foundation
import LogLines
import LocalIssuer
import SCIM
import Testing

@testable import Authentication

@Suite(.timeLimit(.minutes(1))) struct KeySourceTests {
    private static func publish(_ keys: [SigningKey], in scene: EntraScene) throws {
        scene.fetcher.result = .success(SigningKey.set(try keys.map { try $0.published() }))
    }

    /// A token with a new key makes the bridge fetch the keys, once.
    @Test func learnsNewKeysByTheTokensThatNameThem() async throws {
        try await EntraScene.run { scene in
            #expect(try await scene.refusal(scene.keys[0].token(scene.claims())) == nil)
            #expect(scene.fetcher.count == 1)
            try Self.publish([scene.keys[1]], in: scene)
            scene.folder.clock.advance(by: 31)
            let token = try await scene.keys[1].token(scene.claims())
            #expect(await scene.refusal(token) == nil)
            #expect(scene.fetcher.count == 2)
            // What the issuer has withdrawn is refused, also where it was found good before.
            #expect(try await scene.refusal(scene.keys[0].token(scene.claims()))?.contains("has no key 'one'") == true)
            #expect(scene.fetcher.count == 2)
        }
    }

    /// Whoever makes up names of keys makes the bridge fetch twice a minute at most.
    @Test func unknownNamesDoNotLeadToAFloodOfFetches() async throws {
        try await EntraScene.run { scene in
            for number in 0..<60 {
                let token = try await scene.keys[1].token(scene.claims(), header: ["kid": .string("made-up-\(number)")])
                #expect(await scene.refusal(token)?.contains("has no key") == true)
                scene.folder.clock.advance(by: 1)
            }
            #expect(scene.fetcher.count <= 3)
        }
    }

    @Test func callsThatWaitForKeysShareOneFetch() async throws {
        try await EntraScene.run { scene in
            scene.fetcher.delay = .milliseconds(200)
            let token = try await scene.keys[0].token(scene.claims())
            let refusals = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<50 { group.addTask { await scene.refusal(token) } }
                return await group.reduce(into: [String]()) { all, one in all += one.map { [$0] } ?? [] }
            }
            #expect(refusals == [])
            #expect(scene.fetcher.count == 1)
        }
    }

    /// Whoever is without an answer for long is told so; more than can wait are told at once.
    @Test func aCrowdIsTurnedAway() async throws {
        try await EntraScene.run { scene in
            #expect(try await scene.refusal(scene.keys[0].token(scene.claims())) == nil)
            try Self.publish([scene.keys[1]], in: scene)
            scene.folder.clock.advance(by: 31)
            scene.fetcher.delay = .milliseconds(300)
            let token = try await scene.keys[1].token(scene.claims())
            let refusals = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<400 { group.addTask { await scene.refusal(token) } }
                return await group.reduce(into: [String]()) { all, one in all += one.map { [$0] } ?? [] }
            }
            #expect(!refusals.isEmpty && refusals.count < 200 && refusals.allSatisfy { $0.hasPrefix("503 ") })
        }
    }

    /// While the issuer is away its keys stay good for a day, and then nobody is called a liar: the answer is 503.
    @Test func oldKeysStayGoodForADay() async throws {
        try await EntraScene.run { scene in
            #expect(try await scene.refusal(scene.keys[0].token(scene.claims())) == nil)
            scene.fetcher.result = .failure(KeyFault("it is away"))
            for _ in 0..<23 {
                scene.folder.clock.advance(by: 3600)
                #expect(try await scene.refusal(scene.keys[0].token(scene.claims())) == nil)
            }
            // A key that is not among them may be a new one.
            let unknown = try await scene.refusal(scene.keys[1].token(scene.claims()))
            #expect(unknown?.hasPrefix("503 ") == true && unknown?.contains("it is away") == true)
            scene.folder.clock.advance(by: 3601)
            let late = try await scene.refusal(scene.keys[0].token(scene.claims()))
            #expect(late?.hasPrefix("503 ") == true && late?.contains("it is away") == true, "\(late ?? "admitted")")
            #expect(scene.clients.keys?.areUsable == false && scene.clients.keys?.fault == "it is away")
            // It is back.
            try Self.publish([scene.keys[0]], in: scene)
            scene.folder.clock.advance(by: 301)
            #expect(try await scene.refusal(scene.keys[0].token(scene.claims())) == nil)
            #expect(scene.clients.keys?.areUsable == true && scene.clients.keys?.fault == nil)
            let messages = scene.folder.lines.all.map(\.message)
            #expect(messages.first == "The keys of the issuer of JWT were fetched.")
            #expect(messages.contains { $0.contains("stay good for a day") })
            #expect(
                messages.last == "The keys of the issuer of JWT were fetched." && messages.count <= 4, "\(messages)")
        }
    }

    /// An issuer that is away from the start on is no reason to call a token bad.
    @Test func withoutKeysTheAnswerIs503() async throws {
        try await EntraScene.run { scene in
            scene.fetcher.result = .failure(KeyFault("it is away"))
            scene.folder.clock.advance(by: 90_000)
            let refusal = try await scene.refusal(scene.keys[0].token(scene.claims()))
            #expect(
                refusal?.hasPrefix("503 The token cannot be checked at present") == true, "\(refusal ?? "admitted")")
        }
    }

    /// Keys are fetched again before they are old, without any call.
    @Test func keysAreRefreshedByThemselves() async throws {
        try await EntraScene.run { scene in
            #expect(try await scene.refusal(scene.keys[0].token(scene.claims())) == nil)
            scene.folder.clock.advance(by: 3600)
            let deadline = ContinuousClock.now + .seconds(10)
            while scene.fetcher.count < 2, .now < deadline { try await Task.sleep(for: .milliseconds(5)) }
            #expect(scene.fetcher.count == 2)
        }
    }
}

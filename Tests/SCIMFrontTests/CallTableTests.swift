import NIOCore
import Testing

@testable import SCIMFront

@Suite struct CallTableTests {
    private static let now = TokenBucketTests.at(0)

    private static func table(
        inFlight: Int = 2, perToken: Int = 2, queue: Int = 2, rate: Int = 1_000_000, burst: Int = 1_000_000
    ) -> CallTable {
        var limits = CallLimits()
        (limits.inFlight, limits.inFlightPerToken, limits.queue) = (inFlight, perToken, queue)
        (limits.rate, limits.burst) = (rate, burst)
        return CallTable(limits)
    }

    @Test func callsBeyondThePlacesWaitAndEnterInTheirOrder() {
        var table = Self.table(perToken: 5)
        #expect(table.came("a", at: Self.now).verdict == .admitted)
        #expect(table.came("a", at: Self.now).verdict == .admitted)
        #expect(table.came("a", at: Self.now).verdict == .queued(1))
        #expect(table.came("a", at: Self.now).verdict == .queued(2))
        #expect(table.came("a", at: Self.now) == .init(verdict: .refused(.full)))
        #expect(table.left("a")?.number == 1)
        #expect(table.left("a")?.number == 2)
        #expect(table.left("a") == nil && table.left("a") == nil)
        #expect((table.inFlight, table.queued) == (0, 0))
    }

    @Test func oneTokenLeavesPlacesForOthers() {
        var table = Self.table(inFlight: 3, perToken: 2)
        for _ in 0..<2 { #expect(table.came("noisy", at: Self.now).verdict == .admitted) }
        #expect(table.came("noisy", at: Self.now).verdict == .queued(1))
        #expect(table.came("quiet", at: Self.now).verdict == .admitted)
        #expect(table.left("quiet") == nil, "the place is not for the noisy one")
        #expect(table.left("noisy")?.number == 1)
    }

    @Test func aFreePlaceGoesToTheTokenWithTheFewest() {
        var table = Self.table(inFlight: 3, perToken: 3, queue: 9)
        for _ in 0..<3 { _ = table.came("noisy", at: Self.now) }
        for number in 1...4 { #expect(table.came("noisy", at: Self.now).verdict == .queued(number)) }
        #expect(table.came("quiet", at: Self.now).verdict == .queued(5))
        let next = table.left("noisy")
        #expect(next?.number == 5 && next?.client == "quiet")
        #expect(table.left("noisy")?.number == 1)
    }

    @Test func aFullQueueTakesANewcomerForOneOfACrowd() {
        var table = Self.table(inFlight: 1, perToken: 1, queue: 3)
        _ = table.came("noisy", at: Self.now)
        for _ in 1...3 { _ = table.came("noisy", at: Self.now) }
        #expect(table.came("noisy", at: Self.now) == .init(verdict: .refused(.tooMany)))
        let arrival = table.came("quiet", at: Self.now)
        #expect(arrival == .init(verdict: .queued(4), instead: .init(number: 3, refusal: .tooMany)))
        // Both have none under way now, so it is the turn of whoever has waited longest.
        #expect(table.left("noisy")?.number == 1 && table.left("noisy")?.number == 2)
        #expect(table.left("noisy")?.client == "quiet")
    }

    @Test func whoGivesUpWaitsNoLonger() {
        var table = Self.table(inFlight: 1, perToken: 2)
        _ = table.came("a", at: Self.now)
        _ = table.came("b", at: Self.now)
        #expect(table.gaveUp(1, of: "b") == .full)
        #expect(table.gaveUp(1, of: "b") == nil)
        #expect(table.left("a") == nil && table.queued == 0)
    }

    @Test func aTokenThatIsTooFastIsToldWhenToComeAgain() {
        var table = Self.table(inFlight: 9, perToken: 9, rate: 10, burst: 1)
        #expect(table.came("a", at: Self.now).verdict == .admitted)
        #expect(table.came("a", at: Self.now).verdict == .refused(.tooFast(.milliseconds(100))))
        #expect(table.came("b", at: Self.now).verdict == .admitted)
        #expect(table.came("a", at: TokenBucketTests.at(100)).verdict == .admitted)
    }

    /// Whatever comes and goes: the bounds hold, no place is free while somebody waits who may have it, and nobody is forgotten.
    @Test(arguments: 0..<60) func isFairWhateverHappens(seed: UInt64) {
        var numbers = Numbers(seed: seed)
        let inFlight = Int.random(in: 1...6, using: &numbers)
        let perToken = Int.random(in: 1...inFlight, using: &numbers)
        let queue = Int.random(in: 0...8, using: &numbers)
        var table = Self.table(inFlight: inFlight, perToken: perToken, queue: queue)
        var (running, waiting) = ([String: Int](), [Int: String]())
        for _ in 0..<400 {
            let client = ["a", "b", "c", "d"].randomElement(using: &numbers) ?? "a"
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0...2:
                let arrival = table.came(client, at: Self.now)
                if let instead = arrival.instead { #expect(waiting.removeValue(forKey: instead.number) != nil) }
                switch arrival.verdict {
                case .admitted: running[client, default: 0] += 1
                case .queued(let number): waiting[number] = client
                case .refused: #expect(waiting.count == queue)
                }
            case 3:
                guard let leaving = running.filter({ $0.value > 0 }).keys.sorted().randomElement(using: &numbers) else {
                    continue
                }
                running[leaving, default: 0] -= 1
                let before = running
                guard let next = table.left(leaving) else { break }
                #expect(waiting.removeValue(forKey: next.number) == next.client)
                let fewest = waiting.values.map { before[$0, default: 0] }.min() ?? .max
                #expect(before[next.client, default: 0] <= fewest, "another had fewer")
                running[next.client, default: 0] += 1
            default:
                guard let (number, client) = waiting.min(by: { $0.key < $1.key }) else { continue }
                #expect(table.gaveUp(number, of: client) != nil)
                waiting[number] = nil
            }
            let total = running.values.reduce(0, +)
            #expect(table.inFlight == total && table.queued == waiting.count)
            #expect(total <= inFlight && waiting.count <= queue && running.values.allSatisfy { $0 <= perToken })
            let mayEnter = waiting.values.contains { running[$0, default: 0] < perToken }
            #expect(total == inFlight || !mayEnter, "a place is free, and somebody waits")
        }
    }

    @Test func tokensThatRestAreForgotten() {
        var table = Self.table(inFlight: 1, perToken: 1)
        for number in 0..<5000 {
            let now = TokenBucketTests.at(Int64(number))
            #expect(table.came("token \(number)", at: now).verdict == .admitted)
            _ = table.left("token \(number)")
        }
        #expect(table.clients <= 1024)
    }
}

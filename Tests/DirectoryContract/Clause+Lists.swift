import Bridge
import Directories
import LDAP
import Testing

extension Clause {
    /// More people than a search may return, whose names sort as their numbers do.
    private static func crowd(_ world: ContractWorld) async throws -> [String] {
        let names = (0..<world.sizeLimit + 12).map { "p\(100 + $0)" }
        // Not in the order that is asked for.
        for name in names.reversed() {
            try await world.add(name, [world.shape.single: [AttributeValue("T\(name.last ?? "0")")]])
        }
        return names
    }

    private static func window(
        _ world: ContractWorld, _ keys: [SortKey], _ view: VirtualListView,
        _ filter: Filter = .equal("objectClass", "person")
    ) async throws -> SearchResult {
        let request = SearchRequest(
            base: world.base, scope: .oneLevel, filter: filter, attributes: ["1.1"],
            controls: [.sort(keys), .virtualListView(view)])
        let session = try await world.directory.hold(idle: .seconds(5))
        return try await session.search(request)
    }

    static let lists = [
        Clause("a window shows a part of a sorted list, however long") { world in
            let names = try await Self.crowd(world)
            for (isReversed, sorted) in [(false, names), (true, names.reversed())] {
                let key = world.key(world.shape.name, isReversed: isReversed)
                for (offset, after) in [
                    (1, 0), (1, 4), (names.count - 2, 9), (names.count, 0), (7, world.sizeLimit - 1),
                ] {
                    let result = try await Self.window(
                        world, [key], VirtualListView(before: 0, after: after, offset: offset))
                    let end = min(offset + after, names.count)
                    #expect(result.entries.map(\.dn).map(ContractWorld.shortName) == Array(sorted[(offset - 1)..<end]))
                    if world.does(.confirmsOrder) { #expect(result.controls.contains(.sort(.success))) }
                    let isCounted = result.controls.contains {
                        if case .virtualListView(offset, names.count, _, .success) = $0 { true } else { false }
                    }
                    #expect(isCounted, "\(result.controls)")
                }
            }
        },
        Clause("windows of one session are of one list") { world in
            let names = try await Self.crowd(world)
            let session = try await world.directory.hold(idle: .seconds(5))
            var seen: [String] = []
            var context: [UInt8]?
            for offset in stride(from: 1, to: names.count, by: 10) {
                let view = VirtualListView(before: 0, after: 9, offset: offset, context: context)
                let request = SearchRequest(
                    base: world.base, scope: .oneLevel, filter: .equal("objectClass", "person"), attributes: ["1.1"],
                    controls: [.sort([world.key(world.shape.name)]), .virtualListView(view)])
                let result = try await Self.patiently { try await session.search(request) }
                seen += result.entries.map(\.dn).map(ContractWorld.shortName)
                for case .virtualListView(_, _, let next, _) in result.controls { context = next }
            }
            #expect(seen == names)
        },
        Clause("a window beyond the end is refused, or says where it is") { world in
            try await world.add("ada")
            for offset in [2, 5] {
                func window() async throws -> SearchResult {
                    try await Self.window(
                        world, [world.key(world.shape.name)], VirtualListView(after: 3, offset: offset))
                }
                if world.does(.endsWindows) {
                    await world.expect(.virtualListViewError) { try await window() }
                } else {
                    let isTold = try await window().controls.contains {
                        if case .virtualListView(1, 1, _, .success) = $0 { true } else { false }
                    }
                    #expect(isTold)
                }
            }
        },
        // Of several values the smallest counts, in both directions, where the server looks at more than the first.
        Clause("who has no value comes last, or first in reverse", needs: [.sortsByTwoKeys]) { world in
            try await world.add("none")
            try await world.add("b", ["title": ["b", "X"]])
            try await world.add("c", ["title": ["C"]])
            try await world.add("a", ["title": world.does(.sortsBySmallestValue) ? ["z", "A"] : ["A"]])
            try await world.add("same", ["title": ["c"]])
            let reversed = ["c", "same", "b", "a"]
            for (isReversed, wished) in [
                (false, ["a", "b", "c", "same", "none"]),
                (true, world.does(.reversesTheMissing) ? ["none"] + reversed : reversed + ["none"]),
            ] {
                let keys = [world.key("title", isReversed: isReversed), SortKey(world.id)]
                let result = try await Self.window(world, keys, VirtualListView(after: 9, offset: 1))
                let names = result.entries.map(\.dn).map(ContractWorld.shortName)
                #expect(names == wished, "\(isReversed)")
            }
        },
        Clause("a list is sorted by times and ids without a rule") { world in
            for name in ["b", "a", "c"] { try await world.add(name) }
            let keys: [SortKey] =
                world.does(.sortsByTwoKeys)
                ? [SortKey("createTimestamp"), SortKey(world.id)] : world.server.dialect.listOrder.map { SortKey($0) }
            let result = try await Self.window(world, keys, VirtualListView(after: 9, offset: 1))
            #expect(Set(result.entries.map(\.dn).map(ContractWorld.shortName)) == ["a", "b", "c"])
        },
        Clause("a text attribute has no order of its own") { world in
            try await world.add("ada")
            if world.server.dialect.sortRule == nil { return }
            await world.expect(.inappropriateMatching) {
                try await Self.window(world, [SortKey("uid")], VirtualListView(after: 3, offset: 1))
            }
        },
        Clause("pages follow each other, and may end at the size limit") { world in
            let names = try await Self.crowd(world)
            func pages(_ size: Int, _ filter: Filter, _ controls: [Control] = []) async throws -> [String] {
                try await world.directory.lease { session throws(LDAPError) in
                    var seen: [String] = []
                    var cookie: [UInt8] = []
                    repeat {
                        let request = SearchRequest(
                            base: world.base, scope: .oneLevel, filter: filter, attributes: ["1.1"],
                            controls: controls + [.pagedResults(size: size, cookie: cookie)])
                        let result = try await session.search(request)
                        seen += result.entries.map(\.dn).map(ContractWorld.shortName)
                        cookie = []
                        for case .pagedResults(_, let next) in result.controls { cookie = next }
                    } while !cookie.isEmpty
                    return seen
                }
            }
            let some = Filter.or((0..<9).map { .equal(world.shape.single, AttributeValue("T\($0)")) })
            let few = Filter.equal(world.shape.single, "T3")
            let count = names.filter { $0.hasSuffix("3") }.count
            #expect(try await pages(2, few).count == count)
            #expect(Set(try await pages(2, few)).count == count)
            #expect(try await pages(100, few).count == count)
            let sorted = try await pages(2, few, [.sort([world.key(world.shape.name)])])
            #expect(sorted == names.filter { $0.hasSuffix("3") })
            if world.does(.limitsPages) { await world.expect(.sizeLimitExceeded) { try await pages(7, some) } }
        },
    ]

    /// slapd answers a window before it is done with it.
    private static func patiently(_ search: () async throws -> SearchResult) async throws -> SearchResult {
        for _ in 0..<100 {
            do { return try await search() } catch let error as LDAPError where error.code == .busy {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        return try await search()
    }
}

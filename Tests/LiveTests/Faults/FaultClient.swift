import NIOHTTP1

/// What a client may do next.
private enum Work: CaseIterable {
    case create, createUnderFreedName, rename, renameAndDisable, change, enable, trash, revive, manage
    case createGroup, renameGroup, join, leave

    /// How often, of all.
    var weight: Int {
        switch self {
        case .join: 14
        case .create: 10
        case .createGroup, .renameGroup: 3
        default: 6
        }
    }
}

/// A client that repeats each call until it is answered, and remembers what it was told.
actor FaultClient {
    /// What was acknowledged.
    private(set) var truth = DirectoryTruth()
    private(set) var wrong: [String] = []
    private(set) var acknowledged = 0

    private let number: Int
    private let bridge: any FaultBridge
    private let shared: [String]
    private var random: SeededGenerator
    private var count = 0
    private var isEnding = false
    private var externalIDs: [String: String] = [:]
    /// Names that somebody had.
    private var freed: [String] = []

    init(number: Int, seed: UInt64, bridge: any FaultBridge, shared: [String]) {
        (self.number, self.bridge, self.shared) = (number, bridge, shared)
        self.random = SeededGenerator(seed: seed &+ UInt64(number) &* 7919)
    }

    func end() { self.isEnding = true }

    func run() async {
        let choices = Work.allCases.flatMap { Array(repeating: $0, count: $0.weight) }
        while !self.isEnding { await self.run(self.random.pick(choices)) }
    }

    private func run(_ work: Work) async {
        switch work {
        case .create: await self.create()
        case .createUnderFreedName: await self.createUnderFreedName()
        case .rename: await self.rename()
        case .renameAndDisable: await self.renameAndDisable()
        case .change: await self.change()
        case .enable: await self.enable()
        case .trash: await self.trash()
        case .revive: await self.revive()
        case .manage: await self.manage()
        case .createGroup: await self.createGroup()
        case .renameGroup: await self.renameGroup()
        case .join: await self.join()
        case .leave: await self.leave()
        }
    }

    /// Sends a call until it is answered by something else than a fault.
    private func call(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async -> FaultAnswer {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let answer = await self.bridge.answer(method, path, body)
            if answer.status != 0, answer.status != 503 {
                if answer.status < 300 { self.acknowledged += 1 }
                return answer
            }
            guard .now < deadline else {
                self.wrong.append("\(method) \(path) \(body ?? "") is never answered: \(answer.short)")
                return answer
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func patch(_ path: String, _ operations: String...) async -> Bool {
        let act = FaultAct.patch(path, operations.joined(separator: ",")) { _ in }
        let answer = await self.call(.PATCH, path, act.body)
        if answer.status < 300 { return true }
        self.wrong.append("PATCH \(path) \(operations): \(answer.short)")
        return false
    }

    private func someone(_ isWanted: (DirectoryTruth.Person) -> Bool = { !$0.isInTrash }) -> String? {
        let found = self.truth.people.filter { isWanted($0.value) }.keys.sorted()
        return found.isEmpty ? nil : self.random.pick(found)
    }

    private func newName() -> String {
        self.count += 1
        return "load.\(self.number).\(self.count)"
    }
}

// MARK: - People

extension FaultClient {
    private func create() async { await self.create(self.newName()) }

    private func createUnderFreedName() async {
        guard let index = self.freed.indices.randomElement(using: &self.random) else { return }
        await self.create(self.freed.remove(at: index))
    }

    private func create(_ name: String) async {
        let external = "x" + self.newName()
        let body = BridgeCaller.person(
            name, #""externalId":"\#(external)""#, #""title":"\#(external)""#,
            #""emails":[{"type":"work","value":"\#(external)@acme.example"}]"#)
        await self.post(body, name, external)
    }

    private func post(_ body: String, _ name: String, _ external: String) async {
        var answer = await self.call(.POST, "/Users", body)
        // Its own earlier call has made it, of which no answer came: it is found in the next cycle, and brought up to date.
        let isThere = answer.status == 409
        if isThere { answer = await self.find("/Users", "userName", name) }
        guard let id = answer.ids.first ?? answer.id else {
            self.wrong.append("POST of \(name): \(answer.short)")
            return
        }
        if isThere { _ = await self.patch("/Users/\(id)", FaultAct.replace("active", "True")) }
        self.externalIDs[id] = external
        // Who returns keeps the name to be shown, of which nothing is sent: its default is for a new entry.
        let displayName = self.truth.people[id]?.displayName ?? name
        self.truth.people[id] = .init(name: name, title: external, displayName: displayName)
    }

    private func find(_ endpoint: String, _ attribute: String, _ name: String) async -> FaultAnswer {
        for _ in 0..<600 {
            let answer = await self.bridge.find(endpoint, attribute, name)
            if answer.status == 200 { return answer }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return FaultAnswer(status: 0, detail: "nothing is found")
    }

    private func rename() async {
        guard let id = self.someone(), let old = self.truth.people[id]?.name else { return }
        let name = self.newName()
        guard await self.patch("/Users/\(id)", FaultAct.replace("userName", name)) else { return }
        self.truth.people[id]?.name = name
        self.freed.append(old)
    }

    private func renameAndDisable() async {
        guard let id = self.someone(), let old = self.truth.people[id]?.name else { return }
        let name = self.newName()
        let operations = [FaultAct.replace("userName", name), FaultAct.replace("active", "False")]
        guard await self.patch("/Users/\(id)", operations[0], operations[1]) else { return }
        self.truth.people[id]?.name = name
        self.truth.people[id]?.isLocked = true
        self.freed.append(old)
    }

    private func change() async {
        guard let id = self.someone() else { return }
        let title = self.newName()
        guard await self.patch("/Users/\(id)", FaultAct.replace("title", title)) else { return }
        self.truth.people[id]?.title = title
    }

    private func enable() async {
        guard let id = self.someone({ $0.isLocked && !$0.isInTrash }) else { return }
        guard await self.patch("/Users/\(id)", FaultAct.replace("active", "True")) else { return }
        self.truth.people[id]?.isLocked = false
    }

    private func trash() async {
        guard let id = self.someone() else { return }
        let answer = await self.call(.DELETE, "/Users/\(id)")
        guard [204, 404].contains(answer.status) else {
            self.wrong.append("DELETE of \(self.truth.people[id]?.name ?? ""): \(answer.short)")
            return
        }
        self.truth.people[id]?.isInTrash = true
        self.truth.people[id]?.isLocked = true
    }

    private func revive() async {
        let names = Set(self.truth.people.values.filter { !$0.isInTrash }.map(\.name))
        guard let id = self.someone({ $0.isInTrash && !names.contains($0.name) }),
            let name = self.truth.people[id]?.name, let external = self.externalIDs[id]
        else { return }
        let body = BridgeCaller.person(
            name, #""externalId":"\#(external)""#, #""title":"\#(external)""#, #""active":true"#,
            #""emails":[{"type":"work","value":"\#(external)@acme.example"}]"#)
        await self.post(body, name, external)
    }

    private func manage() async {
        guard let id = self.someone(), let manager = self.someone({ !$0.isInTrash }), id != manager else { return }
        let path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
        guard await self.patch("/Users/\(id)", FaultAct.replace(path, manager)) else { return }
        self.truth.people[id]?.manager = manager
    }
}

// MARK: - Groups

extension FaultClient {
    private func createGroup() async {
        let name = self.newName()
        var answer = await self.call(.POST, "/Groups", #"{"displayName":"\#(name)"}"#)
        if answer.status == 409 { answer = await self.find("/Groups", "displayName", name) }
        guard let id = answer.ids.first ?? answer.id else {
            self.wrong.append("POST of \(name): \(answer.short)")
            return
        }
        self.truth.groups[id] = .init(name: name)
    }

    private func renameGroup() async {
        let own = self.truth.groups.keys.filter { !self.shared.contains($0) }.sorted()
        guard !own.isEmpty else { return }
        let id = self.random.pick(own)
        let name = self.newName()
        guard await self.patch("/Groups/\(id)", FaultAct.replace("displayName", name)) else { return }
        self.truth.groups[id]?.name = name
    }

    private func join() async {
        guard let person = self.someone() else { return }
        let group = self.random.pick(self.shared + self.truth.groups.keys.sorted())
        let operation = #"{"op":"Add","path":"members","value":[{"value":"\#(person)"}]}"#
        guard await self.patch("/Groups/\(group)", operation) else { return }
        self.truth.groups[group, default: .init()].members.insert(person)
    }

    private func leave() async {
        let joined = self.truth.groups.keys.sorted().flatMap { group in
            (self.truth.groups[group]?.members.sorted() ?? []).map { (group, $0) }
        }.filter { self.truth.people[$0.1]?.isInTrash == false }
        guard !joined.isEmpty else { return }
        let (group, person) = self.random.pick(joined)
        let operation = #"{"op":"Remove","path":"members","value":[{"value":"\#(person)"}]}"#
        guard await self.patch("/Groups/\(group)", operation) else { return }
        self.truth.groups[group]?.members.remove(person)
    }
}

public import Bridge
public import LDAP
public import LDAPClient
import SCIM
import Translator

/// Makes an entry as a call would, changes, locks, renames and deletes it, looks whether it can sign in meanwhile, and takes it away
/// again whatever happens.
public struct Probe: Sendable {
    private let account: ProbeAccount
    private let person: ProbePerson
    private let provisioner: Provisioner
    private let reader: ReaderView?
    private let signIn: @Sendable (DistinguishedName, _ password: String) async -> SignIn
    private var mapping: Mapping { self.account.checked.users.mapping }
    private let password = "Sb1!" + (0..<4).map { _ in String(UInt16.random(in: .min ... .max), radix: 16) }.joined()

    /// Prepares a probe; `provisioner` serves calls for people, and `signIn` binds as somebody.
    public init(
        _ checked: CheckedDirectory, _ provisioner: Provisioner, reader: ReaderView?,
        signIn: @escaping @Sendable (DistinguishedName, _ password: String) async -> SignIn
    ) async {
        self.person = await ProbePerson(checked.users, like: Self.example(checked))
        self.account = ProbeAccount(person: self.person, checked: checked)
        self.provisioner = provisioner
        self.reader = reader
        self.signIn = signIn
    }

    /// Somebody with a value by which people are put below one entry or another; nil where there is none, or nothing is put so.
    private static func example(_ checked: CheckedDirectory) async -> Entry? {
        let mapping = checked.users.mapping
        let paths = mapping.placement?.paths ?? []
        let attributes = mapping.rules.filter { paths.contains($0.path) }.map(\.attribute)
        if attributes.isEmpty { return nil }
        let request = SearchRequest(
            base: mapping.base, scope: mapping.scope, filter: .and([mapping.filter] + attributes.map { .present($0) }),
            attributes: attributes)
        return try? await checked.first(1, of: request).first
    }

    /// Does all of it, and tells of each step at once.
    public func run(tell: (CheckFinding) -> Void) async {
        if let finding = await self.obstacle() { return tell(finding) }
        do throws(SCIMError) {
            let made = try await self.provisioner.create(self.person.resource, context: self.context)
            tell(
                self.found("create", .ok, "An entry was made: \(await self.name.map { "\($0)" } ?? self.person.name)."))
            if let id = made.id { await self.live(id, tell) }
        } catch {
            tell(self.found("create", .failure, "An entry could not be made: \(error.detail)"))
        }
        tell(await self.removal())
    }

    /// Why nothing is made: what could not be told from the probe's entry afterwards would be removed with it.
    private func obstacle() async -> CheckFinding? {
        do {
            let others = try await self.account.entries()
            if others.isEmpty { return nil }
            return self.found(
                "create", .failure, "Another probe is still there, so no entry was made.", advice: "Remove it.",
                names: others)
        } catch {
            return .unmade("probe.create", "probe", because: "\(error)")
        }
    }

    /// What happens to the entry between its beginning and its end.
    private func live(_ id: String, _ tell: (CheckFinding) -> Void) async {
        tell(await self.change(id))
        let canSignIn = await self.firstSignIn(tell)
        if let finding = await self.sight(isExpected: true) { tell(finding) }
        await self.lock(id, canSignIn, tell)
        tell(await self.rename(id))
        tell(await self.delete(id, canSignIn))
    }

    private var context: RequestContext { RequestContext(principal: Principal(name: "check"), requestID: "check") }

    /// Where the entry is now.
    private var name: DistinguishedName? {
        get async { try? await self.account.entries().first }
    }

    private func found(
        _ step: String, _ verdict: CheckFinding.Verdict, _ text: String, advice: String? = nil,
        names: [DistinguishedName] = []
    ) -> CheckFinding {
        CheckFinding("probe.\(step)", "probe", verdict, text, advice: advice, names: names)
    }

    private func patch(_ id: String, _ path: AttributePath, _ value: Value) async throws(SCIMError) {
        let patch = Patch(operations: [Patch.Operation(.replace, path: path, value: value)])
        _ = try await self.provisioner.patch(id: id, with: patch, context: self.context)
    }
}

// MARK: - The steps

extension Probe {
    /// Writes what is mapped and was not needed to make the entry.
    private func change(_ id: String) async -> CheckFinding {
        var refusals: [String] = []
        for (path, attribute, value) in self.person.changes {
            do {
                try await self.patch(id, path, value)
            } catch {
                refusals.append("\(path) (\(attribute)): \(error.detail)")
            }
        }
        let untried = self.person.untried.map { "\($0)" }.joined(separator: ", ")
        let rest = untried.isEmpty ? "" : " Not tried: \(untried)."
        if refusals.isEmpty { return self.found("change", .ok, "Every mapped attribute can be written.\(rest)") }
        return self.found(
            "change", .failure,
            "Of the mapped attributes some cannot be written. \(refusals.joined(separator: " "))\(rest)",
            advice: "Give the bridge's account the right to write them, or map others.")
    }

    /// Sets a password, and signs in with it; returns whether that works, so that it proves something when it no longer does.
    private func firstSignIn(_ tell: (CheckFinding) -> Void) async -> Bool {
        guard let attribute = self.account.passwordAttribute else {
            tell(self.found("password", .warning, "People of this mapping have no password, so no sign-in was tried."))
            return false
        }
        do {
            try await self.account.set(self.password, attribute)
        } catch {
            // The words of the server may quote the password.
            tell(
                self.found(
                    "password", .warning,
                    "No password could be set in \(attribute) (\(error.code)), so whether a disabled person can sign in was not tried.",
                    advice:
                        "Starbridge needs no such right. Give it to its account for this check, or try it with a person of your own."
                ))
            return false
        }
        guard let name = await self.name else { return false }
        switch await self.signIn(name, self.password) {
        case .accepted: return true
        case .refused(let error), .unavailable(let error):
            tell(
                self.found(
                    "password", .warning,
                    "Not even an active person could sign in with a new password (\(error.code)), so whether a disabled one can was not tried."
                ))
            return false
        }
    }

    /// Disables, looks whether that has an effect, and enables again.
    private func lock(_ id: String, _ canSignIn: Bool, _ tell: (CheckFinding) -> Void) async {
        if self.mapping.activation.isEmpty {
            tell(self.found("lock", .warning, "`active` is not mapped: nobody can be disabled."))
            return
        }
        do {
            try await self.patch(id, AttributePath(attribute: "active"), .boolean(false))
        } catch {
            tell(self.found("lock", .failure, "The person could not be disabled: \(error.detail)"))
            return
        }
        tell(await self.lockFinding(canSignIn, after: "was disabled"))
        if let finding = await self.sight(isExpected: false) { tell(finding) }
        do {
            try await self.patch(id, AttributePath(attribute: "active"), .boolean(true))
        } catch {
            tell(self.found("unlock", .failure, "The person could not be enabled again: \(error.detail)"))
            return
        }
        guard canSignIn, let name = await self.name else { return }
        if case .accepted = await self.signIn(name, self.password) {
            tell(self.found("unlock", .ok, "The person was enabled again, and can sign in."))
        } else {
            tell(self.found("unlock", .failure, "The person was enabled again, and cannot sign in all the same."))
        }
    }

    private func lockFinding(_ canSignIn: Bool, after words: String) async -> CheckFinding {
        guard canSignIn, let name = await self.name else {
            return self.found("lock", .ok, "The person \(words); that nobody can sign in as them was not tried.")
        }
        switch await self.signIn(name, self.password) {
        case .refused(let error):
            return self.found(
                "lock", .ok, "The person \(words), and the directory refuses their sign-in (\(error.code)).",
                advice: await self.lockoutAdvice)
        case .accepted:
            return self.found(
                "lock", .failure, "The person \(words), and can sign in all the same.",
                advice:
                    "`users.active` has no effect in this directory: choose another strategy, or have the password policy lock people out "
                    + "(pwdLockout: TRUE).")
        case .unavailable(let error):
            return .unmade("probe.lock", "probe, whether a disabled person can sign in", because: "\(error)")
        }
    }

    /// How the start comes to know what was seen here.
    private var lockoutAdvice: String? {
        get async {
            let checked = self.account.checked
            let advice = LockoutAdvice(on: self.mapping, in: checked.directory, checked.dialect)
            return await advice.text(below: checked.context(of: self.mapping.base))
        }
    }

    /// Whether the reader sees the person, where there is one.
    private func sight(isExpected: Bool) async -> CheckFinding? {
        guard let reader, let name = await self.name else { return nil }
        do {
            let isSeen = try await reader.obstacle(to: name) == nil
            let words = "The reader \(isSeen ? "sees" : "does not see") the \(isExpected ? "new" : "disabled") person."
            return self.found(
                "reader", isSeen == isExpected ? .ok : .failure, words,
                advice: isSeen == isExpected ? nil : "Correct `reader`, or how people are disabled.")
        } catch {
            return .unmade("probe.reader", "probe, what the reader sees", because: "\(error)")
        }
    }

    private func rename(_ id: String) async -> CheckFinding {
        if self.mapping.rules.contains(where: { $0.path == .userName && $0.writing != .always }) {
            return self.found("rename", .ok, "Nobody is given another userName, as `write` says.")
        }
        do {
            try await self.patch(id, .userName, .string(self.person.otherName))
            return self.found(
                "rename", .ok, "The person was given another userName: \(await self.name.map { "\($0)" } ?? "").")
        } catch {
            return self.found("rename", .failure, "The person could not be given another userName: \(error.detail)")
        }
    }

    private func delete(_ id: String, _ canSignIn: Bool) async -> CheckFinding {
        guard self.mapping.deletion != nil else {
            return self.found("delete", .ok, "DELETE is refused, since users.on_delete is not set.")
        }
        do {
            try await self.provisioner.delete(id: id, context: self.context)
        } catch {
            return self.found("delete", .failure, "The person could not be deleted: \(error.detail)")
        }
        guard let name = await self.name else { return self.found("delete", .ok, "The person was deleted.") }
        guard canSignIn else { return self.found("delete", .ok, "The person was deleted, and is kept as \(name).") }
        if case .accepted = await self.signIn(name, self.password) {
            return self.found("delete", .failure, "The person was deleted, and can sign in as \(name) all the same.")
        }
        return self.found("delete", .ok, "The person was deleted, is kept as \(name), and cannot sign in.")
    }

    /// Takes the entry away, and says what could not be.
    private func removal() async -> CheckFinding {
        do {
            let rest = try await self.account.remove()
            if rest.isEmpty { return self.found("removal", .ok, "Nothing of the probe is left in the directory.") }
            return self.found("removal", .failure, "The probe is still there.", advice: "Remove it.", names: rest)
        } catch {
            let rest = (try? await self.account.entries()) ?? []
            return self.found(
                "removal", .failure, "What the probe has made could not be removed: \(error)",
                advice: "Remove \(self.person.name) or \(self.person.otherName) below \(self.mapping.base)"
                    + (self.mapping.graveyard.map { " or \($0.base)" } ?? "") + ".", names: rest)
        }
    }
}

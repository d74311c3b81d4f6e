import LDAP
import Translator

/// All checks of a directory that has been reached and takes the bridge's account, in the order in which they are told.
public struct CheckList: Sendable {
    private let checked: CheckedDirectory
    private let reader: (view: ReaderView, people: KeptPeople)?
    private let sample: PeopleSample?
    private let isProbed: Bool

    /// Prepares the checks; `reader` is how somebody else looks at the directory, and `sample` whom Entra has, where that is known;
    /// `isProbed` tells that a ``Probe`` follows.
    public init(
        _ checked: CheckedDirectory, reader: (view: ReaderView, people: KeptPeople)? = nil, sample: PeopleSample? = nil,
        isProbed: Bool = false
    ) {
        self.checked = checked
        self.reader = reader
        self.sample = sample
        self.isProbed = isProbed
    }

    /// Makes one check after the other, and tells what each finds at once.
    public func run(tell: (CheckFinding) -> Void) async {
        await self.run([KindCheck(checked: self.checked), LimitCheck(checked: self.checked)], tell)
        for bound in self.checked.mappings { await self.run(of: bound, tell) }
        var last: [any Check] = [
            ReferenceKeeperCheck(checked: self.checked), SynchronisationCheck(checked: self.checked),
        ]
        if let reader { last.append(ReaderCheck(people: reader.people, reader: reader.view)) }
        if let sample { last.append(SampleCheck(sample: sample, checked: self.checked)) }
        await self.run(last, tell)
    }

    private func run(of bound: BoundMapping, _ tell: (CheckFinding) -> Void) async {
        await self.run(
            [
                SchemaCheck(mapping: bound.mapping, schema: bound.schema),
                RightsCheck(
                    bound: bound, checked: self.checked, isProbed: self.isProbed && bound === self.checked.users),
            ], tell)
        let census: Census
        do {
            census = try await Census(of: bound, in: self.checked.directory)
        } catch {
            tell(.unmade("people", bound.mapping.section, because: "\(error)"))
            return
        }
        let directory = self.checked.directory
        await self.run(
            [
                PeopleCheck(census: census, checked: self.checked),
                DuplicateCheck(census: census, directory: directory),
                HiddenCheck(census: census, directory: directory), SpeedCheck(census: census, checked: self.checked),
            ], tell)
    }

    private func run(_ checks: [any Check], _ tell: (CheckFinding) -> Void) async {
        for check in checks { for finding in await check.run() { tell(finding) } }
    }
}

import Logging
import Translator

/// What the calls of one provisioner share: how they treat the directory, and what one of them leaves for those after it.
final class SharedState: Sendable {
    let options: Provisioner.Options
    /// Applies every plan; the outermost of its chain.
    let executor: any PlanExecutor
    let logger: Logger
    let metrics = BridgeMetrics()
    let memory: Provisioner.Memory
    /// The lists that are kept for their next page.
    let lists: ListShelf
    /// The unique values that are being written.
    let claims: UniqueClaims
    /// Whose turn it is with an entry that several want to write.
    let turns: WriterTurns
    /// The renames after which references may still hold the former name.
    let doubts: NamesInDoubt
    /// The numbers that were given to new entries.
    let numbers: GivenNumbers
    /// The attributes that clients sent and that went nowhere.
    let omissions = Omissions()
    /// The entries that cannot be shown.
    let nameless = NamelessEntries()

    init(
        options: Provisioner.Options, executor: any PlanExecutor, memory: Provisioner.Memory, logger: Logger
    ) {
        self.options = options
        self.executor = executor
        self.memory = memory
        self.lists = memory.lists
        self.claims = memory.claims
        self.turns = memory.turns
        self.doubts = memory.doubts
        self.numbers = memory.numbers
        self.logger = logger
    }
}

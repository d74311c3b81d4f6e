import LDAP

/// The records of LDIF of a step, which stand in the journal when its event begins and again when it has ended, and are written once.
struct StepRecords {
    /// What is to be applied; empty where nothing of it may be told.
    let change: [UInt8]
    /// What takes it back; empty where nothing does.
    let inverse: [UInt8]

    /// Writes the records of a step.
    init(of step: JournalEvent.Step) {
        self.change = Self.bytes(of: step.change)
        self.inverse = Self.bytes(of: step.inverse)
    }

    private static func bytes(of change: Change?) -> [UInt8] {
        guard let change else { return [] }
        var writer = LDIFWriter(room: 1024)
        writer.write(change)
        return writer.bytes
    }
}

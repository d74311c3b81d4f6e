import SCIM
import Translator

/// Disables somebody, with as much of what comes beside it as can be written.
struct EntryDisabling {
    private let wish: DisablingPatch
    private let id: String
    private let work: Work

    init(_ wish: DisablingPatch, of id: String, _ work: Work) {
        self.wish = wish
        self.id = id
        self.work = work
    }

    /// Disables, and returns what the entry is then.
    /// - Throws: why nothing was disabled.
    func run() async throws(SCIMError) -> RenderedResource {
        var course = DisableCourse(self.wish)
        var action = course.start
        while true {
            switch action {
            case .apply(let patch):
                do {
                    let resource = try await EntryUpdate(.patch(patch), of: self.id, self.work).run()
                    OmissionTeller(self.work).tellLeftOut(course.leftOut, of: self.id)
                    return resource
                } catch {
                    action = course.refused(error)
                }
            case .rehearse(let patch):
                do {
                    // What is not refused here the directory alone can refuse.
                    _ = try await EntryUpdate(.patch(patch), of: self.id, self.work, isRehearsal: true).run()
                    action = course.rehearsed()
                } catch {
                    action = course.refused(error)
                }
            case .giveUp(let error):
                guard error.type == .mutability, self.work.book.planner.disablesInPlace else { throw error }
                return try await self.disableInPlace(course, error)
            }
        }
    }

    /// Disables by the other strategies where a move would leave references behind.
    private func disableInPlace(_ course: DisableCourse, _ error: SCIMError) async throws(SCIMError) -> RenderedResource
    {
        let resource = try await EntryUpdate(
            .patch(self.wish.patch(beside: [])), of: self.id, self.work, staysInPlace: true
        ).run()
        let move = DisableCourse.LeftOut(name: "the move", error: error)
        OmissionTeller(self.work).tellLeftOut(course.leftOut + [move], of: self.id)
        return resource
    }
}

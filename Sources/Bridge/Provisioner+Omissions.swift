import Logging
import SCIM
import Translator

extension Provisioner {
    /// Attributes that were sent but go nowhere are told, each once a day, so that nobody has to guess.
    func logIgnored(_ plan: Plan, _ context: RequestContext) {
        guard !plan.ignored.isEmpty else { return }
        let news = self.omissions.ignore(plan.ignored.map(\.description))
        guard !news.isEmpty else { return }
        self.logger.notice(
            "Attributes that nothing stores were ignored. Remove them from the client's attribute mapping, or map them; this is told once a day.",
            metadata: [
                "request_id": "\(context.requestID)",
                "attributes": .array(news.map { .string($0) }),
            ]
        )
    }
}

import Logging
import SCIM
import Translator

extension Provisioner {
    /// Attributes that were sent but go nowhere are told, each once a day, so that nobody has to guess.
    func logIgnored(_ plan: Plan, _ context: RequestContext) {
        guard !plan.ignored.isEmpty else { return }
        let names = plan.ignored.map { path in
            let isMapped = self.mapping.rules.contains { $0.path == path }
            return isMapped ? "\(path) (more than one value)" : path.description
        }
        let news = self.omissions.ignore(names)
        guard !news.isEmpty else { return }
        self.logger.notice(
            "Attributes or values that nothing stores were ignored. Remove them from the client's attribute mapping, or map them; this is told once a day.",
            metadata: [
                "request_id": "\(context.requestID)",
                "attributes": .array(news.map { .string($0) }),
            ]
        )
    }
}

import LDAP
import SCIM
import Translator

/// Whether other entries lie below one: they would go with it wherever it goes.
struct ChildCheck {
    let entry: DistinguishedName

    /// The search for one of them, whatever it is.
    var request: SearchRequest {
        SearchRequest(
            base: self.entry, scope: .oneLevel, filter: .present(.objectClass), attributes: [.noAttributes],
            sizeLimit: 1)
    }

    /// The name of one of them, by the answer to the request; nil if there is none.
    func child(_ outcome: Result<SearchResult, LDAPError>, _ work: Work) throws(SCIMError) -> String? {
        do {
            return try outcome.get().entries.first?.dn.description
        } catch  where error.code == .noSuchObject {
            return nil
        } catch  where error.code == .sizeLimitExceeded {
            return "more than one entry"
        } catch {
            throw work.refusal(error, of: self.entry)
        }
    }
}

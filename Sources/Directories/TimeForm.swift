import Encodings
import LDAP

extension Dialect {
    /// How a directory wants moments to be written (RFC 4517 section 3.3.13).
    public enum TimeForm: Sendable, Hashable {
        /// With a fraction of a second only if there is one: `20261130024547Z`.
        case shortest
        /// With a fraction always, which Active Directory demands: `20261130024547.0Z`.
        case fractional

        /// Returns a moment in this form.
        public func text(of time: Timestamp) -> String {
            let text = time.generalizedTime
            return self == .shortest || text.contains(".") ? text : "\(text.dropLast()).0Z"
        }
    }
}

import Bridge
import SCIM

extension ServiceProviderConfig {
    /// What the bridge offers.
    static let starbridge = ServiceProviderConfig(
        maximumBulkOperations: 1000, maximumResults: Provisioner.Options().maximumPage,
        defaultResults: Provisioner.Options().defaultPage, cursorTimeout: Provisioner.cursorTimeout, supportsSort: true
    )
}

import ConfigurationFile
import Directories
import LDAP
import Translator

extension Settings {
    /// The configuration with a copy in the place of its directory: nothing in it leads to the original any more.
    ///
    /// What reaches others of this machine is left out, too: the control socket, the address for monitoring, and the console. Nothing is
    /// held, since what would be is what the report is for; the journal is kept in a folder of the rehearsal.
    func rehearsing(at server: ServerURL, copyOf kind: Dialect, isPermissive: Bool, in folder: String) -> Settings {
        var settings = self
        settings.directory.servers = [server]
        settings.directory.dialect = kind.ofCopy
        settings.directory.bind = .external
        settings.directory.caFile = nil
        settings.directory.startTLS = false
        settings.controlSocket = nil
        settings.metrics = nil
        settings.console = nil
        settings.guard.limits = []
        settings.journal.directory = folder + "/journal"
        settings.mode = .serve
        settings.reader?.bind = nil
        settings.users.settle(as: kind, isPermissive)
        for index in settings.groups.indices { settings.groups[index].settle(as: kind, isPermissive) }
        return settings
    }

    /// The configuration with another address for callers; what else the first listener has stays, its TLS above all.
    func listening(at address: (host: String, port: Int)) -> Settings {
        guard var listener = self.listeners.first else { return self }
        var settings = self
        listener.place = .address(host: address.host, port: address.port)
        settings.listeners = [listener]
        let path = self.baseURL.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3)
        let scheme = listener.tls == nil ? "http" : "https"
        settings.baseURL = "\(scheme)://\(listener.place)" + path.map { "/" + $0 }.joined()
        return settings
    }
}

extension Mapping {
    /// Takes from the preset of a kind what is left open, and gives new entries the class of a permissive copy.
    fileprivate mutating func settle(as kind: Dialect, _ isPermissive: Bool) {
        self = self.adapted(to: kind)
        self.leftOpen = []
        if isPermissive { self.objectClasses.append(CopySchema.ownClass) }
    }
}

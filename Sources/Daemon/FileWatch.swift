import ConfigurationFile
import Files
import ServiceLifecycle

/// Looks every few seconds whether the files have changed that the configuration names: a listener's certificate and key, the password
/// and the authorities of the directory.
///
/// The configuration itself is read when somebody asks for it.
struct FileWatch: Service {
    let doors: Doors
    let succession: Succession
    var interval = Duration.seconds(2)

    func run() async {
        await cancelWhenGracefulShutdown {
            var change = FileChange(self.directoryFiles)
            while (try? await Task.sleep(for: self.interval)) != nil {
                self.doors.renewCertificates()
                if change.isComplete(in: self.directoryFiles) { _ = await self.succession.reload(from: .settings) }
            }
        }
    }

    /// How the files of the directory are.
    private var directoryFiles: [String: FileStatus?] {
        let directory = self.succession.inForce.settings.directory
        var paths = [directory.caFile].compactMap(\.self)
        if case .simple(_, let passwordFile) = directory.bind { paths.append(passwordFile) }
        return Dictionary(paths.map { ($0, FileStatus(of: $0)) }) { first, _ in first }
    }
}

/// Whether files have changed, as far as two looks can tell: at the second one nobody writes them any longer.
struct FileChange {
    typealias Files = [String: FileStatus?]

    private var known: Files
    private var last: Files

    init(_ files: Files) {
        (self.known, self.last) = (files, files)
    }

    /// Takes another look; files that are looked at for the first time have not changed.
    mutating func isComplete(in files: Files) -> Bool {
        defer { self.last = files }
        let before = files.mapValuesWithKeys { self.known[$0] ?? $1 }
        guard files != before else {
            self.known = files
            return false
        }
        guard files == self.last else { return false }
        self.known = files
        return true
    }
}

extension FileChange.Files {
    fileprivate func mapValuesWithKeys(_ value: (String, FileStatus?) -> FileStatus?) -> Self {
        Dictionary(uniqueKeysWithValues: self.map { ($0, value($0, $1)) })
    }
}

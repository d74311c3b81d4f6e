import Glibc

/// The three descriptors that every program has.
enum StandardStreams {
    /// Opens those that are closed, to nowhere: else a file or a connection would get their numbers, and the log.
    static func open() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = Glibc.open("/dev/null", O_RDWR)
        }
    }
}

import CLDAP
import Glibc
import LDAP
import NIOCore

/// What stands below libldap in the place of a socket: two buffers in memory (`Sockbuf_IO` of lber.h, at provider level).
///
/// It outlives the handle that reads and writes it.
final class MemorySocket {
    /// A message that announces more is not read: libldap would make room for all of it at once.
    private static let maximumMessage: ber_len_t = 256 << 20
    /// A buffer that grew beyond this is not kept.
    private static let keptCapacity = 64 << 10

    /// What the server sent and libldap has not read.
    private var input = ByteBuffer()
    /// What libldap wrote and nobody has sent.
    private(set) var output = ByteBuffer()

    /// Whether libldap finds something to read.
    var hasInput: Bool { self.input.readableBytes > 0 }

    /// How much libldap wrote that nobody has sent.
    var pending: Int { self.output.readableBytes }

    /// Takes bytes of the server.
    func receive(_ bytes: ByteBuffer) {
        if self.hasInput {
            self.input.writeImmutableBuffer(bytes)
        } else {
            self.input = bytes
        }
    }

    /// Forgets what libldap wrote, after it was sent.
    func clearOutput() {
        if self.output.capacity > Self.keptCapacity { self.output = ByteBuffer() } else { self.output.clear() }
    }

    /// Puts itself below a handle that was made for `LDAP_PROTO_EXT`.
    func attach(to handle: OpaquePointer) throws(LDAPError) {
        var buffer: OpaquePointer?
        var limit = Self.maximumMessage
        let this = Unmanaged.passUnretained(self).toOpaque()
        guard ldap_get_option(handle, LDAP_OPT_SOCKBUF, &buffer) == LDAP_OPT_SUCCESS,
            ber_sockbuf_add_io(buffer, Self.operations, LBER_SBIOD_LEVEL_PROVIDER, this) == 0,
            ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &limit) == 1
        else { throw LDAPError(.localError, diagnostic: "libldap cannot read and write in memory") }
    }
}

// MARK: - What liblber calls

extension MemorySocket {
    private typealias Descriptor = UnsafeMutablePointer<Sockbuf_IO_Desc>

    /// The functions that liblber calls, at an address that it keeps for as long as a handle lives.
    ///
    /// Unsafe only to the compiler, which does not know that nobody writes there after this.
    nonisolated(unsafe) private static let operations: UnsafeMutablePointer<Sockbuf_IO> = {
        let operations = UnsafeMutablePointer<Sockbuf_IO>.allocate(capacity: 1)
        operations.initialize(
            to: Sockbuf_IO(
                sbi_setup: { descriptor, this in
                    descriptor?.pointee.sbiod_pvt = this
                    return 0
                },
                sbi_remove: { _ in 0 },
                sbi_ctrl: { descriptor, option, _ in
                    option == LBER_SB_OPT_DATA_READY && MemorySocket.of(descriptor)?.hasInput == true ? 1 : 0
                },
                sbi_read: { descriptor, target, count in
                    MemorySocket.of(descriptor)?.read(UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
                        ?? -1
                },
                sbi_write: { descriptor, source, count in
                    MemorySocket.of(descriptor)?.write(UnsafeRawBufferPointer(start: source, count: Int(count))) ?? -1
                },
                sbi_close: { _ in 0 }
            ))
        return operations
    }()

    private static func of(_ descriptor: Descriptor?) -> MemorySocket? {
        guard let this = descriptor?.pointee.sbiod_pvt else { return nil }
        return Unmanaged<MemorySocket>.fromOpaque(this).takeUnretainedValue()
    }

    /// Fills the target as far as there are bytes; libldap comes back for the rest of a message when there are more.
    private func read(_ target: UnsafeMutableRawBufferPointer) -> Int {
        let count = self.input.readWithUnsafeReadableBytes { bytes in
            let count = min(bytes.count, target.count)
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
            return count
        }
        if count > 0 { return count }
        errno = EAGAIN
        return -1
    }

    private func write(_ source: UnsafeRawBufferPointer) -> Int {
        self.output.writeBytes(source)
    }
}

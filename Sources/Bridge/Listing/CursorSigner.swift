/// Vouches for the cursors of lists, with a secret that all bridges in front of one directory share.
///
/// A cursor says where a list goes on, and nothing about it is kept anywhere: any of the bridges can go on with it.
public protocol CursorSigner: Sendable {
    /// The seconds since the beginning of 1970, by which cursors age.
    var now: Int64 { get }

    /// Returns the authentication code of a message: 16 bytes or more that only holders of the secret can make.
    func code(for message: [UInt8]) -> [UInt8]
}

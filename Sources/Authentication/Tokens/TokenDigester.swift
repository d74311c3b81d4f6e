import COpenSSL

/// Computes the SHA-256 digests of tokens with one context of libcrypto's, whose algorithm is looked up once.
///
/// Without either it computes nothing.
struct TokenDigester: ~Copyable {
    private static let size = 32

    private let algorithm = EVP_MD_fetch(nil, "SHA2-256", nil)
    private let context = EVP_MD_CTX_new()

    deinit {
        EVP_MD_CTX_free(self.context)
        EVP_MD_free(self.algorithm)
    }

    /// The digest of a text, or no bytes, which equal no digest.
    func digest(of text: String) -> [UInt8] {
        guard let algorithm, let context, EVP_MD_get_size(algorithm) == Self.size else { return [] }
        var text = text
        return text.withUTF8 { bytes in
            [UInt8](unsafeUninitializedCapacity: Self.size) { digest, count in
                let isDone =
                    EVP_DigestInit_ex2(context, algorithm, nil) == 1
                    && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
                    && EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1
                count = isDone ? Self.size : 0
            }
        }
    }
}

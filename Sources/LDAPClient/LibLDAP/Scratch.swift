import CLDAP
import LDAP

/// Memory in the shape that libldap reads, released all at once after a request was encoded.
final class Scratch {
    private static let blockSize = 8192

    private let block = UnsafeMutableRawPointer.allocate(byteCount: Scratch.blockSize, alignment: 16)
    private var used = 0
    private var overflow: [UnsafeMutableRawPointer] = []
    private var adopted: [UnsafeMutableRawPointer] = []

    deinit {
        self.reset()
        self.block.deallocate()
    }

    /// Releases everything that was allocated.
    func reset() {
        self.used = 0
        if !self.overflow.isEmpty {
            self.overflow.forEach { $0.deallocate() }
            self.overflow.removeAll()
        }
        if !self.adopted.isEmpty {
            self.adopted.forEach { ber_memfree($0) }
            self.adopted.removeAll()
        }
    }

    /// Releases a pointer of liblber together with the rest.
    func adopt(_ pointer: UnsafeMutableRawPointer?) {
        if let pointer { self.adopted.append(pointer) }
    }

    func allocate<Value>(_ type: Value.Type, count: Int) -> UnsafeMutablePointer<Value> {
        self.allocate(bytes: MemoryLayout<Value>.stride * count).bindMemory(to: type, capacity: count)
    }

    private func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let size = (bytes + 15) & ~15
        guard self.used + size <= Self.blockSize else {
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(size, 16), alignment: 16)
            self.overflow.append(pointer)
            return pointer
        }
        defer { self.used += size }
        return self.block + self.used
    }

    /// A copy of `text` that ends with a zero byte.
    func string(_ text: String) -> UnsafeMutablePointer<CChar> {
        var text = text
        return text.withUTF8 { self.terminated(UnsafeRawBufferPointer($0)) }
    }

    /// A copy of `bytes` as libldap passes values.
    func value(_ bytes: ArraySlice<UInt8>) -> berval {
        bytes.withUnsafeBytes { berval(bv_len: ber_len_t($0.count), bv_val: self.terminated($0)) }
    }

    private func terminated(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutablePointer<CChar> {
        let copy = self.allocate(bytes: bytes.count + 1)
        if let start = bytes.baseAddress { copy.copyMemory(from: start, byteCount: bytes.count) }
        copy.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        return copy.bindMemory(to: CChar.self, capacity: bytes.count + 1)
    }

    /// A list of pointers that ends with nil.
    func list<Element>(_ pointers: [UnsafeMutablePointer<Element>]) -> UnsafeMutablePointer<
        UnsafeMutablePointer<Element>?
    > {
        let list = self.allocate(UnsafeMutablePointer<Element>?.self, count: pointers.count + 1)
        for (index, pointer) in pointers.enumerated() { (list + index).initialize(to: pointer) }
        (list + pointers.count).initialize(to: nil)
        return list
    }

    /// A list of values that ends with nil.
    func values(_ values: some Collection<AttributeValue>) -> UnsafeMutablePointer<UnsafeMutablePointer<berval>?> {
        let list = self.allocate(UnsafeMutablePointer<berval>?.self, count: values.count + 1)
        let copies = self.allocate(berval.self, count: values.count)
        for (index, value) in values.enumerated() {
            (copies + index).initialize(to: self.value(value.bytes))
            (list + index).initialize(to: copies + index)
        }
        (list + values.count).initialize(to: nil)
        return list
    }
}

extension Scratch {
    /// Overwrites a secret before its memory is used for something else.
    func wipe(_ value: berval) {
        guard let start = value.bv_val else { return }
        UnsafeMutableRawPointer(start).initializeMemory(as: UInt8.self, repeating: 0, count: Int(value.bv_len))
    }
}

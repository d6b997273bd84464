import Bytes

/// Bytes that grow at their end, for one record after the other.
@safe struct PackedWriter: ~Copyable {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  private var count = 0

  /// How many bytes were written.
  @inline(__always)
  var byteCount: Int { count }

  init() {
    capacity = 1 << 16
    unsafe start = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { unsafe start.deallocate() }

  /// Begins the next record, with room for its length.
  @inline(__always)
  mutating func begin() { count = 4 }

  /// Ends the record: its length is known.
  @inline(__always)
  mutating func end() {
    unsafe start.storeBytes(of: UInt32(count - 4), toByteOffset: 0, as: UInt32.self)
  }

  /// Begins a part of the record, with room for its length; where it begins.
  @inline(__always)
  mutating func beginPart() -> Int {
    reserve(4)
    count &+= 4
    return count
  }

  /// Ends a part that began at a place: its length is known.
  @inline(__always)
  mutating func endPart(from start: Int) {
    unsafe self.start.storeBytes(
      of: UInt32(count - start), toByteOffset: start - 4, as: UInt32.self)
  }

  /// Forgets everything, and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Lends the record from a place on, by itself or without its length.
  @inline(__always)
  func withBytes<Result>(from place: Int, _ body: (ByteView) -> Result) -> Result {
    withBytes(of: place..<count, body)
  }

  /// Lends some of the bytes.
  @inline(__always)
  func withBytes<Result>(of range: Range<Int>, _ body: (ByteView) -> Result) -> Result {
    unsafe body(
      ByteView(
        start: (start + range.lowerBound).assumingMemoryBound(to: UInt8.self),
        count: range.count))
  }

  /// A text: its length, then its bytes.
  @inline(__always)
  mutating func put(text: ByteView) {
    put(number: UInt64(text.count))
    put(bytes: text)
  }

  /// A whole number that may be missing.
  @inline(__always)
  mutating func put(optional value: Int64?) {
    put(byte: value == nil ? 0 : 1)
    if let value { put(number: PackedNumber.folded(value)) }
  }

  /// Lends the record.
  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe body(UnsafeRawBufferPointer(start: start, count: count))
  }

  @inline(__always)
  mutating func put(byte: UInt8) {
    reserve(1)
    unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  @inline(__always)
  mutating func put(number: UInt64) {
    reserve(PackedNumber.longest)
    let room = unsafe (start + count).assumingMemoryBound(to: UInt8.self)
    count &+= unsafe PackedNumber.write(number, to: room)
  }

  /// Writes eight bytes as they are, in the machine's order: they never leave the run.
  @inline(__always)
  mutating func put(word: UInt64) {
    reserve(8)
    unsafe start.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
    count &+= 8
  }

  @inline(__always)
  mutating func put(bytes: ByteView) {
    reserve(bytes.count)
    unsafe (start + count).copyMemory(from: bytes.start, byteCount: bytes.count)
    count &+= bytes.count
  }

  @inline(__always)
  private mutating func reserve(_ byteCount: Int) {
    if count &+ byteCount > capacity { grow(to: count + byteCount) }
  }

  private mutating func grow(to wanted: Int) {
    capacity = wanted * 2
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe larger.copyMemory(from: start, byteCount: count)
    unsafe start.deallocate()
    unsafe start = larger
  }
}

/// Reads back what a ``PackedWriter`` wrote.
@safe struct PackedReader {
  private let bytes: ByteView
  private var offset = 0

  init(_ bytes: ByteView) { self.bytes = bytes }

  /// Where the next byte stands.
  var place: Int { offset }

  var isAtEnd: Bool { offset >= bytes.count }

  /// Takes the length of a record; where the record ends.
  @inline(__always)
  mutating func takeLength() -> Int {
    demand(4)
    let length = unsafe UnsafeRawPointer(bytes.start + offset).loadUnaligned(as: UInt32.self)
    offset &+= 4
    demand(Int(length))
    return offset &+ Int(length)
  }

  /// What is left of a record that ends at a place.
  @inline(__always)
  mutating func takeRest(until end: Int) -> ByteView { takeBytes(end &- offset) }

  /// A text.
  @inline(__always)
  mutating func takeText() -> ByteView { takeBytes(Int(takeNumber())) }

  /// A whole number that may be missing.
  @inline(__always)
  mutating func takeOptional() -> Int64? { takeByte() == 0 ? nil : takeSigned() }

  /// A number of either sign.
  @inline(__always)
  mutating func takeSigned() -> Int64 { PackedNumber.unfolded(takeNumber()) }

  /// A part of a record.
  @inline(__always)
  mutating func takePart() -> ByteView { takeRest(until: takeLength()) }

  /// Goes on at the end of a record.
  @inline(__always)
  mutating func pass(to end: Int) { offset = end }

  @inline(__always)
  mutating func takeByte() -> UInt8 {
    demand(1)
    defer { offset &+= 1 }
    return bytes[offset]
  }

  @inline(__always)
  mutating func takeNumber() -> UInt64 { PackedNumber.read(bytes, at: &offset) }

  @inline(__always)
  mutating func takeWord() -> UInt64 {
    demand(8)
    defer { offset &+= 8 }
    return unsafe UnsafeRawPointer(bytes.start + offset).loadUnaligned(as: UInt64.self)
  }

  @inline(__always)
  mutating func takeBytes(_ count: Int) -> ByteView {
    demand(count)
    defer { offset &+= count }
    return bytes[offset..<offset &+ count]
  }

  @inline(__always)
  private func demand(_ count: Int) {
    precondition(count <= bytes.count &- offset, "a packed sight is cut")
  }
}

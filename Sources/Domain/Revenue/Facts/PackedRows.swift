import Billing
import Bytes

/// Rows of whole numbers (`PackedNumber`), packed one after the other.
struct PackedRows: Sendable {
  private var bytes: [UInt8] = []
  private var starts = ByteOffsets()

  /// How many rows there are.
  var count: Int { starts.count }

  /// Makes room, so that nothing is moved while rows like those of others are added; room that is
  /// not used costs no memory.
  mutating func reserve(_ times: Int, like other: PackedRows) {
    // Numbers of texts grow with the table that they are of.
    bytes.reserveCapacity(bytes.count + other.bytes.count * times * 3 / 2)
    starts.reserve(other.count * times * 5 / 4)
  }

  /// Adds a row of so many numbers at most.
  mutating func append(numberCount: Int, _ write: (inout RowWriter) -> Void) {
    starts.append(bytes.count)
    unsafe withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: numberCount * PackedNumber.longest
    ) { room in
      var writer = unsafe RowWriter(room)
      write(&writer)
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<writer.count]))
    }
  }

  /// Reads a row.
  func read<Result>(_ row: Int, _ body: (inout RowReader) -> Result) -> Result {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe RowReader(ByteView(bytes), at: starts[row])
      return body(&reader)
    }
  }
}

/// Writes the numbers of one row.
@safe struct RowWriter: ~Copyable {
  private let room: UnsafeMutableBufferPointer<UInt8>
  fileprivate private(set) var count = 0

  fileprivate init(_ room: UnsafeMutableBufferPointer<UInt8>) { unsafe self.room = room }

  /// A number that is not negative.
  @inline(__always)
  mutating func put(_ number: UInt64) {
    unsafe precondition(
      count &+ PackedNumber.longest <= room.count, "a row has more numbers than it said")
    count &+= unsafe PackedNumber.write(number, to: room.baseAddress.unsafelyUnwrapped + count)
  }

  /// A text, by its number.
  @inline(__always)
  mutating func put(_ symbol: Symbol) { put(UInt64(symbol.rawValue)) }

  /// A number of either sign.
  @inline(__always)
  mutating func put(signed number: Int64) { put(PackedNumber.folded(number)) }

  /// A number that may be missing; the least one stands for nothing, as in ``Compact``.
  @inline(__always)
  mutating func put(optional number: Int64?) {
    guard let number else { return put(0) }
    put(PackedNumber.folded(number) &+ 1)
  }

  /// An instant that may be missing, by how far it is from another second: 0 for nothing, 1 before
  /// microseconds as they are, else whole seconds.
  @inline(__always)
  mutating func put(_ time: Timestamp?, after base: Int64) {
    guard let time else { return put(0) }
    guard time.microseconds % 1_000_000 == 0 else {
      put(1)
      return put(signed: time.microseconds)
    }
    let distance = time.microseconds / 1_000_000 - base
    put(PackedNumber.folded(distance) + 2)
  }
}

/// Reads back what a ``RowWriter`` wrote.
@safe struct RowReader: ~Copyable {
  private let bytes: ByteView
  private var offset: Int

  fileprivate init(_ bytes: ByteView, at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  @inline(__always)
  mutating func take() -> UInt64 { PackedNumber.read(bytes, at: &offset) }

  @inline(__always)
  mutating func takeSymbol() -> Symbol { Symbol(rawValue: UInt32(truncatingIfNeeded: take())) }

  @inline(__always)
  mutating func takeSigned() -> Int64 { PackedNumber.unfolded(take()) }

  @inline(__always)
  mutating func takeOptional() -> Int64? {
    let number = take()
    return number == 0 ? nil : PackedNumber.unfolded(number &- 1)
  }

  @inline(__always)
  mutating func takeTime(after base: Int64) -> Timestamp? {
    switch take() {
    case 0: nil
    case 1: Timestamp(microseconds: takeSigned())
    case let number: Timestamp(microseconds: (PackedNumber.unfolded(number - 2) + base) * 1_000_000)
    }
  }
}

extension Timestamp? {
  /// The second that others are told from; 1970 where there is none.
  @inline(__always)
  var base: Int64 { self.map { $0.microseconds / 1_000_000 } ?? 0 }
}

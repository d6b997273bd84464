import Billing
import Bytes

/// Rows of whole numbers, packed one after the other in as few bytes as they need.
///
/// A number has seven bits in each byte, the lowest first; a set high bit says that more follow.
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
      byteCount: numberCount * RowWriter.longest, alignment: 1
    ) { room in
      var writer = unsafe RowWriter(room)
      write(&writer)
      unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<writer.count]))
    }
  }

  /// Reads a row.
  func read<Result>(_ row: Int, _ body: (inout RowReader) -> Result) -> Result {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe RowReader(bytes, at: starts[row])
      return body(&reader)
    }
  }
}

/// Writes the numbers of one row.
@safe struct RowWriter: ~Copyable {
  /// How many bytes a number needs at most.
  static let longest = 10

  private let room: UnsafeMutableRawBufferPointer
  fileprivate private(set) var count = 0

  fileprivate init(_ room: UnsafeMutableRawBufferPointer) { unsafe self.room = room }

  /// A number that is not negative.
  @inline(__always)
  mutating func put(_ number: UInt64) {
    unsafe precondition(count &+ Self.longest <= room.count, "a row has more numbers than it said")
    var rest = number
    while rest > 0x7F {
      unsafe room[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count &+= 1
      rest &>>= 7
    }
    unsafe room[count] = UInt8(truncatingIfNeeded: rest)
    count &+= 1
  }

  /// A text, by its number.
  @inline(__always)
  mutating func put(_ symbol: Symbol) { put(UInt64(symbol.rawValue)) }

  /// A number of either sign.
  @inline(__always)
  mutating func put(signed number: Int64) {
    put(UInt64(bitPattern: number &<< 1 ^ number &>> 63))
  }

  /// A number that may be missing; the least one stands for nothing, as in ``Compact``.
  @inline(__always)
  mutating func put(optional number: Int64?) {
    guard let number else { return put(0) }
    put(UInt64(bitPattern: number &<< 1 ^ number &>> 63) &+ 1)
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
    put(UInt64(bitPattern: distance &<< 1 ^ distance &>> 63) + 2)
  }
}

/// Reads back what a ``RowWriter`` wrote.
@safe struct RowReader: ~Copyable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset: Int

  fileprivate init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    unsafe self.bytes = bytes
    self.offset = offset
  }

  @inline(__always)
  mutating func take() -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      unsafe precondition(offset < bytes.count, "a packed row is cut")
      let byte = unsafe bytes[offset]
      offset &+= 1
      number |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return number }
      shift &+= 7
    }
  }

  @inline(__always)
  mutating func takeSymbol() -> Symbol { Symbol(rawValue: UInt32(truncatingIfNeeded: take())) }

  @inline(__always)
  mutating func takeSigned() -> Int64 { Self.signed(take()) }

  @inline(__always)
  mutating func takeOptional() -> Int64? {
    let number = take()
    return number == 0 ? nil : Self.signed(number &- 1)
  }

  @inline(__always)
  mutating func takeTime(after base: Int64) -> Timestamp? {
    switch take() {
    case 0: nil
    case 1: Timestamp(microseconds: takeSigned())
    case let number: Timestamp(microseconds: (Self.signed(number - 2) + base) * 1_000_000)
    }
  }

  @inline(__always)
  private static func signed(_ number: UInt64) -> Int64 {
    Int64(bitPattern: number &>> 1) ^ -Int64(bitPattern: number & 1)
  }
}

extension Timestamp? {
  /// The second that others are told from; 1970 where there is none.
  @inline(__always)
  var base: Int64 { self.map { $0.microseconds / 1_000_000 } ?? 0 }
}

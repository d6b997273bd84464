/// Whole numbers in as few bytes as they need.
///
/// Seven bits a byte, the lowest first; a set high bit says that more follow. Numbers of either
/// sign are folded first (“zigzag”), so that those near zero are short.
public enum PackedNumber {
  /// How many bytes a number needs at most.
  public static let longest = 10

  /// Writes a number.
  ///
  /// - Parameters:
  ///   - number: the number.
  ///   - room: receives it; there must be room for ``longest`` bytes.
  /// - Returns: how many bytes it took.
  @inlinable @inline(__always)
  public static func write(_ number: UInt64, to room: UnsafeMutablePointer<UInt8>) -> Int {
    var count = 0
    var rest = number
    while rest > 0x7F {
      unsafe room[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count &+= 1
      rest &>>= 7
    }
    unsafe room[count] = UInt8(truncatingIfNeeded: rest)
    return count &+ 1
  }

  /// Reads a number, which must be whole.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - offset: where the number begins; moves behind it.
  /// - Returns: the number.
  @inlinable @inline(__always)
  public static func read(_ bytes: ByteView, at offset: inout Int) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      precondition(offset < bytes.count, "a packed number is cut")
      let byte = bytes[offset]
      offset &+= 1
      number |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return number }
      shift &+= 7
    }
  }

  /// A number of either sign as one that is small where it is near zero.
  @inlinable @inline(__always)
  public static func folded(_ number: Int64) -> UInt64 {
    UInt64(bitPattern: number &<< 1 ^ number &>> 63)
  }

  /// The number that was folded.
  @inlinable @inline(__always)
  public static func unfolded(_ number: UInt64) -> Int64 {
    Int64(bitPattern: number &>> 1) ^ -Int64(bitPattern: number & 1)
  }
}

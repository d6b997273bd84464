/// Places in a long run of bytes, each behind the one before, in little more than four bytes each.
///
/// A large account has ids by the hundred million; eight bytes for the end of each is as much as
/// half of the ids themselves. Of each stretch of places the first is kept whole, and of the others
/// how far behind it they are.
@frozen public struct ByteOffsets: Sendable {
  /// The first place of each stretch.
  @usableFromInline var firsts: [Int] = []
  /// How far each place is behind the first of its stretch.
  @usableFromInline var distances: [UInt32] = []

  /// How many places share a first, as a power of two: what stands between two places is at most a
  /// record, of which so many are far from the four gigabytes that a distance holds.
  @usableFromInline static let shift = 6

  /// Creates an empty list.
  public init() {}

  /// How many places there are.
  @inlinable public var count: Int { distances.count }

  /// Makes room for so many more, so that nothing is moved; room that is not used costs no memory.
  public mutating func reserve(_ more: Int) {
    firsts.reserveCapacity((distances.count + more) >> Self.shift + 1)
    distances.reserveCapacity(distances.count + more)
  }

  /// Adds a place, which is not before the last.
  @inlinable @inline(__always)
  public mutating func append(_ offset: Int) {
    if distances.count & (1 &<< Self.shift &- 1) == 0 { firsts.append(offset) }
    distances.append(UInt32(offset &- firsts[firsts.count &- 1]))
  }

  /// A place.
  @inlinable @inline(__always)
  public subscript(number: Int) -> Int {
    firsts[number &>> Self.shift] &+ Int(distances[number])
  }
}

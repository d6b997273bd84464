/// How objects and events are divided into parts, each of which is folded by itself.
///
/// The tables of a part are looked into at random, so a part should fit a processor's cache; many
/// parts of a small input would only cost the time to begin and end them. What comes of a run does
/// not depend on it.
public struct FactDivision: Sendable {
  /// How many parts there are.
  public let count: Int
  /// The bits of a fingerprint below those that name the part.
  private let shift: UInt64

  /// The fewest and the most parts, as powers of two.
  ///
  /// More of them would tear what goes to the disk into pieces that are too small.
  private static let bits: ClosedRange<UInt64> = 6...8
  /// How much text a part should come of, in bytes.
  private static let wantedByteCount = 1 << 26

  /// Creates a division.
  ///
  /// - Parameter byteCount: about how much text there is to read.
  public init(ofBytes byteCount: Int = 0) {
    var bits = Self.bits.lowerBound
    while bits < Self.bits.upperBound, byteCount >> bits > Self.wantedByteCount { bits += 1 }
    count = 1 << bits
    shift = 64 - bits
  }

  /// The part that an object or an event belongs to, by the fingerprint of its id: the high bits,
  /// since tables of fingerprints go by the low ones.
  public func part(of fingerprint: UInt64) -> Int { Int(fingerprint &>> shift) }
}

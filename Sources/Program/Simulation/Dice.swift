/// Chance that can be asked again: the same place gives the same answer, on any thread.
///
/// There is no stream of numbers that everything draws from. Every decision has a place of its own
/// (a seed, an account, a purpose), so that any part of the world can be made alone.
struct Dice {
  private var state: UInt64

  /// What is thrown at one place.
  init(_ place: UInt64) { state = place }

  /// The next 64 bits.
  ///
  /// Source: SplitMix64 by Sebastiano Vigna, public domain.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A number from 0 to below a limit, which is positive.
  mutating func below(_ limit: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// A number from a range.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// Whether something happens that happens so many times in a million.
  mutating func happens(perMillion chance: Int) -> Bool { below(1_000_000) < chance }

  /// The place that is reached from another by a number.
  static func place(_ place: UInt64, _ number: UInt64) -> UInt64 {
    mixed(place ^ (number &* 0xD6E8_FEB8_6659_FD93))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

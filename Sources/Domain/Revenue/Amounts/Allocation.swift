/// Divides a whole amount into whole parts that always add up to it.
///
/// Both ways are exact: nothing is rounded but a part, and no part is off by a unit or more.
public enum Allocation {
  /// Divides by weights: every part is rounded down, and what is left over goes, one unit each, to
  /// the parts with the largest remainders; of equal ones to the first.
  ///
  /// A negative amount is divided as its opposite. Weights may be of both signs, as the lines of an
  /// invoice with prorations are. Weights that are all zero are equal ones; where they cancel out,
  /// their sizes count.
  ///
  /// - Parameters:
  ///   - total: what is divided.
  ///   - weights: how it is divided.
  /// - Returns: a part for each weight; none without weights.
  public static func byLargestRemainder(_ total: Int64, _ weights: [Int64]) -> [Int64] {
    guard total >= 0 else {
      return byLargestRemainder(-max(total, -.max), weights).map { -$0 }
    }
    let weights = usable(weights)
    let sum = weights.reduce(0, +)
    var parts: [Int64] = []
    var remainders: [(remainder: Int128, index: Int)] = []
    var left = Int128(total)
    for (index, weight) in weights.enumerated() {
      let (part, remainder) = floorDivision(Int128(total) * weight, by: sum)
      parts.append(Int64(truncatingIfNeeded: part))
      remainders.append((remainder, index))
      left -= part
    }
    guard left > 0 else { return parts }
    remainders.sort { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
    for (_, index) in remainders.prefix(Int(left)) { parts[index] &+= 1 }
    return parts
  }

  /// Divides over a sequence: each part is the difference between two rounded running sums.
  ///
  /// Needs no memory of what came before, and no running sum is off by more than half a unit.
  ///
  /// - Parameters:
  ///   - total: what is divided.
  ///   - weights: how it is divided; none below zero.
  ///   - rule: what becomes of half a unit in a running sum.
  /// - Returns: a part for each weight; `nil` when there is no weight but zero and none is due.
  public static func cumulatively(
    _ total: Int64, _ weights: [Int64], _ rule: Rounding = .halfUp
  ) -> [Int64]? {
    let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
    guard sum > 0 else { return nil }
    var (passed, done): (Int128, Int64) = (0, 0)
    return weights.map { weight in
      passed += Int128(weight)
      let now = share(passed, of: sum, from: total, rule)
      defer { done = now }
      return now &- done
    }
  }

  /// A part of an amount, rounded: never further from zero than the amount.
  ///
  /// - Parameters:
  ///   - part: how much counts, 0 to `whole`.
  ///   - whole: what counts in full; above zero, below 2^63.
  ///   - total: the amount.
  ///   - rule: what becomes of half a unit.
  /// - Returns: the amount times the part, rounded.
  @inlinable
  public static func share(
    _ part: Int128, of whole: Int128, from total: Int64, _ rule: Rounding = .halfUp
  ) -> Int64 {
    let (quotient, remainder) = (Int128(total) * part).quotientAndRemainder(dividingBy: whole)
    let twice = remainder.magnitude * 2
    let isAway =
      twice > whole.magnitude
      || twice == whole.magnitude && (rule == .halfUp || quotient & 1 == 1)
    return Int64(truncatingIfNeeded: isAway ? quotient + (total < 0 ? -1 : 1) : quotient)
  }

  /// The weights, turned so that their sum is above zero.
  private static func usable(_ weights: [Int64]) -> [Int128] {
    let wide = weights.map { Int128($0) }
    let sum = wide.reduce(0, +)
    if sum != 0 { return sum > 0 ? wide : wide.map { -$0 } }
    let sizes = wide.map { Int128($0.magnitude) }
    return sizes.allSatisfy { $0 == 0 } ? sizes.map { _ in 1 } : sizes
  }

  private static func floorDivision(_ value: Int128, by divisor: Int128) -> (Int128, Int128) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

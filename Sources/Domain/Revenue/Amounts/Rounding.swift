import Billing

/// What becomes of half a unit.
///
/// Stripe's fee article rounds 0.025 to 0.03 and 0.024 to 0.02: halves go up. No page of Stripe
/// states the rule for invoice lines, so the rule is named in every export.
public enum Rounding: String, Hashable, Sendable, CaseIterable {
  /// Halves go away from zero: 2.5 is 3, -2.5 is -3.
  case halfUp = "half-up"
  /// Halves go to the even neighbour: 2.5 is 2, 3.5 is 4.
  case halfEven = "half-even"
}

extension Fraction {
  /// The nearest whole number; `nil` when it does not fit 64 bits.
  public func rounded(_ rule: Rounding = .halfUp) -> Int64? {
    guard isFinite else { return nil }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    // The rest is below the denominator, so this neither overflows nor loses anything.
    let (rest, gap) = (remainder.magnitude, denominator.magnitude - remainder.magnitude)
    let isHalfUp = rule == .halfUp || quotient & 1 == 1
    let goesAway = rest > gap || rest == gap && isHalfUp
    let (whole, isOver) =
      goesAway ? quotient.addingReportingOverflow(isNegative ? -1 : 1) : (quotient, false)
    return isOver ? nil : Int64(exactly: whole)
  }

  /// The number in decimal digits with exactly so many places, rounded; `nil` when it does not fit.
  ///
  /// - Parameters:
  ///   - places: how many digits stand behind the point, 0 to 18.
  ///   - rule: what becomes of half of the last place.
  /// - Returns: for example `0.090909`; without a point when there are no places.
  public func decimalText(places: Int, _ rule: Rounding = .halfUp) -> String? {
    let places = min(max(places, 0), 18)
    return (self * .power(ofTen: places)).rounded(rule)?.decimalText(places: places)
  }
}

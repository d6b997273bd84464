/// An exact number: a numerator over a denominator, always in lowest terms.
///
/// Money is never a floating number. Both parts have 128 bits, which holds a price of twelve
/// decimal places times a quantity of twelve digits times a factor such as 365/12. What does not
/// fit is ``tooLarge``, which every operation passes on, so that one look at the end is enough.
@frozen public struct Fraction: Hashable, Sendable {
  /// The numerator, with the sign.
  public let numerator: Int128
  /// The denominator; positive, or zero for ``tooLarge``.
  public let denominator: Int128

  @usableFromInline
  init(reduced numerator: Int128, over denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// A whole number.
  @inlinable public init(_ whole: Int64) { self.init(reduced: Int128(whole), over: 1) }

  /// A fraction; ``tooLarge`` when the denominator is zero.
  public init(_ numerator: Int128, over denominator: Int128) {
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    guard denominator != 0, let divisor = Int128(exactly: divisor), numerator > .min,
      denominator > .min
    else {
      self = .tooLarge
      return
    }
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.init(reduced: numerator / divisor * sign, over: denominator / divisor * sign)
  }

  /// What does not fit; not equal to any number, and in no order with one.
  public static let tooLarge = Fraction(reduced: 0, over: 0)
  /// Nothing.
  public static let zero = Fraction(0)
  /// The whole.
  public static let one = Fraction(1)

  /// Whether this is a number.
  @inlinable public var isFinite: Bool { denominator != 0 }
  /// Whether this is a number below zero.
  @inlinable public var isNegative: Bool { numerator < 0 }

  /// The product.
  public static func * (one: Fraction, other: Fraction) -> Fraction {
    guard one.isFinite, other.isFinite else { return .tooLarge }
    // Reduced crosswise first, so that the parts stay as small as they can.
    let left = greatestCommonDivisor(one.numerator.magnitude, other.denominator.magnitude)
    let right = greatestCommonDivisor(other.numerator.magnitude, one.denominator.magnitude)
    let (divisor, rival) = (Int128(left), Int128(right))
    return product(
      one.numerator / divisor, other.numerator / rival, over: one.denominator / rival,
      other.denominator / divisor)
  }

  /// The quotient; ``tooLarge`` when the divisor is zero.
  public static func / (one: Fraction, other: Fraction) -> Fraction {
    guard other.numerator != 0, other.isFinite else { return .tooLarge }
    let sign: Int128 = other.numerator < 0 ? -1 : 1
    return one
      * Fraction(reduced: other.denominator * sign, over: Int128(other.numerator.magnitude))
  }

  /// The sum.
  public static func + (one: Fraction, other: Fraction) -> Fraction {
    guard one.isFinite, other.isFinite else { return .tooLarge }
    if one.denominator == 1, other.denominator == 1 {
      let (sum, isOver) = one.numerator.addingReportingOverflow(other.numerator)
      return isOver ? .tooLarge : Fraction(reduced: sum, over: 1)
    }
    let shared = Int128(
      greatestCommonDivisor(one.denominator.magnitude, other.denominator.magnitude))
    let (mine, minePasses) = one.numerator.multipliedReportingOverflow(
      by: other.denominator / shared)
    let (others, othersPass) = other.numerator.multipliedReportingOverflow(
      by: one.denominator / shared)
    let (sum, sumPasses) = mine.addingReportingOverflow(others)
    let (denominator, denominatorPasses) = one.denominator.multipliedReportingOverflow(
      by: other.denominator / shared)
    if minePasses || othersPass || sumPasses || denominatorPasses { return .tooLarge }
    return Fraction(sum, over: denominator)
  }

  /// The difference.
  public static func - (one: Fraction, other: Fraction) -> Fraction { one + -other }

  /// The same number with the other sign.
  public static prefix func - (one: Fraction) -> Fraction {
    one.numerator == .min
      ? .tooLarge : Fraction(reduced: -one.numerator, over: one.denominator)
  }

  /// Adds.
  public static func += (one: inout Fraction, other: Fraction) { one = one + other }

  /// Subtracts.
  public static func -= (one: inout Fraction, other: Fraction) { one = one - other }

  private static func product(
    _ a: Int128, _ b: Int128, over c: Int128, _ d: Int128
  ) -> Fraction {
    let (numerator, isOver) = a.multipliedReportingOverflow(by: b)
    let (denominator, isUnder) = c.multipliedReportingOverflow(by: d)
    return isOver || isUnder ? .tooLarge : Fraction(reduced: numerator, over: denominator)
  }
}

extension Fraction: Comparable {
  /// Orders by size; false wherever one is ``tooLarge``.
  public static func < (one: Fraction, other: Fraction) -> Bool {
    let difference = one - other
    guard difference.isFinite else {
      // The difference of two numbers may not fit although both do: the whole parts decide then.
      guard one.isFinite, other.isFinite else { return false }
      return one.numerator / one.denominator < other.numerator / other.denominator
    }
    return difference.isNegative
  }
}

/// The greatest common divisor by Stein's binary algorithm; the other number when one is zero.
func greatestCommonDivisor(_ one: UInt128, _ other: UInt128) -> UInt128 {
  if one == 0 || other == 0 { return one | other }
  if one == 1 || other == 1 { return 1 }
  if let one = UInt64(exactly: one), let other = UInt64(exactly: other) {
    return UInt128(binaryDivisor(one, other))
  }
  return binaryDivisor(one, other)
}

@inline(__always)
private func binaryDivisor<Word: FixedWidthInteger & UnsignedInteger>(
  _ one: Word, _ other: Word
) -> Word {
  let shift = min(one.trailingZeroBitCount, other.trailingZeroBitCount)
  var (a, b) = (one >> Word(one.trailingZeroBitCount), other)
  while b != 0 {
    b >>= Word(b.trailingZeroBitCount)
    if a > b { swap(&a, &b) }
    b -= a
  }
  return a << Word(shift)
}

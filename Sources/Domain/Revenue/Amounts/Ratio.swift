/// A part of a whole, both kept: whoever reads a rate wants to see what was divided by what.
public struct Ratio: Hashable, Sendable {
  /// What is divided.
  public var part: Int64
  /// By what.
  public var whole: Int64

  /// Creates a ratio; nothing of nothing has no value.
  public init(_ part: Int64, of whole: Int64) {
    self.part = part
    self.whole = whole
  }

  /// The exact quotient; `nil` where the whole is nothing.
  public var value: Fraction? { whole == 0 ? nil : Fraction(Int128(part), over: Int128(whole)) }
}

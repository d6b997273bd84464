import Foundation

/// How often a test tries what chance decides: enough in every check, and many times on demand.
///
/// `TRUEUP_TRIALS=full` asks for the large numbers, and a number for so many times as in a check.
public enum Trials {
  private static let wanted = ProcessInfo.processInfo.environment["TRUEUP_TRIALS"] ?? "1"

  /// Whether the large numbers are wanted.
  public static let isFull: Bool = wanted == "full"

  /// The number of trials.
  ///
  /// - Parameters:
  ///   - count: those of every check.
  ///   - full: those on demand.
  /// - Returns: one of them, or a multiple of the first.
  public static func count(_ count: Int, full: Int) -> Int {
    isFull ? full : count * max(1, Int(wanted) ?? 1)
  }
}

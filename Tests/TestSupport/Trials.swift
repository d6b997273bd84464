import Foundation

/// How often a test tries what chance decides: enough in every check, and many times on demand.
///
/// `TRUEUP_TRIALS=full` asks for the large numbers, and a number for so many times as in a check;
/// `TRUEUP_TRIALS_FROM` for those from a number on, so that hours can be divided.
public enum Trials {
  private static let wanted = ProcessInfo.processInfo.environment["TRUEUP_TRIALS"] ?? "1"
  private static let first = ProcessInfo.processInfo.environment["TRUEUP_TRIALS_FROM"]
    .flatMap { Int($0) }

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

  /// The seeds of the trials, from zero or from the number that is asked for.
  ///
  /// - Parameters:
  ///   - count: how many there are in every check.
  ///   - full: how many on demand.
  /// - Returns: the seeds; none where all come before the first that is wanted.
  public static func seeds(_ count: Int, full: Int) -> Range<Int> {
    let end = self.count(count, full: full)
    return min(first ?? 0, end)..<end
  }
}

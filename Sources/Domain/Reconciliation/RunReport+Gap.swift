extension RunReport {
  /// Checks that could not be made for one reason.
  public struct Gap: Sendable {
    /// Why, and what would allow them.
    public let reason: String
    /// The checks, in the order of the reference.
    public private(set) var checks: [NotEvaluated]

    /// The gaps that some checks leave, the reason of most of them first.
    public static func all(of checks: [NotEvaluated]) -> [Gap] {
      var gaps: [Gap] = []
      for check in checks {
        if let place = gaps.firstIndex(where: { $0.reason.utf8.elementsEqual(check.reason.utf8) }) {
          gaps[place].checks.append(check)
        } else {
          gaps.append(Gap(reason: check.reason, checks: [check]))
        }
      }
      return gaps.sorted { one, other in
        one.checks.count != other.checks.count
          ? one.checks.count > other.checks.count
          : one.reason.utf8.lexicographicallyPrecedes(other.reason.utf8)
      }
    }
  }
}

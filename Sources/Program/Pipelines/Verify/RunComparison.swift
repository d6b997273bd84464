import Billing

/// What changed from one run of a pipeline to a later one.
public struct RunComparison: Sendable {
  /// How a finding stands in the later run.
  public enum Change: String, CaseIterable, Sendable {
    /// No run up to the earlier one knew it.
    case new
    /// The earlier run looked for it and had it not, but one before it had.
    case recurred
    /// The earlier run had it, and the later one looked for it in vain.
    case resolved
    /// Both runs have it, or the earlier one did not look for it.
    case persisting
    /// The earlier run had it, and the later one did not look for it.
    case unevaluated
  }

  /// One finding and how it stands.
  public struct Entry: Hashable, Sendable {
    /// How it stands.
    public var change: Change
    /// The finding's id.
    public var driftID: String
    /// The check's code.
    public var code: String
    /// The check's class.
    public var name: String
    /// How urgent it is.
    public var severity: String
    /// The row or subscription it is about.
    public var subject: String
    /// The run that found it first.
    public var firstSeenRun: String
    /// How many days lie between the days that run and the later one judged, where it persists.
    public fileprivate(set) var ageDays: Int?
  }

  /// The run that judged the earlier instant.
  public let earlier: FinishedRun
  /// The run that judged the later instant.
  public let later: FinishedRun
  /// The findings, in the order of the changes and then of the reports.
  public let entries: [Entry]

  /// Compares two runs; which one is the earlier follows from the instants they judged.
  ///
  /// A finding that the later run waives is neither there nor gone, and is left out.
  public init(_ one: FinishedRun, _ other: FinishedRun) {
    let isInOrder = !other.asOf.utf8.lexicographicallyPrecedes(one.asOf.utf8)
    (earlier, later) = isInOrder ? (one, other) : (other, one)
    let before = earlier.findings.filter { !$0.isWaived }
    let known = Set(before.map(\.id))
    let present = Set(later.findings.map(\.id))
    let limit = earlier.runID.utf8
    let last = later.runID
    let scopes = (earlier.scope, later.scope)
    let there = later.findings.filter { !$0.isWaived }.map { finding in
      // Runs are named by the instant they judged.
      let wasKnown = !limit.lexicographicallyPrecedes(finding.firstSeenRun.utf8)
      let isThere = known.contains(finding.id) || (wasKnown && !finding.isCovered(by: scopes.0))
      let change: Change = isThere ? .persisting : wasKnown ? .recurred : .new
      var entry = Entry(change, finding)
      if change == .persisting { entry.ageDays = Self.days(from: entry.firstSeenRun, to: last) }
      return entry
    }
    let gone = before.filter { !present.contains($0.id) }.map { finding in
      Entry(finding.isCovered(by: scopes.1) ? .resolved : .unevaluated, finding)
    }
    let all = there + gone
    entries = Change.allCases.flatMap { change in all.filter { $0.change == change } }
  }

  /// The days between two runs, whose names begin with the day they judged.
  private static func days(from first: String, to last: String) -> Int? {
    guard let start = CalendarDay(text: String(first.prefix(10))),
      let end = CalendarDay(text: String(last.prefix(10)))
    else { return nil }
    return end.number - start.number
  }

  /// How many findings stand so.
  public func count(_ change: Change) -> Int { entries.count { $0.change == change } }

  /// Whether every file of both is as its run left it.
  public var isWhole: Bool { earlier.faults.isEmpty && later.faults.isEmpty }

  /// Whether something has come that the earlier run did not have.
  public var hasNews: Bool { count(.new) + count(.recurred) > 0 }
}

extension RunComparison.Entry {
  fileprivate init(_ change: RunComparison.Change, _ finding: FinishedRun.Finding) {
    self.change = change
    (driftID, code, name) = (finding.id, finding.code, finding.name)
    (severity, firstSeenRun) = (finding.severity, finding.firstSeenRun)
    subject = finding.subject.joined(separator: " ")
  }
}

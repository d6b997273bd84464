/// What became of a plan, told by a run over dumps that were taken after its scripts.
public struct RunVerification: Sendable {
  /// What can be said of a finding of either run.
  public enum Outcome: String, CaseIterable, Sendable {
    /// The plan was to mend it, and it is gone.
    case fixed
    /// The plan was to mend it, and it is still there.
    case notApplied = "not-applied"
    /// The row was mended, or needed no mending of the kind, and is wrong in another way now.
    case regressed
    /// Nothing was known of it before.
    case new
    /// It was a person's to decide, and still is.
    case open
    /// It was a person's to decide, and it is gone.
    case settled
    /// It is not there, and was not looked for either.
    case unevaluated
  }

  /// One finding and what became of it.
  public struct Entry: Hashable, Sendable {
    /// What became of it.
    public var outcome: Outcome
    /// The finding's id.
    public var driftID: String
    /// The check's code.
    public var code: String
    /// The check's class.
    public var name: String
    /// The row or subscription it is about.
    public var subject: String
  }

  /// The run that is verified.
  public let run: FinishedRun
  /// The run whose plan was applied, if one was named.
  public let earlier: FinishedRun?
  /// What became of the findings, in the order of the outcomes; none without an earlier run.
  public let entries: [Entry]

  /// Verifies a run, and what became of an earlier one's plan where one is named.
  ///
  /// Findings that somebody has waived are in neither.
  public init(_ run: FinishedRun, against earlier: FinishedRun? = nil) {
    self.run = run
    self.earlier = earlier
    guard let earlier else {
      entries = []
      return
    }
    let before = earlier.findings.filter { !$0.isWaived }
    let after = run.findings.filter { !$0.isWaived }
    let (known, present) = (Set(before.map(\.id)), Set(after.map(\.id)))
    let touched = Set(before.filter { $0.disposition == "auto" }.map(\.subject))
    let gone = before.map { finding in
      let isPlanned = finding.disposition == "auto"
      if present.contains(finding.id) { return Entry(isPlanned ? .notApplied : .open, finding) }
      guard finding.isCovered(by: run.scope) else { return Entry(.unevaluated, finding) }
      return Entry(isPlanned ? .fixed : .settled, finding)
    }
    let come = after.filter { !known.contains($0.id) }.map { finding in
      Entry(touched.contains(finding.subject) ? .regressed : .new, finding)
    }
    let all = gone + come
    entries = Outcome.allCases.flatMap { outcome in all.filter { $0.outcome == outcome } }
  }

  /// How many findings had an outcome.
  public func count(_ outcome: Outcome) -> Int { entries.count { $0.outcome == outcome } }

  /// Whether every file is as its run left it.
  public var isWhole: Bool { run.faults.isEmpty && earlier?.faults.isEmpty ?? true }

  /// Whether all that the plan was to mend is mended, and nothing else has come.
  public var isMended: Bool {
    [Outcome.notApplied, .regressed, .new, .unevaluated].allSatisfy { count($0) == 0 }
  }
}

extension RunVerification.Entry {
  fileprivate init(_ outcome: RunVerification.Outcome, _ finding: FinishedRun.Finding) {
    self.outcome = outcome
    (driftID, code, name) = (finding.id, finding.code, finding.name)
    subject = finding.subject.joined(separator: " ")
  }
}

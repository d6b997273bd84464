public import Billing
public import Diagnostics

/// Everything a finished run says: what the reports, and the exit status, are made from.
///
/// It holds no clock and no order of completion: the same inputs give the same value.
public struct RunReport: Sendable {
  /// The version of the program.
  public var toolVersion: String
  /// The run's name: the clock and eight hex digits of the digest over plan and inputs.
  public var runID: String
  /// SHA-256 of the pipeline's text, in hex.
  public var planDigest: String
  /// Both sides, matched.
  public var evidence: Evidence
  /// The findings, ordered by severity, code and key; see ``Finding``.
  public var findings: [Finding]
  /// Checks that were made.
  public var evaluated: [Evaluated]
  /// Checks that could not be made.
  public var notEvaluated: [NotEvaluated]
  /// Remarks about the input.
  public var log: DiagnosticLog
  /// The names of the inputs.
  public var sources: SourceMap
  /// What was read of each input, in the order of ``sources``.
  public var inputs: [InputAccount]
  /// How the changes were checked in memory.
  public var convergence: Convergence
  /// What it says to whoever watches the application; `nil` where no alert is declared.
  public var monitoring: Monitoring?
  /// Which lost events may be sent again; `nil` where no table tells of events.
  public var replay: ReplayPlan?
  /// What it says of revenue; `nil` where the pipeline says nothing of it.
  public var revenue: RevenueVerdict?
  /// Why nothing may be applied, if so.
  public var safetyStop: String?
  /// The least urgent severity that makes the run end with 1; `nil` for never.
  public var failOn: Severity?
  /// Whether what the last run knew already does not make the run end with 1.
  public var failsOnlyForNew: Bool
  /// The codes of the checks that it was told to keep to; empty for all.
  public var only: Set<String>

  /// Creates a report about some evidence, still without findings.
  public init(evidence: Evidence) {
    self.evidence = evidence
    toolVersion = ""
    runID = ""
    planDigest = ""
    findings = []
    evaluated = []
    notEvaluated = []
    log = DiagnosticLog()
    sources = SourceMap()
    inputs = []
    convergence = Convergence()
    monitoring = nil
    replay = nil
    revenue = nil
    safetyStop = nil
    failOn = .p2
    failsOnlyForNew = false
    only = []
  }

  /// A finding as the run reports it: with its identity and its place in history.
  public struct Finding: Sendable {
    /// Whether it was there before.
    public enum Standing: String, Sendable {
      /// Not in the last run.
      case new
      /// In the last run too.
      case persisting
      /// Not in the last run, but in an earlier one.
      case recurred
    }

    /// What was found.
    public var drift: Drift
    /// Sixteen hex digits, the same in every run: from code, key and fields.
    public var driftID: String
    /// The id of the finding this one follows from.
    public var parentID: String?
    /// Whether it was there before.
    public var standing: Standing
    /// The run that found it first.
    public var firstSeenRun: String
    /// The reason of the waiver that covers it, if one does.
    public var waiver: String?

    /// Creates a finding that is new in a run.
    public init(drift: Drift, driftID: String, firstSeenRun: String) {
      self.drift = drift
      self.driftID = driftID
      self.firstSeenRun = firstSeenRun
      parentID = nil
      standing = .new
      waiver = nil
    }
  }

  /// A check that was made.
  public struct Evaluated: Hashable, Sendable {
    /// The check's code.
    public var code: String
    /// The check's class.
    public var name: String
    /// Creates an entry.
    public init(code: String, name: String) {
      self.code = code
      self.name = name
    }
  }

  /// A check that could not be made.
  public struct NotEvaluated: Hashable, Sendable {
    /// The check's code.
    public var code: String
    /// The check's class.
    public var name: String
    /// Why, and what would allow it.
    public var reason: String
    /// Creates an entry.
    public init(code: String, name: String, reason: String) {
      self.code = code
      self.name = name
      self.reason = reason
    }
  }

  /// What was read of one input.
  public struct InputAccount: Hashable, Sendable {
    /// What the file is for: `events`, `objects`, or the name of a table.
    public var purpose: String
    /// The size of the file on the disk, in bytes.
    public var byteCount: UInt64
    /// The size of its content, in bytes.
    public var decodedByteCount: UInt64
    /// How many gzip members it has; zero for a plain file.
    public var memberCount: Int
    /// The SHA-256 of the file, in hex.
    public var sha256: String
    /// Records met.
    public var recordCount: Int
    /// Records that did not count.
    public var rejectedCount: Int
    /// Records that were taken over; `recordCount = normalizedCount + rejectedCount`.
    public var normalizedCount: Int { recordCount - rejectedCount }

    /// Creates an account of a file not yet read.
    public init(purpose: String) {
      self.purpose = purpose
      byteCount = 0
      decodedByteCount = 0
      memberCount = 0
      sha256 = ""
      recordCount = 0
      rejectedCount = 0
    }
  }

  /// What came of applying every automatic remedy in memory and comparing again.
  public struct Convergence: Hashable, Sendable {
    /// How many changes were applied.
    public var changeCount = 0
    /// Findings that would still be fixed automatically afterwards; none, or the run failed.
    public var stillFixable: [String] = []
    /// Creates the result of a run without changes.
    public init() {}
    /// Whether nothing fixable is left.
    public var holds: Bool { stillFixable.isEmpty }
  }
}

extension RunReport {
  /// What the run says to the shell, as `diff` and `grep` say it.
  public enum ExitStatus: Int32, Sendable {
    /// Both sides agree.
    case agreement = 0
    /// Drift was found, as urgent as asked for or more.
    case drift = 1
    /// The run could not be made: usage, configuration or unreadable input.
    case failure = 2
    /// The evidence is incomplete, so the verdict cannot be trusted.
    case untrusted = 3
    /// A safety limit stopped the run.
    case stopped = 4

    /// Whether the run came to a verdict that can be trusted.
    public var isVerdict: Bool { self == .agreement || self == .drift }

    /// The meaning in words.
    public var meaning: String {
      switch self {
      case .agreement: "both sides agree"
      case .drift: "drift was found"
      case .failure: "the run could not be made"
      case .untrusted: "the evidence is incomplete, so the verdict cannot be trusted"
      case .stopped: "a safety limit stopped the run; nothing may be applied"
      }
    }
  }

  /// Findings that count: not waived.
  public var open: LazyFilterSequence<[Finding]> {
    findings.lazy.filter { $0.waiver == nil }
  }

  /// What the run says to the shell.
  public var exitStatus: ExitStatus {
    if !evidence.coverage.isTrustworthy || revenue?.tiesOut == false { return .untrusted }
    if safetyStop != nil { return .stopped }
    if !convergence.holds { return .failure }
    guard let failOn else { return .agreement }
    let urgent = open.filter { $0.drift.severity >= failOn }
    return urgent.contains { !failsOnlyForNew || $0.standing != .persisting } ? .drift : .agreement
  }

  /// What is at stake a month, by currency in the order of their codes.
  ///
  /// Consequences of another finding count with that one.
  public var moneyAtRisk: [Money] {
    var sums: [String: Int64] = [:]
    for place in findings.indices {
      guard findings[place].waiver == nil, findings[place].parentID == nil,
        let money = findings[place].drift.monthly
      else { continue }
      let (sum, isTooLarge) = sums[money.currency, default: 0].addingReportingOverflow(
        money.minorUnits)
      sums[money.currency] = isTooLarge ? .max : sum
    }
    return sums.map { Money(minorUnits: $0.value, currency: $0.key) }
      .sorted { $0.currency.utf8.lexicographicallyPrecedes($1.currency.utf8) }
  }
}

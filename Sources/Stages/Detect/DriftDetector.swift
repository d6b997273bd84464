import Billing
import Bytes
public import Reconciliation

/// Judges differences: what matters, how much, and what would mend it.
public struct DriftDetector: Sendable {
  /// The checks that run, in the order in which they explain.
  public let checks: [Check]
  /// Checks that cannot run here, and why.
  public let notEvaluated: [RunReport.NotEvaluated]

  /// Chooses the checks that a system allows.
  ///
  /// - Parameters:
  ///   - definition: the system.
  ///   - only: codes to run; empty runs all.
  public init(definition: SystemDefinition, only: Set<String> = []) {
    var checks: [Check] = []
    var notEvaluated: [RunReport.NotEvaluated] = []
    let settings = Dictionary(
      definition.checkSettings.map { ($0.code, $0) }, uniquingKeysWith: { _, last in last })
    for var check in Check.all where only.isEmpty || only.contains(check.code) {
      if let reason = Self.obstacle(to: check, in: definition, settings[check.code]) {
        notEvaluated.append(
          RunReport.NotEvaluated(code: check.code, name: check.name, reason: reason))
      } else {
        check.adjust(to: settings[check.code])
        checks.append(check)
      }
    }
    self.checks = checks
    self.notEvaluated = notEvaluated
  }

  /// Which checks cannot be made because none of the objects that they are about was exported.
  ///
  /// - Parameter evidence: what was read.
  /// - Returns: the checks, in their order, each with what is missing.
  public func objectsMissing(in evidence: Evidence) -> [RunReport.NotEvaluated] {
    checks.compactMap { check in
      check.needsObjects.first { evidence.ledger[$0].isEmpty }.map { kind in
        RunReport.NotEvaluated(
          code: check.code, name: check.name,
          reason: "the export has no \(kind.objectName); add a list of them")
      }
    }
  }

  /// What of the pipeline's own rules cannot be looked at, and why.
  ///
  /// - Parameter evidence: what was read.
  /// - Returns: a rule for each table that is not there, and a metric for which nothing is counted.
  public func rulesNotEvaluated(_ evidence: Evidence) -> [RunReport.NotEvaluated] {
    let definition = evidence.definition
    let coverage = evidence.coverage
    let rules = definition.declaredChecks.compactMap { declared -> RunReport.NotEvaluated? in
      if let table = declared.tables.first(where: coverage.missingTables.contains) {
        return RunReport.NotEvaluated(
          code: "declared", name: declared.name, reason: "no dump of the table \(table)")
      }
      let unkept = evidence.tables.first { table in
        table.passedCount > 0 && table.count == 0
          && !declared.isRetention(ofLedger: table.definition)
          && declared.tables.contains { $0.utf8.elementsEqual(table.definition.name.utf8) }
      }
      return unkept.map {
        RunReport.NotEvaluated(
          code: "declared", name: declared.name,
          reason: "the rows of \($0.definition.name) are read and not kept")
      }
    }
    let counted = Set(definition.declaredChecks.compactMap(\.metric))
    var metrics: [String] = []
    for metric in definition.entitlements.map(\.metric)
    where !counted.contains(metric) && !metrics.contains(metric) {
      metrics.append(metric)
    }
    return rules
      + metrics.map {
        RunReport.NotEvaluated(
          code: "entitlement", name: $0, reason: "no declared rule says what is used of it")
      }
  }

  /// Prepares to look at the accounts of a run: what they share is looked up here, once.
  public func search(_ evidence: Evidence) -> DriftSearch {
    DriftSearch(checks: checks, board: CaseBoard(evidence))
  }

  /// Looks at a stretch of the accounts of a run.
  ///
  /// - Parameters:
  ///   - evidence: both sides and the comparison.
  ///   - accounts: the stretch of accounts to look at.
  /// - Returns: the findings, in the order of the accounts and, within one, of the checks.
  public func run(_ evidence: Evidence, accounts: Range<Int>) -> [Drift] {
    search(evidence).findings(in: accounts)
  }

  private static func obstacle(
    to check: Check, in definition: SystemDefinition, _ setting: CheckSetting?
  ) -> String? {
    if setting?.isEnabled == false { return "switched off by the pipeline" }
    if !check.needsOneOf.isEmpty,
      check.needsOneOf.allSatisfy({ definition.table($0) == nil })
    {
      let names = check.needsOneOf.map(\.rawValue).joined(separator: " or ")
      return "no \(names) table; add a dump of one to the pipeline"
    }
    for role in check.needs where definition.table(role) == nil {
      return "no \(role.rawValue) table; add a dump of one to the pipeline"
    }
    if let reason = check.obstacle(definition) { return reason }
    if !check.needsCaches.isEmpty, definition.caches.isEmpty {
      return "no cache; add a dump of one to the pipeline"
    }
    for purpose in check.needsCaches
    where !definition.caches.contains(where: { $0.purpose == purpose }) {
      return "no cache of \(purpose.rawValue); add a dump of one to the pipeline"
    }
    if check.findInLedger != nil, let ledger = definition.table(.ledger) {
      for (field, place) in [
        (RowField.event, ledger.place(of: .event)), (.createdAt, ledger.placeOfEntryTime),
      ] where place == nil {
        return "no column of the ledger holds \(field.rawValue)"
      }
    }
    let rows = definition.table(check.fieldsRole)
    for field in check.needsFields where rows?.place(of: field) == nil {
      let table = check.fieldsRole == .subscriptions ? "" : " of the \(check.fieldsRole.rawValue)"
      return "no column\(table) holds \(field.rawValue)"
    }
    return nil
  }
}

/// The checks of a run over its evidence, ready to look at any stretch of accounts.
public struct DriftSearch: Sendable {
  let checks: [Check]
  let board: CaseBoard

  /// Looks at a stretch of accounts.
  ///
  /// Stretches can be judged independently and their findings joined in order; the place of a
  /// finding's parent is one within the stretch.
  public func findings(in accounts: Range<Int>) -> [Drift] {
    var found: [Drift] = []
    var file = AccountCase(board: board)
    let checks = checks.filter {
      $0.findInLedger == nil && $0.findInTables == nil && $0.findByRule == nil
        && $0.findInCauses == nil
    }
    let signs = checks.map(\.signs)
    for index in accounts {
      file.open(board.evidence.comparison.accounts[index])
      for place in signs.indices where file.hasSuspects(showing: signs[place]) {
        checks[place].find(checks[place], &file)
      }
      guard !file.drifts.isEmpty else { continue }
      let base = found.count
      found += file.drifts
      for place in base..<found.count where found[place].parent != nil {
        found[place].parent = found[place].parent.map { $0 + base }
      }
    }
    return found
  }

  /// Looks at how the findings came about, and ties those about events to the rows they explain.
  ///
  /// - Parameter drifts: all findings with their causes; findings about events are added to them.
  public func addEventFindings(to drifts: inout [Drift]) {
    let file = CausedFindings(evidence: board.evidence, drifts: drifts)
    drifts.foldEvents(of: board.evidence)
    drifts += checks.flatMap { check in check.findInCauses?(check, file) ?? [] }
  }

  /// Looks at the events that the application's ledger lacks.
  ///
  /// - Returns: the findings, in the order of the checks and, within one, of the events' ids.
  public func ledgerFindings() -> [Drift] {
    let checks = checks.filter { $0.findInLedger != nil }
    guard !checks.isEmpty else { return [] }
    let file = LedgerCase(board)
    return checks.flatMap { check in check.findInLedger?(check, file) ?? [] }
  }

  /// Which of the events that were lost or not finished may be sent again; `nil` where no table
  /// tells of events.
  public func replayPlan() -> ReplayPlan? {
    let definition = board.evidence.definition
    guard definition.table(.ledger) != nil || definition.table(.deadLetters) != nil else {
      return nil
    }
    return LedgerCase(board).replayPlan
  }

  /// Looks at tables and objects that belong to no single owner's case.
  ///
  /// - Returns: the findings, in the order of the checks and, within one, of the rows or objects.
  public func tableFindings() -> [Drift] {
    let checks = checks.filter { $0.findInTables != nil }
    guard !checks.isEmpty else { return [] }
    let file = TableCase(board)
    return checks.flatMap { check in check.findInTables?(check, file) ?? [] }
  }
}

extension Check {
  /// Gives the check the standing that the pipeline wants it to have.
  ///
  /// A pipeline can leave to a person what is automatic as a rule, never the other way round.
  fileprivate mutating func adjust(to setting: CheckSetting?) {
    severity = setting?.severity ?? severity
    isSeveritySet = setting?.severity != nil
    if let wanted = setting?.disposition, wanted != .auto || disposition == .auto {
      disposition = wanted
    }
  }
}

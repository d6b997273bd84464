import Billing
import Bytes
import Detect
import Diff
import Reconciliation

/// Applies every automatic remedy in memory and compares again: nothing that was mended may be
/// wrong again, and nothing else either.
///
/// What a person has to decide may have become fixable, now that the rows around it are right: that
/// is for the next run, as it is when a person mends them.
///
/// Only what the changes can reach is compared and judged again; see
/// <doc:0002-the-proof-looks-at-what-a-change-can-reach>.
struct ConvergenceProof {
  let definition: SystemDefinition
  let detector: DriftDetector

  /// The findings that would be fixed automatically even after the remedies, although they were
  /// fixed or not there before.
  ///
  /// - Returns: what the summary says; `stillFixable` holds codes and classes.
  func check(_ findings: [RunReport.Finding], of evidence: Evidence) -> RunReport.Convergence {
    let (mended, open) = (findings.filter(\.isMended), findings.filter { !$0.isMended })
    var mending = Mending(evidence)
    for finding in mended { mending.apply(finding.drift) }
    var convergence = RunReport.Convergence()
    convergence.changeCount = mending.changeCount
    guard mending.hasChangedRows else { return convergence }
    let fixable = found(after: mending, in: evidence).filter { $0.0.disposition == .auto }
    guard !fixable.isEmpty else { return convergence }
    let known = Set(open.map { Subject($0.drift, in: evidence) })
    convergence.stillFixable = fixable.filter { !known.contains(Subject($0, in: $1)) }
      .map { drift, _ in "\(drift.code) \(drift.name)" }
    return convergence
  }

  /// What the checks find after the remedies, each with the evidence it is found in.
  private func found(after mending: Mending, in evidence: Evidence) -> [(Drift, Evidence)] {
    var reach = EvidenceReach(in: evidence)
    if let place = mending.tables.firstIndex(where: { $0.definition.role == .subscriptions }) {
      for row in mending.rows { reach.add(row: row, in: mending.tables[place]) }
    }
    reach.add(names: mending.names)
    let part = reach.part(of: mending.tables)
    let mended = Evidence(
      ledger: part.ledger, tables: part.tables,
      comparison: AccountDiff(definition: definition).run(part.ledger, part.tables),
      definition: definition, coverage: evidence.coverage, caches: mending.caches,
      zone: evidence.zone)
    let ofAccounts = detector.run(mended, accounts: mended.comparison.accounts.indices)
    guard mending.isBeyondSubscriptions else { return ofAccounts.map { ($0, mended) } }
    // Checks of tables look at all of them, and only up who owns what in the comparison.
    let whole = Evidence(
      ledger: evidence.ledger, tables: mending.tables, comparison: evidence.comparison,
      definition: definition, coverage: evidence.coverage, caches: mending.caches,
      zone: evidence.zone)
    let search = detector.search(whole)
    let ofRules = (0..<search.ruleCount).flatMap { search.findings(byRule: $0) }
    return ofAccounts.map { ($0, mended) }
      + (search.tableFindings() + ofRules).map { ($0, whole) }
  }

  /// What a finding is about, comparable between two rounds over the same files.
  private struct Subject: Hashable {
    var code: String
    var rule: String
    var row: RecordOrigin?
    var subscription: Symbol?

    init(_ drift: Drift, in evidence: Evidence) {
      code = drift.code
      rule = drift.rule
      row = drift.row.flatMap { evidence.table(named: drift.table)?.origins[$0] }
      subscription = drift.subscription.map { evidence.subscriptions[$0].id }
    }
  }
}

extension RunReport.Finding {
  /// Whether the plan of the run mends it.
  fileprivate var isMended: Bool { drift.disposition == .auto && waiver == nil }
}

/// The tables and caches with the remedies of a run applied to them.
private struct Mending {
  private(set) var tables: [DatabaseTable]
  private(set) var caches: [CacheTable]
  /// The changed rows of the subscriptions table.
  private(set) var rows: [Int] = []
  /// Whom the changes of other rows are about.
  private(set) var names: [Symbol] = []
  private(set) var changeCount = 0
  /// Whether a row of another table than that of the subscriptions is changed.
  private(set) var isBeyondSubscriptions = false
  private let asOf: Timestamp

  init(_ evidence: Evidence) {
    tables = evidence.tables
    caches = evidence.caches
    asOf = evidence.definition.clock.asOf
  }

  var hasChangedRows: Bool { !rows.isEmpty || !names.isEmpty }

  mutating func apply(_ drift: Drift) {
    switch drift.remedy {
    case .none, .inStripe: return
    case .drop(let key):
      for cache in caches.indices { caches[cache].drop(key: key) }
    case .update(let row, let cells, _): set(cells, in: row, of: drift)
    case .softDelete(let row, _):
      let mark = tables.place(named: drift.table).flatMap {
        tables[$0].definition.place(of: .deletedAt)
      }
      set(mark.map { [NewCell(column: $0, cell: .time(asOf))] } ?? [], in: row, of: drift)
    case .insert(let table, let values, _):
      guard let place = tables.place(named: table), let origin = drift.evidence.first else {
        return
      }
      tables[place].append(values, from: origin)
      note(drift, row: nil, table: place)
    }
    changeCount += 1
  }

  private mutating func set(_ cells: [NewCell], in row: Int, of drift: Drift) {
    guard let place = tables.place(named: drift.table) else { return }
    for new in cells { tables[place].set(new.cell, row: row, column: new.column) }
    note(drift, row: row, table: place)
  }

  private mutating func note(_ drift: Drift, row: Int?, table: Int) {
    let isSubscription = tables[table].definition.role == .subscriptions
    if !isSubscription { isBeyondSubscriptions = true }
    if let row, isSubscription { rows.append(row) } else { names += [drift.owner, drift.customer] }
  }
}

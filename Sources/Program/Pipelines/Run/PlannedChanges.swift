import Billing
import Bytes
import Diagnostics
import Emit
public import Reconciliation

/// The changes a run proposes, planned so that they can be carried out step by step.
public struct PlannedChanges: Sendable {
  /// The plans that may be applied; at least one, which may be empty.
  public let plans: [ChangePlan]
  /// For each plan the one that undoes it.
  public let inverses: [ChangePlan]
  /// Why nothing may be applied, if a safety limit says so.
  public let stop: String?
  /// Why nothing may be applied, whatever the reason.
  public let withheld: String?

  /// Plans the remedies of a run.
  init(_ report: RunReport, contents: [DumpContent]) {
    let changes = RemedyChanges(
      report.findings, evidence: report.evidence, sources: report.sources
    ) { origin in
      contents.first { $0.file == origin.file }?.cells(of: origin) ?? []
    }
    let shapes = changes.tables.map(\.shape)
    let planner = ChangePlanner(
      header: PlanHeader(report).header, tables: shapes,
      rowCounts: changes.tables.map(\.table.count))
    var outcome = planner.plan(
      changes.automatic, holders: Self.holders(for: changes, report.evidence.symbols),
      review: changes.forReview)
    stop = outcome.stops.isEmpty ? nil : outcome.stops.joined(separator: "; ")
    withheld = stop ?? Self.distrust(report)
    if let withheld {
      // Nothing runs by itself then; it is all left to a person.
      let all = changes.automatic.map { ReviewItem($0, cause: .rule, sentence: withheld) }
      outcome = planner.plan(
        [], holders: SlotHolders(tables: shapes, wanted: []), review: changes.forReview + all)
    }
    outcome.plans[0].notes = changes.notes
    for place in outcome.plans.indices { outcome.plans[place].withheld = withheld }
    plans = outcome.plans
    inverses = outcome.inverses
  }

  /// The statements that mend a finding, or that a person may start from, for people to read.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  func statements(
    for driftID: String, in dialect: DatabaseDialect
  ) throws(Failure) -> [String] {
    let writer = ScriptWriter(dialect)
    var statements: [String] = []
    for plan in plans {
      let changes = plan.changes.map(\.change) + plan.review.map(\.change)
      for change in changes where change.reason.drifts.contains(driftID) {
        statements.append(try writer.statement(change, of: plan))
      }
    }
    return statements
  }

  private static func distrust(_ report: RunReport) -> String? {
    if !report.evidence.coverage.isTrustworthy { return "the evidence of this run is incomplete" }
    if !report.convergence.holds { return "the changes of this run did not prove themselves" }
    return nil
  }

  /// Who holds the unique values that changes want or refer to, found by a look at every exported
  /// row that could hold one.
  private static func holders(for changes: RemedyChanges, _ symbols: Symbols) -> SlotHolders {
    let tables = changes.tables
    var holders = SlotHolders(tables: tables.map(\.shape), wanted: changes.automatic)
    for (place, exported) in tables.enumerated() {
      let wanted = holders.wanted.filter { $0.table == place }
      guard !wanted.isEmpty else { continue }
      let screen = SlotScreen(wanted, of: exported.shape, in: exported.table, symbols)
      for row in 0..<exported.table.count where screen.mayHold(row) {
        holders.note(exported.row(row), table: place)
      }
    }
    return holders
  }
}

/// What every script of a run says about where it comes from.
struct PlanHeader {
  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  var header: ChangePlan.Header {
    let definition = report.evidence.definition
    let safety = definition.safety
    return ChangePlan.Header(
      system: definition.name, account: definition.stripe.account ?? "",
      livemode: definition.stripe.livemode ?? false, asOf: definition.clock.asOf,
      expires: definition.clock.asOf.adding(seconds: safety.planLifetimeSeconds),
      inputs: report.inputs.enumerated().map { place, input in
        .init(name: report.sources.names[place], sha256: input.sha256)
      },
      limits: .init(
        changes: safety.maxChanges, percent: safety.maxBasisPoints / 100,
        changesPerPlan: safety.rowsPerPlan),
      tool: "trueup " + report.toolVersion)
  }
}

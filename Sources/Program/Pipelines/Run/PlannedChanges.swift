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
    let evidence = report.evidence
    let table = evidence.table(.subscriptions)
    let changes = table.map { table in
      RemedyChanges(
        report.findings, evidence: evidence, table: table, sources: report.sources
      ) { row in
        let origin = table.origins[row]
        return contents.first { $0.file == origin.file }?.cells(of: origin) ?? []
      }
    }
    let shapes = changes.map { [$0.shape] } ?? []
    let planner = ChangePlanner(
      header: PlanHeader(report).header, tables: shapes, rowCounts: [table?.count ?? 0])
    let automatic = changes?.automatic ?? []
    let forReview = changes?.forReview ?? []
    var outcome = planner.plan(
      automatic, holders: Self.holders(of: automatic, changes, table, shapes, evidence.symbols),
      review: forReview)
    stop = outcome.stops.isEmpty ? nil : outcome.stops.joined(separator: "; ")
    withheld = stop ?? Self.distrust(report)
    if let withheld {
      // Nothing runs by itself then; it is all left to a person.
      let all = automatic.map { ReviewItem($0, cause: .rule, sentence: withheld) }
      outcome = planner.plan(
        [], holders: SlotHolders(tables: shapes, wanted: []), review: forReview + all)
    }
    outcome.plans[0].notes = changes?.notes ?? []
    for place in outcome.plans.indices { outcome.plans[place].withheld = withheld }
    plans = outcome.plans
    inverses = outcome.inverses
  }

  private static func distrust(_ report: RunReport) -> String? {
    if !report.evidence.coverage.isTrustworthy { return "the evidence of this run is incomplete" }
    if !report.convergence.holds { return "the changes of this run did not prove themselves" }
    return nil
  }

  /// Who holds the unique values that changes want, found by a look at every exported row that
  /// could hold one.
  private static func holders(
    of automatic: [Change], _ changes: RemedyChanges?, _ table: DatabaseTable?,
    _ shapes: [TableShape], _ symbols: Symbols
  ) -> SlotHolders {
    var holders = SlotHolders(tables: shapes, wanted: automatic)
    guard let table, let changes, !holders.wanted.isEmpty else { return holders }
    let screen = SlotScreen(holders.wanted, of: shapes[0], in: table, symbols)
    for row in 0..<table.count where screen.mayHold(row) {
      holders.note(changes.exported(row), table: 0)
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

import Billing
import Bytes
import Diagnostics
import Normalize
import Reconciliation

/// What stands in the way of trusting Stripe's side, whatever it is compared with.
struct StripeCoverage {
  let definition: SystemDefinition
  let stripe: StripeInput.Outcome
  /// What reading and folding had to say.
  let log: DiagnosticLog

  /// Everything that stands in the way, in a fixed order.
  func holes(of ledger: StripeLedger) -> [Coverage.Hole] {
    modeHoles(ledger) + exportHoles(ledger)
  }

  // MARK: One mode, one account

  private func modeHoles(_ ledger: StripeLedger) -> [Coverage.Hole] {
    let survey = ledger.survey
    var holes: [Coverage.Hole] = []
    if survey.sawLive, survey.sawTest {
      holes.append(
        .init(
          name: "mixed-livemode",
          message: "the export mixes live and test mode; export one of them",
          blocksVerdict: true))
    } else if let wanted = definition.stripe.livemode, wanted ? survey.sawTest : survey.sawLive {
      holes.append(
        .init(
          name: "wrong-livemode",
          message:
            "the export is in \(wanted ? "test" : "live") mode, the pipeline wants the other",
          blocksVerdict: true))
    }
    let wanted = definition.stripe.account.map { Array($0.utf8) }
    let isWrong = wanted.map { wanted in survey.accounts.contains { $0 != wanted } } ?? false
    if survey.accounts.count > 1 || isWrong {
      holes.append(
        .init(
          name: "mixed-accounts",
          message: "the events come from another account, or from several",
          blocksVerdict: true))
    }
    return holes
  }

  // MARK: A whole export

  private func exportHoles(_ ledger: StripeLedger) -> [Coverage.Hole] {
    var holes: [Coverage.Hole] = []
    if let count = stripe.truncatedSourceCount, count > 0 {
      holes.append(
        .init(
          name: "truncated-list",
          message: "the last page of \(counted(count, "list export")) says that more follow",
          blocksVerdict: true))
    }
    if stripe.untrackedCount > 0 {
      holes.append(
        .init(
          name: "untraceable-records",
          message: "\(counted(stripe.untrackedCount, "broken record")) may be about anything",
          blocksVerdict: true))
    }
    let read = stripe.accounts.reduce(0) { $0 + $1.recordCount }
    let rejected = stripe.accounts.reduce(0) { $0 + $1.rejectedCount }
    if rejected * 1000 > read * definition.safety.eventRejectionsPerThousand {
      holes.append(
        .init(
          name: "too-many-rejections",
          message: "\(rejected) of \(read) Stripe records were rejected",
          blocksVerdict: true))
    }
    if ledger.window == nil, !ledger.survey.hasSnapshots {
      holes.append(
        .init(
          name: "no-stripe-records", message: "the Stripe side is empty", blocksVerdict: true))
    }
    holes += unjudged(ledger)
    let gaps = ledger[.subscription].count { $0.notes.contains(.hasGap) }
    if gaps > 0 {
      holes.append(
        .init(
          name: "missing-events",
          message:
            "events in between are missing for \(counted(gaps, "subscription")); nothing "
            + "about them is fixed",
          blocksVerdict: false))
    }
    return holes
  }

  /// Subscriptions that are left out of the comparison, so that nothing is claimed of them.
  private func unjudged(_ ledger: StripeLedger) -> [Coverage.Hole] {
    var holes: [Coverage.Hole] = []
    if let count = log.counts[.eventConflict] {
      holes.append(
        .init(
          name: "conflicting-events",
          message: "\(counted(count, "event")) came again with other content; no copy counts",
          blocksVerdict: true))
    }
    if let count = log.counts[.unknownStatus] {
      holes.append(
        .init(
          name: "unknown-statuses",
          message: "Stripe does not define the status of \(counted(count, "subscription"))",
          blocksVerdict: true))
    }
    let several = ledger[.subscription].count { object in
      (ledger.fact(.itemCount, of: object).integer ?? 1) > 1
        && !ledger.fact(.price, of: object).isKnown
        && ledger.status(of: object)?.isTerminal == false
    }
    if several > 0 {
      holes.append(
        .init(
          name: "several-items",
          message: "no item alone bears the plan of \(counted(several, "subscription")); "
            + "price and quantity are not compared",
          blocksVerdict: false))
    }
    if let count = log.counts[.oddField] {
      holes.append(
        .init(
          name: "odd-fields",
          message:
            "\(counted(count, "field")) of Stripe's cannot be read and count as unknown",
          blocksVerdict: false))
    }
    let alive = ledger[.subscription].count { $0.notes.contains(.seenAfterEnd) }
    if alive > 0 {
      holes.append(
        .init(
          name: "seen-after-end",
          message: "\(counted(alive, "subscription")) seen alive after the record of the end; "
            + "a person decides",
          blocksVerdict: false))
    }
    return holes
  }
}

/// A number and its noun: `1 row`, `2 rows`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)" + (number == 1 ? "" : "s")
}

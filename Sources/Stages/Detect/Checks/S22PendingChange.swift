import Billing
import Reconciliation

extension Check {
  static let pendingChange = Check(
    "S22", "pending-change-mismatch",
    definition: "A change is scheduled in Stripe; the row shows another one or none.",
    origin: "Events of schedules and pending updates are ignored.",
    harm: .metrics, severity: .p2, disposition: .auto,
    fix: "Set the columns of the pending change.",
    safeguard: "The change lies in the future and its price maps to a plan.",
    personWhen: "The coming phase has no price.",
    needsFields: [.pendingPlan],
    signs: [.row, .running]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let wanted = file.board.pendingPlan(of: pair)
      guard wanted.isKnown, pair[.pendingPlan].isKnown, wanted != pair[.pendingPlan],
        let difference = file.wanted(.pendingPlan, wanted, pair)
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [difference],
          story: "the change that is scheduled in Stripe is not the one in the row",
          sets: [difference.newCell]),
        about: pair)
    }
  }
}

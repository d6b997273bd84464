import Billing
import Reconciliation

extension Check {
  static let neverDelivered = Check(
    "W01", "never-delivered",
    definition: "An endpoint never answered the event, and the ledger does not have it.",
    origin: "The endpoint was down, disabled or redirecting while Stripe tried.",
    harm: .audit, severity: .p1, disposition: .replay,
    fix: "Send the newest lost event of each object again, or mend the row from Stripe's state.",
    safeguard: "The whole ledger was read, and it reaches back to the event.",
    personWhen: "A newer event of the object exists, or the event is older than thirty days.",
    needs: [.ledger],
    findInLedger: { check, file in
      file.events.filter(\.isPending).map { view in
        var drift = check.finding(about: view, in: file, story: story(of: view))
        guard drift.disposition == .replay, let reason = view.replay.reasonNotToSend
        else { return drift }
        drift.disposition = .report
        drift.heldBack = reason
        return drift
      }
    })

  private static func story(of view: EventView) -> String {
    view.isRetried
      ? "no endpoint has taken the event yet; Stripe still tries by itself"
      : "no endpoint took the event while Stripe tried to deliver it"
  }
}

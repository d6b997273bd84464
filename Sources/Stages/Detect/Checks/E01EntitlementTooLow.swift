import Billing
import Reconciliation

extension Check {
  static let entitlementTooLow = Check(
    "E01", "entitlement-too-low",
    definition: "The subscription is live; what its plan gives was granted in part.",
    origin: "The grant was made by an older plan, or the step that works it out failed.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Raise the grant, and what remains of it, to what the plan gives.",
    safeguard: "The subscription's own row is right first; what remains adds up.",
    personWhen: "The row that it rests on is wrong, or the pipeline protects the grant.",
    needs: [.subscriptions],
    findByRule: { check, file in
      file.grants?.short(check) ?? []
    })
}

import Billing
import Reconciliation

extension Check {
  static let entitlementTooLow = Check(
    "E01", "entitlement-too-low",
    definition: "The subscription is live; what its plan gives was granted in part.",
    origin: "The grant was made by an older plan, or the step that works it out failed.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Grant what is missing, in an entry of its own.",
    safeguard: "The subscription's own row is right first.",
    personWhen: "Always: an agreement may give less.",
    needs: [.subscriptions],
    findByRule: { check, file in
      file.grants?.short(check) ?? []
    })
}

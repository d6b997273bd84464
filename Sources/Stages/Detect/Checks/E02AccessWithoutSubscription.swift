import Billing
import Reconciliation

extension Check {
  static let accessWithoutSubscription = Check(
    "E02", "access-without-subscription",
    definition: "A row grants what only a plan gives, and no live subscription has the plan.",
    origin: "The end was not followed, or it is a present that nothing marks as one.",
    harm: .leak, severity: .p2, disposition: .auto,
    fix: "Put the grant aside, unless it is a present.",
    safeguard: "No subscription of the owner gives it; its provenance may be changed.",
    personWhen: "No column says where the grant came from, or the row cannot be marked as deleted.",
    needs: [.subscriptions],
    findByRule: { check, file in
      file.grants?.groundless(check) ?? []
    })
}

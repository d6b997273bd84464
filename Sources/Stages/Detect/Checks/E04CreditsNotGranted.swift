import Billing
import Reconciliation

extension Check {
  static let creditsNotGranted = Check(
    "E04", "credits-not-granted",
    definition: "The subscription is live; nothing was granted for its current period.",
    origin: "The handler that grants failed, or ran before the row it grants for was there.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Grant what the plan gives, for the period that is paid for.",
    safeguard: "The period's invoice is paid, and no row of the owner and period is there.",
    personWhen: "The payment, the period or a column of the new row is not known.",
    needs: [.subscriptions],
    findByRule: { check, file in
      file.grants?.missing(check) ?? []
    })
}

import Billing
import Reconciliation

extension Check {
  static let creditsNotGranted = Check(
    "E04", "credits-not-granted",
    definition: "The subscription is live; nothing was granted for its current period.",
    origin: "The handler that grants failed, or ran before the row it grants for was there.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Grant what the plan gives, for the period that is paid for.",
    safeguard: "The table of grants was read as a whole.",
    personWhen: "Always: trueup makes no rows.",
    needs: [.subscriptions],
    findByRule: { check, file in
      file.grants?.missing(check) ?? []
    })
}

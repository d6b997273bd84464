import Billing
import Reconciliation

extension Check {
  static let recoveredBlocked = Check(
    "S10", "recovered-payer-blocked",
    definition: "The subscription is in good standing; the row still says it is not.",
    origin: "The event of the payment or of the recovery was lost.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Set the status; what is derived from it follows.",
    safeguard: "The latest state is active or trialing.",
    personWhen: "The row is blocked for a reason that is not billing.",
    signs: [.running, .differs]
  ) { check, file in
    let blocked: Set<StatusMeaning> = [.pastDue, .unpaid, .incomplete, .paused]
    for pair in file.suspects(of: check) where isInGoodStanding(pair) {
      guard let meaning = pair.rowMeaning, blocked.contains(meaning),
        file.difference(.status, of: pair) != nil
      else { continue }
      let fields = file.differences(of: pair).filter { $0.field == .status || isPeriod($0) }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the owner has paid but the row still says otherwise",
          sets: fields.map(\.newCell)),
        about: pair)
    }
  }

  private static func isInGoodStanding(_ pair: PairView) -> Bool {
    pair.isStripeLive && (pair.stripeStatus == .active || pair.stripeStatus == .trialing)
  }

  private static func isPeriod(_ difference: FieldDifference) -> Bool {
    difference.field == .periodStart || difference.field == .periodEnd
  }
}

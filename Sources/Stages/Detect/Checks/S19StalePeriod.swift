import Billing
import Reconciliation

extension Check {
  static let stalePeriod = Check(
    "S19", "stale-period",
    definition: "The subscription is live; the row's period is another one.",
    origin: "A renewal was missed, or the field moved to the item in a newer API.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Set start and end of the period.",
    safeguard: "The period moves forward only.",
    personWhen: "The period would move backwards.",
    needsFields: [.periodEnd],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let fields = file.differences(of: pair).filter {
        $0.field == .periodStart || $0.field == .periodEnd
      }
      guard !fields.isEmpty else { continue }
      let isBackwards = fields.contains(where: movesBackwards)
      let differs = pair.fact(.periodsDiffer).flag == true
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the row's period is not the one that Stripe bills",
          sets: fields.map(\.newCell),
          hold: isBackwards
            ? "the period would move backwards"
            : differs ? "the subscription's items have different periods" : nil),
        about: pair)
    }
  }

  private static func movesBackwards(_ difference: FieldDifference) -> Bool {
    guard let stripe = difference.sides.stripe.time, let row = difference.sides.database.time else {
      return false
    }
    return stripe < row
  }
}

import Billing
import Reconciliation

extension Check {
  static let staleCancel = Check(
    "S12", "stale-scheduled-cancel",
    definition: "The subscription renews in Stripe; the row says that it will end.",
    origin: "The owner took the cancellation back and the event was missed.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Clear the flag and the dates.",
    safeguard: "The subscription is live and no end is scheduled in Stripe.",
    personWhen: "The customer says to have canceled.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) where pair.expected?.isEnding == false {
      guard pair.row != nil, pair.rowMeaning != .ended else { continue }
      let saysEnding =
        pair.rowMeaning == .ending || pair[.ending].flag == true
        || pair[.cancelAtPeriodEnd].flag == true || pair[.cancelAt].hasValue
      let fields = file.differences(of: pair).filter { difference in
        endingFields.contains(difference.field)
          && (difference.field != .status || pair.rowMeaning == .ending)
      }
      guard saysEnding, !fields.isEmpty else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the subscription renews in Stripe but the row says that it will end",
          sets: fields.map(\.newCell)),
        about: pair)
    }
  }
}

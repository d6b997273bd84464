import Billing
import Reconciliation

extension Check {
  /// The fields that tell of a scheduled end.
  static let endingFields: Set<RowField> = [
    .status, .ending, .cancelAtPeriodEnd, .cancelAt, .canceledAt,
  ]

  static let cancelNotMirrored = Check(
    "S11", "scheduled-cancel-not-mirrored",
    definition: "Stripe will end the subscription; the row says that it renews.",
    origin: "The portal sets only one of two flags, or the flag is not handled.",
    harm: .metrics, severity: .p2, disposition: .auto,
    fix: "Set the flag and the date.",
    safeguard: "Both flags were read; it has not ended yet.",
    personWhen: "Never as a rule.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) where pair.expected?.isEnding == true {
      guard pair.row != nil, pair.rowMeaning != .ended else { continue }
      let fields = file.differences(of: pair).filter { difference in
        endingFields.contains(difference.field)
          && (difference.field != .status || pair.expected?.meaning == .ending)
      }
      // When the end was asked for is a detail; that alone does not make the row say "renews".
      guard fields.contains(where: { $0.field != .canceledAt }) else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "an end is scheduled in Stripe but the row says that it renews",
          sets: fields.map(\.newCell)),
        about: pair)
    }
  }
}

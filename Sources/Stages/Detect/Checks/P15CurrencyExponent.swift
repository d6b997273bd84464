import Billing
import Reconciliation

extension Check {
  static let currencyExponent = Check(
    "P15", "currency-exponent",
    definition: "The amount is right but for a power of ten, or stands in another currency.",
    origin: "A currency without cents, or with mills, was taken for one with cents.",
    harm: .metrics, severity: .p0, disposition: .auto,
    fix: "Set the amount in the smallest unit of its currency.",
    safeguard: "The ratio is exactly a power of ten; both sides name the same currency.",
    personWhen: "The currency differs, or the row does not name it.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let open = file.differences(of: pair)
      guard !open.contains(where: { [.price, .plan, .product].contains($0.field) }) else {
        continue
      }
      let currency = open.first { $0.field == .currency }
      let amount = open.first { $0.field == .amount }
      let isScaled = amount.map { isPowerOfTen($0.sides.stripe, $0.sides.database) } ?? false
      guard currency != nil || isScaled else { continue }
      let fields = [currency, amount].compactMap { $0 }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: currency == nil
            ? "the row's amount is off by a power of ten"
            : "the row's amount stands in another currency than the one that is billed",
          sets: fields.map(\.newCell), hold: reasonToHold(currency, pair)),
        about: pair)
    }
  }

  private static func reasonToHold(_ currency: FieldDifference?, _ pair: PairView) -> String? {
    if currency != nil { return "the two sides name different currencies" }
    return pair[.currency].hasValue && pair.fact(.currency).hasValue
      ? nil : "the row does not say in which currency its amount is"
  }

  /// Whether one amount is the other with one to three zeros more.
  private static func isPowerOfTen(_ stripe: Cell, _ database: Cell) -> Bool {
    guard let billed = stripe.integer, let stated = database.integer, billed != 0, stated != 0
    else { return false }
    let (large, small) = (
      max(billed.magnitude, stated.magnitude), min(billed.magnitude, stated.magnitude)
    )
    return billed.signum() == stated.signum()
      && [10, 100, 1000].contains {
        large == small.multipliedReportingOverflow(by: $0).partialValue
      }
  }
}

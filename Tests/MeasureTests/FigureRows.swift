import Billing
import Bytes
import Measure
import Revenue

extension Histories {
  /// The item ledger of all parts.
  func ledger(_ rules: MeasureRules = MeasureRules(), asOf: String? = nil) -> RecurringLedger {
    let measure = ItemLedger(
      rules: rules, terms: terms, asOf: asOf.map(instant) ?? clock)
    var whole = RecurringLedger()
    for part in parts { whole.add(measure.ledger(of: part)) }
    whole.sort()
    return whole
  }

  /// The figures of all parts.
  func figures(
    _ rules: MeasureRules = MeasureRules(), zone: TimeZoneRules = .utc, rates: ExchangeRates? = nil
  ) -> RecurringFigures {
    RecurringMeasure(rules: rules, zone: zone, asOf: clock).figures(ledger(rules), rates: rates)
  }
}

/// Figures as rows of text.
extension RecurringFigures {
  /// Period, customer, currency, kind, before, after and change of each movement, in time.
  var movementRows: [String] {
    func row(_ movement: Movement) -> (Timestamp, String) {
      let period =
        switch rules.grain {
        case .event: movement.period.iso
        case .day: zone.day(of: movement.period).text
        case .month: zone.month(of: movement.period).text
        }
      let ids =
        ledger.symbols.text(movement.customer) + "," + ledger.symbols.text(movement.currency)
      let amounts = "\(movement.before),\(movement.after),\(movement.change)"
      return (movement.period, "\(period),\(ids),\(movement.kind.rawValue),\(amounts)")
    }
    return movements.map(row).enumerated()
      .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
  }

  /// One line for each currency and month.
  var rollForwardRows: [String] {
    currencies.flatMap { currency in
      currency.months.map { month in
        let (sums, people) = (month.movements, month.customers)
        let balances: [Int64] = [
          month.opening, sums.new, sums.reactivation, sums.expansion, sums.contraction, sums.churn,
          month.closing, month.openingCustomers, people.new, people.reactivation, people.churn,
          month.closingCustomers,
        ]
        return ledger.symbols.text(currency.currency) + "," + month.period.text + ","
          + balances.map(String.init).joined(separator: ",")
      }
    }
  }

  /// One line for each month and item that brings something at its end.
  var monthEndRows: [String] {
    months.flatMap { month in
      ledger.balances(before: month.range(in: zone).upperBound).map { place in
        let change = ledger.changes[place]
        let ids = [change.customer, change.subscription, change.item, change.currency]
          .map { ledger.symbols.text($0) }.joined(separator: ",")
        return "\(month.text),\(ids),\(change.netAfter)"
      }.sorted()
    }
  }

  /// One line for each month and currency, and one for all.
  var consolidatedRows: [String] {
    guard let consolidated else { return [] }
    var rows: [String] = []
    for (place, month) in months.enumerated() {
      for (offset, currency) in currencies.enumerated() {
        let row = consolidated.rows[place * currencies.count + offset]
        rows.append(
          [
            month.text, ledger.symbols.text(currency.currency), consolidated.currency, row.rateText,
            row.amounts?.amountsText ?? "", String(row.closingLocal),
          ].joined(separator: ","))
      }
      rows.append(
        "\(month.text),ALL,\(consolidated.currency),,"
          + (consolidated.totals[place]?.amountsText ?? "") + ",")
    }
    return rows
  }

  /// The closing balance of a currency and month.
  func closing(_ currency: String, _ month: String) -> Int64? {
    currencies.first { ledger.symbols.text($0.currency) == currency }?.months
      .first { $0.period.text == month }?.closing
  }
}

extension RollForward {
  fileprivate var amountsText: String {
    let amounts: [Int64] = [
      opening, movements.new, movements.reactivation, movements.expansion, movements.contraction,
      movements.churn, exchange, closing,
    ]
    return amounts.map(String.init).joined(separator: ",")
  }
}

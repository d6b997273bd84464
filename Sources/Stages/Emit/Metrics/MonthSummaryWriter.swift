public import Billing
import Bytes
import JSON
public import Revenue

/// Writes the figures of one month in short, for a terminal or for a program.
public struct MonthSummaryWriter: Sendable {
  private let figures: RecurringFigures
  private let place: Int
  private let exponents: CurrencyTable

  /// Prepares to write a month.
  ///
  /// - Parameters:
  ///   - figures: the figures.
  ///   - place: the month, as a place among `RecurringFigures.months`.
  ///   - currencies: how amounts of each currency are written.
  public init(_ figures: RecurringFigures, _ place: Int, currencies: CurrencyTable) {
    self.figures = figures
    self.place = place
    exponents = currencies
  }

  // MARK: Text

  /// The month as text, ended by a line feed.
  public var text: [UInt8] {
    let month = figures.months[place]
    var lines = [
      "recurring revenue of \(month.text), \(figures.rules.timeZone),"
        + " profile \(figures.rules.profile.rawValue)"
    ]
    for currency in figures.currencies {
      lines += ["", code(of: currency)]
      lines += rows(of: currency).map { "  " + $0.line }
    }
    if let total = figures.consolidated?.totals[place] {
      lines += ["", "all in \(figures.rules.reportingCurrency ?? "")"]
      let code = figures.rules.reportingCurrency ?? ""
      lines += amounts(of: total, code).map { "  " + $0.line }
    }
    let doubts = figures.ledger.exceptions + (figures.consolidated?.exceptions ?? [])
    for (kind, count) in Self.counts(of: doubts) {
      lines.append("exception \(kind.rawValue): \(PlainText.count(count))")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private struct Row {
    var name: String
    var text: String

    var line: String {
      name + String(repeating: " ", count: max(1, 30 - PlainText.columns(name))) + text
    }
  }

  private func rows(of currency: CurrencyFigures) -> [Row] {
    let month = currency.months[place]
    let code = code(of: currency)
    return amounts(of: month, code) + [
      Row(name: "annual", text: month.annual.map { amount($0, code) } ?? "-"),
      Row(name: "customers at the end", text: PlainText.count(month.closingCustomers)),
      Row(name: "subscriptions at the end", text: PlainText.count(month.closingSubscriptions)),
      Row(name: "customer churn", text: percent(month.customerChurn)),
      Row(name: "gross revenue churn", text: percent(month.grossChurn)),
      Row(name: "net revenue churn", text: percent(month.netChurn(figures.rules))),
      Row(name: "gross revenue retention", text: percent(month.grossRetention)),
      Row(name: "net revenue retention", text: percent(month.netRetention)),
      Row(
        name: "quick ratio",
        text: month.quickRatio(figures.rules).value?.decimalText(places: 2) ?? "-"),
      Row(name: "average per customer", text: amount(month.averagePerCustomer.value, code)),
      Row(name: "lifetime value", text: amount(currency.lifetimeValue(place, figures.rules), code)),
    ]
  }

  private func amounts(of month: RollForward, _ code: String) -> [Row] {
    [
      Row(name: "opening", text: amount(month.opening, code)),
      Row(name: "new", text: amount(month.movements.new, code)),
      Row(name: "reactivation", text: amount(month.movements.reactivation, code)),
      Row(name: "expansion", text: amount(month.movements.expansion, code)),
      Row(name: "contraction", text: amount(month.movements.contraction, code)),
      Row(name: "churn", text: amount(month.movements.churn, code)),
    ] + (month.exchange == 0 ? [] : [Row(name: "exchange", text: amount(month.exchange, code))])
      + [Row(name: "closing", text: amount(month.closing, code))]
  }

  private func code(of currency: CurrencyFigures) -> String {
    figures.ledger.symbols.text(currency.currency)
  }

  private func amount(_ minorUnits: Int64, _ code: String) -> String {
    PlainText.grouped(Money(minorUnits: minorUnits, currency: code).decimalText(by: exponents))
      + " " + PlainText.shown(code)
  }

  private func amount(_ value: Fraction?, _ code: String) -> String {
    value.flatMap { $0.rounded(figures.rules.rounding) }.map { amount($0, code) } ?? "-"
  }

  private func percent(_ rate: Ratio) -> String {
    rate.value.flatMap { ($0 * Fraction(100)).decimalText(places: 1) }.map { $0 + " %" } ?? "-"
  }

  private static func counts(
    of exceptions: [MeasureException]
  ) -> [(MeasureException.Kind, Int)] {
    MeasureException.Kind.allCases.compactMap { kind in
      let count = exceptions.count { $0.kind == kind }
      return count == 0 ? nil : (kind, count)
    }
  }

  // MARK: JSON

  /// The month as one JSON object on one line.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("month", figures.months[place].text)
    writer.object("rules") { writer in
      for rule in figures.rules.lines { writer.text(rule.name, rule.value) }
    }
    writer.objects("currencies", figures.currencies) { writer, currency in
      writer.member("currency", code(of: currency))
      write(currency.months[place], to: &writer)
      write(customersOf: currency.months[place], to: &writer)
    }
    if let total = figures.consolidated?.totals[place] {
      writer.object("consolidated") { writer in
        writer.member("currency", figures.rules.reportingCurrency ?? "")
        // Who pays in two currencies is one customer in each of them, so they do not add up.
        write(total, to: &writer)
      }
    }
    let doubts = figures.ledger.exceptions + (figures.consolidated?.exceptions ?? [])
    writer.object("exceptions") { writer in
      for (kind, count) in Self.counts(of: doubts) { writer.number(kind.rawValue, Int64(count)) }
    }
    writer.endObject()
    return writer.line
  }

  private func write(_ month: RollForward, to writer: inout JSONWriter) {
    writer.member("opening_minor", month.opening)
    for kind in MovementKind.allCases {
      writer.number(kind.rawValue + "_minor", month.movements[kind])
    }
    writer.member("exchange_minor", month.exchange)
    writer.member("closing_minor", month.closing)
  }

  private func write(customersOf month: RollForward, to writer: inout JSONWriter) {
    writer.member("opening_customers", month.openingCustomers)
    for kind in MovementKind.allCases {
      writer.number(kind.rawValue + "_customers", month.customers[kind])
    }
    writer.member("closing_customers", month.closingCustomers)
    writer.member("closing_subscriptions", month.closingSubscriptions)
  }
}

extension JSONWriter {
  /// Writes a member that is named by a word of the domain.
  fileprivate mutating func text(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  /// Writes a member that is named by a word of the domain.
  fileprivate mutating func number(_ name: String, _ number: Int64) {
    key(name)
    integer(number)
  }
}

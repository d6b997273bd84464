import Billing
import Bytes
import Measure
import Revenue
import Testing

/// One invoice of 90 days for 90.00, final and paid on the first of January.
private func quarter(
  tax: Int64 = 0, _ movements: [InvoiceMovement]
) -> [String: [String: Int64]] {
  var books = Books()
  books.invoice(
    final: "2019-01-01", [.init(9000, "2019-01-01", "2019-04-01", tax: tax)],
    [movement(.payment, "2019-01-01", 9000 + tax)] + movements)
  return books.changes()
}

@Suite struct `revenue over time` {
  @Test func `a line without a service is earned when its invoice is final`() {
    var books = Books()
    books.invoice(final: "2025-05-31", [.init(500)])
    #expect(books.changes()["Revenue"] == ["2025-05": 500])
    #expect(books.changes()["DeferredRevenue"] == nil)
  }

  @Test func `service that begins later is deferred until it does`() {
    var books = Books()
    books.invoice(final: "2025-01-15", [.init(3000, "2025-04-01", "2025-05-01")])
    #expect(books.changes()["Revenue"] == ["2025-04": 3000])
    #expect(books.changes()["DeferredRevenue"] == ["2025-01": 3000, "2025-04": -3000])
  }

  @Test(
    arguments: [
      (RecognitionRules.Granularity.day, [1700, 1400]), (.second, [1650, 1450]),
      (.monthEven, [3100]), (.monthEvenProrated, [1650, 1450]),
    ] as [(RecognitionRules.Granularity, [Int64])])
  func `a month from the middle to the middle is cut by the rule`(
    _ granularity: RecognitionRules.Granularity, _ parts: [Int64]
  ) {
    var books = Books()
    books.rules.granularity = granularity
    books.invoice(
      final: "2019-01-15T12:00:00Z",
      [.init(3100, "2019-01-15T12:00:00Z", "2019-02-15T12:00:00Z")])
    let revenue = books.changes()["Revenue"] ?? [:]
    #expect(["2019-01", "2019-02"].compactMap { revenue[$0] } == parts)
  }

  @Test func `whole months are alike, and the rest is spread or comes last`() {
    var books = Books()
    books.rules.granularity = .monthEven
    books.invoice(final: "2025-01-01", [.init(1000, "2025-01-01", "2025-04-01")])
    #expect(books.changes()["Revenue"] == ["2025-01": 333, "2025-02": 334, "2025-03": 333])
    books.rules.residual = .last
    #expect(books.changes()["Revenue"] == ["2025-01": 333, "2025-02": 333, "2025-03": 334])
  }

  @Test func `a leap year has a day more`() {
    var books = Books()
    books.invoice(final: "2024-01-01", [.init(36_600, "2024-01-01", "2025-01-01")])
    #expect(books.changes()["Revenue"]?["2024-02"] == 2900)
  }

  @Test func `days are those of the zone`() throws {
    // At 03:00 UTC on the first of February it is still January in New York.
    var books = Books()
    books.rules.zone = try Zones.newYork()
    books.invoice(
      final: "2025-02-01T03:00:00Z",
      [.init(200, "2025-02-01T03:00:00Z", "2025-02-02T15:00:00Z")])
    #expect(books.changes()["Revenue"] == ["2025-01": 100, "2025-02": 100])
  }
}

@Suite struct `revenue taken back` {
  @Test func `refunds take back in proportion, with the tax`() {
    let changes = quarter(tax: 900, [movement(.refund, "2019-02-01", 990)])
    #expect(changes["Refunds"] == ["2019-02": 310])
    #expect(changes["TaxLiability"] == ["2019-01": 900, "2019-02": -90])
    #expect(changes["Revenue"] == ["2019-01": 3100, "2019-02": 2520, "2019-03": 2790])
  }

  @Test func `the second half refunded takes what the first left`() {
    let changes = quarter([
      movement(.refund, "2019-02-01", 4500), movement(.refund, "2019-02-01", 4500),
    ])
    #expect(changes["Refunds"] == ["2019-02": 3100])
    #expect(changes["Revenue"] == ["2019-01": 3100])
    #expect(changes["DeferredRevenue"] == ["2019-01": 5900, "2019-02": -5900])
  }

  @Test func `a refund beyond what was billed is booked, never lost`() {
    let changes = quarter([movement(.refund, "2019-05-01", 9900)])
    #expect(changes["Refunds"] == ["2019-05": 9900])
    #expect(changes["Cash"] == ["2019-01": 9000, "2019-05": -9900])
  }

  @Test func `a refund that fails comes back as recovered, its tax as owed`() {
    let changes = quarter(
      tax: 900,
      [movement(.refund, "2019-02-01", 9900), movement(.refundFailed, "2019-03-01", 9900)])
    #expect(changes["Recoverables"] == ["2019-03": 9000])
    #expect(changes["TaxLiability"] == ["2019-01": 900, "2019-02": -900, "2019-03": 900])
    #expect(changes["Revenue"] == ["2019-01": 3100])
  }

  @Test func `what is paid beyond what is due is the customer's, and a refund takes it first`() {
    let changes = quarter([
      movement(.payment, "2019-01-02", 1000), movement(.refund, "2019-05-01", 10_000),
    ])
    #expect(changes["CustomerBalance"] == ["2019-01": 1000, "2019-05": -1000])
    #expect(changes["Refunds"] == ["2019-05": 9000])
  }

  @Test func `a part of an invoice that was given up and paid later is earned by that part`() {
    var books = Books()
    books.invoice(
      final: "2019-01-01", [.init(9000, "2019-01-01", "2019-04-01", tax: 900)],
      [movement(.uncollectible, "2019-02-01"), movement(.payment, "2019-03-01", 4950)])
    let changes = books.changes()
    #expect(changes["BadDebt"] == ["2019-02": 3100, "2019-03": -1550])
    #expect(changes["Recoverables"] == ["2019-03": 2950])
    #expect(changes["TaxLiability"] == ["2019-01": 900, "2019-02": -900, "2019-03": 450])
  }

  @Test func `a void invoice returns what the balance paid`() {
    var books = Books()
    books.invoice(
      final: "2019-01-01", balance: 1000, [.init(9000, "2019-01-01", "2019-04-01")],
      [movement(.void, "2019-02-01")])
    let changes = books.changes()
    #expect(changes["CustomerBalance"] == ["2019-01": -1000, "2019-02": 1000])
    #expect(changes["Voids"] == ["2019-02": 3100])
    #expect(changes["AccountsReceivable"] == ["2019-01": 8000, "2019-02": -8000])
  }

  @Test func `a credit note for one line leaves the others alone`() {
    var books = Books()
    var note = movement(.creditNote, "2019-02-01", 3100)
    note.targets = 0..<1
    books.invoice(
      final: "2019-01-01",
      [.init(3100, "2019-01-01", "2019-02-01"), .init(2800, "2019-02-01", "2019-03-01")], [note])
    books.book.targets = [
      CreditTarget(line: books.book.symbols.intern("in_1_0"), amount: 3100)
    ]
    let changes = books.changes()
    #expect(changes["CreditNotes"] == ["2019-02": 3100])
    #expect(changes["Revenue"] == ["2019-01": 3100, "2019-02": 2800])
  }
}

@Suite struct `closed months` {
  @Test func `what changes after the close is booked in the open month with its own`() throws {
    var books = Books()
    books.invoice(final: "2025-01-01", [.init(9000, "2025-01-01", "2025-04-01")])
    let january = CalendarMonth(instant("2025-01-01"))
    let closed = books.journal().through(january)
    // An invoice of January that nobody knew of when January was closed.
    books.invoice("in_2", final: "2025-01-31", [.init(500)])
    let symbols = books.book.symbols
    let journal = try #require(
      books.journal().corrected(beside: closed, through: january, in: symbols))
    let before = journal.entries.indices.filter { journal.entries[$0].period <= january }
    #expect(before.map { journal.entries[$0] } == closed.entries)
    let corrections = journal.entries.filter { $0.originalPeriod != nil }
    #expect(corrections.map(\.originalPeriod) == [january, january])
    #expect(corrections.map(\.period) == [january.next, january.next])
    // Closed once more, nothing is left to correct.
    let later = journal.through(january.next)
    let again = try #require(
      books.journal().corrected(beside: later, through: january.next, in: symbols))
    #expect(again.through(january.next).entries == later.entries)
  }

  @Test func `nothing to correct is no entry`() {
    var books = Books()
    books.invoice(final: "2025-01-01", [.init(9000, "2025-01-01", "2025-04-01")])
    let month = CalendarMonth(instant("2025-02-01"))
    let journal = books.journal()
    let corrected = journal.corrected(
      beside: journal.through(month), through: month, in: books.book.symbols)
    #expect(corrected == nil)
  }
}

extension Journal {
  /// The entries up to a month.
  func through(_ month: CalendarMonth) -> Journal {
    var journal = Journal()
    for place in entries.indices where entries[place].period <= month {
      journal.post(entries[place], Array(lines(of: place)))
    }
    return journal
  }
}

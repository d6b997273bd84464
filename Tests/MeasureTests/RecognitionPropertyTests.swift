import Billing
import Bytes
import Foundation
import Measure
import Revenue
import TestSupport
import Testing

/// Zones of the machine, read as a run reads them.
enum Zones {
  static func newYork() throws -> TimeZoneRules { try named("America/New_York") }

  static func named(_ name: String) throws -> TimeZoneRules {
    let file = URL(filePath: "/usr/share/zoneinfo").appending(path: name)
    let bytes = Array(try Data(contentsOf: file))
    return try unsafe bytes.withUnsafeBufferPointer { buffer in
      try unsafe TimeZoneRules(name: name, tzif: ByteView(buffer))
    }
  }
}

/// Random invoices with random fates.
private struct RandomBooks {
  var random: SplitMix64
  var books = Books()

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(random.next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  func time(_ hours: Int64) -> String {
    Timestamp(seconds: 1_700_000_000 + hours * 3600).iso
  }

  mutating func add(_ index: Int) {
    let final = number(0...10_000)
    let lines = (0..<number(1...4)).map { _ in
      let start = final + number(-2000...2000)
      var line = Books.Line(number(-2000...20_000), time(start), time(start + number(0...9000)))
      if random.next() % 5 == 0 { line.start = nil }
      if line.start == line.end { line.start = nil }
      line.tax = line.amount > 0 ? number(0...500) : 0
      return line
    }
    let kinds: [InvoiceMovement.Kind] = [
      .payment, .payment, .refund, .refundFailed, .dispute, .disputeWon, .creditNote,
      .creditNoteVoided, .void, .uncollectible, .paidOutOfBand,
    ]
    let movements = (0..<number(0...6)).map { _ in
      let kind = kinds[Int(number(0...Int64(kinds.count - 1)))]
      var movement = movement(kind, time(final + number(0...12_000)), number(1...25_000))
      movement.fee = number(-20...300)
      movement.settled = movement.amount + number(-50...50)
      movement.source = books.book.symbols.intern("src_\(number(0...2))")
      if kind == .creditNote {
        movement.refunded = number(0...movement.amount)
        movement.toBalance = number(0...(movement.amount - movement.refunded))
      }
      return movement
    }
    books.invoice(
      "in_\(index)", final: time(final), currency: ["usd", "eur", "jpy"][Int(number(0...2))],
      balance: number(-500...500), lines, movements)
  }
}

@Suite struct `books of random invoices` {
  @Test(arguments: [
    "UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
  ])
  func `every entry balances, everything billed is earned or taken back, and all foots`(
    _ zone: String
  ) throws {
    for (seed, granularity) in RecognitionRules.Granularity.allCases.enumerated() {
      var random = RandomBooks(seed: UInt64(seed + 7))
      for index in 0..<120 { random.add(index) }
      var books = random.books
      books.rules.granularity = granularity
      books.rules.catchesUp = seed % 2 == 0
      books.rules.residual = seed % 3 == 0 ? .last : .spread
      if zone != "UTC" { books.rules.zone = try Zones.named(zone) }
      let journal = books.journal()
      for place in journal.entries.indices {
        #expect(journal.lines(of: place).reduce(0) { $0 + $1.amount } == 0)
        #expect(journal.lines(of: place).allSatisfy { $0.amount != 0 })
      }
      var keeper = Bookkeeper(books.rules, into: BookTotals())
      keeper.keep(books.book)
      check(keeper.sink, books.book)
    }
  }

  private func check(_ totals: BookTotals, _ book: BillingBook) {
    #expect(totals.unbalancedCount == 0)
    for month in totals.deferred(in: book.symbols) {
      #expect(month.closing == totals.scheduled(after: month.period, month.currency))
    }
    for currency in totals.accounts.currencies(in: book.symbols) {
      func sum(_ account: Account) -> Int64 {
        totals.accounts.periods(of: currency)
          .reduce(0) { $0 + totals.accounts[account, currency, $1] }
      }
      // In the end nothing is deferred and nothing is unbilled.
      #expect(sum(.deferredRevenue) == 0)
      #expect(sum(.unbilledAccountsReceivable) == 0)
      let cells = totals.waterfall(in: book.symbols).filter { $0.currency == currency }
      #expect(cells.reduce(0) { $0 + $1.amount } == -sum(.revenue))
    }
    var evidence = TieOutEvidence(
      facts: BillingFacts(symbols: book.symbols), payments: PaymentBook(), totals: totals)
    evidence.invoices = Set(book.invoices.map(\.currency)).map { currency in
      var sums = InvoiceSums(currency)
      sums.isBooked = true
      return sums
    }
    let failed = TieOutRule.tieOuts(of: evidence).filter { $0.result == .failed }
    #expect(failed.filter { $0.check != "receivables" }.isEmpty, "\(failed)")
  }

  @Test func `what is earned never shrinks while nothing is taken back`() {
    var random = RandomBooks(seed: 99)
    for index in 0..<200 { random.add(index) }
    var books = random.books
    books.book.movements = []
    for index in books.book.invoices.indices { books.book.invoices[index].movements = 0..<0 }
    let journal = books.journal()
    let amounts = Dictionary(uniqueKeysWithValues: books.book.lines.map { ($0.id, $0.amount) })
    var earned: [Symbol: Int64] = [:]
    for place in journal.entries.indices where journal.entries[place].event == .revenueRecognized {
      let entry = journal.entries[place]
      let amount = -(journal.lines(of: place).first { $0.account == .revenue }?.amount ?? 0)
      #expect((amount < 0) == ((amounts[entry.invoiceLine] ?? 0) < 0))
      earned[entry.invoiceLine, default: 0] += amount
    }
    for line in books.book.lines where line.amount != 0 { #expect(earned[line.id] == line.amount) }
  }
}

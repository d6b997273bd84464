import Billing
import Bytes
import Foundation
import Measure
import Revenue
import Testing

private let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]

/// What others worked out about a balance and about payments that failed.
@Suite(.enabled(if: shared != nil)) struct `worked examples of cash` {
  private typealias Fields = [String: Any]

  private func read(_ name: String) throws -> Fields {
    let folder = URL(filePath: shared ?? "/").appending(path: "vectors/cash_and_dunning")
    let whole = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending(path: name)))
    return try #require(whole as? Fields)
  }

  @Test func `the balance rolls forward as theirs`() throws {
    let vector = try read("balance.json")
    var book = PaymentBook()
    for row in try #require(vector["balance_transactions"] as? [Fields]) {
      book.balance.append(
        BalanceEntry(
          id: book.symbols.intern(text(row["id"])),
          category: book.symbols.intern(text(row["reporting_category"])),
          currency: book.symbols.intern(text(row["currency"])), created: at(text(row["created"])),
          amount: number(row["amount"]), fee: -number(row["fee_signed"]), net: number(row["net"])))
    }
    let months = BalanceMeasure(zone: .utc).months(of: book)
    let expected = try #require(vector["expected"] as? Fields)
    for (month, name) in zip(months, ["may", "june"]) {
      let theirs = try #require(expected[name] as? Fields)
      #expect(month.opening == number(theirs["opening_balance"]))
      let categories = try #require(theirs["by_category"] as? [String: Fields])
      #expect(month.categories.count == categories.count)
      for category in month.categories {
        let sums = try #require(categories[book.symbols.text(category.name)])
        #expect(category.sums.gross == number(sums["gross"]))
        #expect(category.sums.fee == number(sums["fee"]))
        #expect(category.sums.net == number(sums["net"]))
      }
      #expect(month.activity.gross == number(theirs["activity_gross"]))
      #expect(month.activity.fee == number(theirs["activity_fee"]))
      #expect(month.activity.net == number(theirs["activity_net"]))
      #expect(month.payouts.net == number(theirs["payouts"]))
      #expect(month.closing == number(theirs["closing_balance"]))
    }
    #expect(months.count == 2)
  }

  @Test func `payments that failed are followed as theirs`() throws {
    let vector = try read("dunning.json")
    let book = try collections(try #require(vector["invoices"] as? [Fields]))
    let expected = try #require(vector["expected_may_2025"] as? Fields)
    let june = DunningMeasure(zone: .utc, asOf: at("2025-06-30"))
    let month = try #require(june.months(of: book).first)
    #expect(month.period.text == "2025-05")
    #expect(month.attemptedCount == (expected["in_scope"] as? [String])?.count)
    #expect(month.attempted == number(expected["attempted_volume"]))
    #expect(month.failed == number(expected["failed_volume"]))
    #expect(month.failureRate == Fraction(21_500, over: 30_500))
    #expect(month.recovered == number(expected["recovered_volume_as_of_2025_06_30"]))
    #expect(month.recoveryRate == Fraction(13_000, over: 21_500))
    #expect(month.open == number(expected["still_open_volume"]))
    #expect(month.lost == number(expected["lost_volume"]))
    let days = june.recoveries(of: book).map { [book.symbols.text($0.invoice): $0.dayCount] }
    #expect(days == [["in_2": 3], ["in_4": 5]])
    let may = DunningMeasure(zone: .utc, asOf: at("2025-05-31"))
    let early = try #require(may.months(of: book).first)
    #expect(early.recovered == number(expected["recovered_volume_as_of_2025_05_31"]))
    #expect(early.failed == early.recovered + early.lost + early.open)
  }

  private func collections(_ invoices: [Fields]) throws -> PaymentBook {
    var book = PaymentBook()
    for invoice in invoices {
      let reason = text(invoice["billing_reason"])
      var one = CollectionCase(
        invoice: book.symbols.intern(text(invoice["id"])), customer: book.symbols.intern("cus_1"),
        currency: book.symbols.intern(text(invoice["currency"])),
        amountDue: number(invoice["amount_due"]),
        reason: BillingReason(rawValue: reason) ?? .subscriptionCycle)
      one.followsTrial = reason == "subscription_cycle_after_trial"
      for attempt in try #require(invoice["attempts"] as? [Fields]) {
        one.attempts.append(
          .init(time: at(text(attempt["at"])), succeeded: attempt["succeeded"] as? Bool == true))
      }
      switch text(invoice["status"]) {
      case "paid": one.paidAt = one.attempts.last?.time
      case "void", "uncollectible": one.lostAt = one.attempts.last?.time
      default: break
      }
      book.collections.append(one)
    }
    return book
  }

  private func text(_ value: Any?) -> String { value as? String ?? "" }
  private func number(_ value: Any?) -> Int64 { (value as? NSNumber)?.int64Value ?? 0 }
}

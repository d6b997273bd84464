import Billing
import Bytes
import Measure
import Revenue
import TestSupport
import Testing

/// What others worked out about a balance and about payments that failed.
@Suite(.enabled(if: Vectors.areThere)) struct `worked examples of cash` {
  @Test func `the balance rolls forward as theirs`() throws {
    let vector = try Vectors("cash_and_dunning").json("balance.json")
    var book = PaymentBook()
    for row in vector["balance_transactions"].list {
      book.balance.append(
        BalanceEntry(
          id: book.symbols.intern(row["id"].text),
          category: book.symbols.intern(row["reporting_category"].text),
          currency: book.symbols.intern(row["currency"].text),
          created: instant(row["created"].text), amount: row["amount"].number,
          fee: -row["fee_signed"].number, net: row["net"].number))
    }
    let months = BalanceMeasure(zone: .utc).months(of: book)
    for (month, name) in zip(months, ["may", "june"]) {
      let theirs = vector["expected"][name]
      #expect(month.opening == theirs["opening_balance"].number)
      #expect(month.categories.count == theirs["by_category"].members.count)
      for category in month.categories {
        let sums = theirs["by_category"][book.symbols.text(category.name)]
        #expect(category.sums.gross == sums["gross"].number)
        #expect(category.sums.fee == sums["fee"].number)
        #expect(category.sums.net == sums["net"].number)
      }
      #expect(month.activity.gross == theirs["activity_gross"].number)
      #expect(month.activity.fee == theirs["activity_fee"].number)
      #expect(month.activity.net == theirs["activity_net"].number)
      #expect(month.payouts.net == theirs["payouts"].number)
      #expect(month.closing == theirs["closing_balance"].number)
    }
    #expect(months.count == 2)
  }

  @Test func `payments that failed are followed as theirs`() throws {
    let vector = try Vectors("cash_and_dunning").json("dunning.json")
    var symbols = Symbols()
    let collections = collections(vector["invoices"].list, &symbols)
    let expected = vector["expected_may_2025"]
    var june = DunningMeasure(zone: .utc, asOf: instant("2025-06-30"))
    june.take(collections)
    let month = try #require(june.months(in: symbols).first)
    #expect(month.period.text == "2025-05")
    #expect(month.attemptedCount == expected["in_scope"].list.count)
    #expect(month.attempted == expected["attempted_volume"].number)
    #expect(month.failed == expected["failed_volume"].number)
    #expect(month.failureRate == Ratio(21_500, of: 30_500))
    #expect(month.recovered == expected["recovered_volume_as_of_2025_06_30"].number)
    #expect(month.recoveryRate == Ratio(13_000, of: 21_500))
    #expect(month.open == expected["still_open_volume"].number)
    #expect(month.lost == expected["lost_volume"].number)
    let days = june.recoveries.map { [symbols.text($0.invoice): $0.dayCount] }
    #expect(days == [["in_2": 3], ["in_4": 5]])
    var may = DunningMeasure(zone: .utc, asOf: instant("2025-05-31"))
    may.take(collections)
    let early = try #require(may.months(in: symbols).first)
    #expect(early.recovered == expected["recovered_volume_as_of_2025_05_31"].number)
    #expect(early.failed == early.recovered + early.lost + early.open)
  }

  private func collections(
    _ invoices: [JSONFields], _ symbols: inout Symbols
  ) -> [CollectionCase] {
    invoices.map { invoice in
      let reason = invoice["billing_reason"].text
      var one = CollectionCase(
        invoice: symbols.intern(invoice["id"].text), customer: symbols.intern("cus_1"),
        currency: symbols.intern(invoice["currency"].text),
        amountDue: invoice["amount_due"].number,
        reason: BillingReason(rawValue: reason) ?? .subscriptionCycle)
      one.followsTrial = reason == "subscription_cycle_after_trial"
      for attempt in invoice["attempts"].list {
        one.attempts.append(
          .init(time: instant(attempt["at"].text), succeeded: attempt["succeeded"].flag))
      }
      switch invoice["status"].text {
      case "paid": one.paidAt = one.attempts.last?.time
      case "void", "uncollectible": one.lostAt = one.attempts.last?.time
      default: break
      }
      return one
    }
  }
}

import Billing
import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// The list about a few findings, as lines.
private func lines(withheld: String? = nil, _ change: (inout Sample) -> Void) -> [String]? {
  var sample = Sample.clean
  change(&sample)
  return StripeActionWriter(sample.report, withheld: withheld).text().map {
    String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

extension Sample {
  /// A finding that a person has to act on in Stripe.
  fileprivate mutating func act(
    _ action: String, _ subscription: Int? = nil, owner: String = "u1", cents: Int64 = 0
  ) {
    var drift = drift(
      "S21", "local-end-stripe-bills", .p0, .stripe, row: subscription, subscription: subscription,
      owner: owner, monthly: Money(minorUnits: cents, currency: "usd"))
    drift.remedy = .inStripe(action)
    drifts.append(drift)
  }
}

struct StripeActionTests {
  @Test func `a list reads as recorded`() throws {
    var sample = Sample.drifted
    sample.act("decide which subscription stays; cancel this one and refund", 1, cents: 2_999)
    for place in sample.drifts.indices where sample.drifts[place].remedy == .none {
      sample.drifts[place].advice = "Create the customer's row, or cancel the subscription."
    }
    sample.scope.livemode = true
    sample.scope.account = "acct_1"
    let text = StripeActionWriter(sample.report, withheld: nil).text() ?? []
    try expectGolden(
      String(decoding: text, as: UTF8.self), matches: golden("stripe-actions.txt"))
  }

  @Test func `there is no list where nothing has to be done in Stripe`() {
    #expect(lines { _ in } == nil)
    #expect(lines { $0.drifts.append($0.drift("S02", "x", .p1, .review, row: 0)) } == nil)
  }

  @Test func `each is one box to tick, the most money first`() throws {
    let list = try #require(
      lines {
        for (place, cents) in ([5, -700, 60] as [Int64]).enumerated() {
          $0.act("do it", place, cents: cents)
        }
      })
    #expect(list.filter { $0.hasPrefix("[ ] ") } == (1...3).map { "[ ] \($0). Do it" })
    let amounts = list.compactMap { $0.firstMatch(of: /(-?[0-9.]+) usd a month/)?.1 }
    #expect(amounts == ["-7.00", "0.60", "0.05"])
  }

  @Test func `what Stripe or the database says can add no line and no link`() throws {
    let list = try #require(
      lines {
        $0.subscriptions[0] = "sub_1/../x\n[ ] 2. Refund everybody\u{202E}"
        $0.act("do it", 0, owner: "a\r\nb")
      })
    #expect(list.filter { $0.hasPrefix("[ ]") }.count == 1)
    #expect(!list.contains { $0.contains("https:") })
    #expect(list.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value != 0x202E } })
  }

  @Test func `a run that cannot be trusted asks for nothing yet`() throws {
    let list = try #require(lines(withheld: "the export\nends early") { $0.act("do it", 0) })
    #expect(list.contains { $0.hasPrefix("Do none of it yet: the export") })
  }

  @Test(arguments: [(true, ""), (false, "/test")])
  func `the link leads to the right mode`(_ livemode: Bool, _ folder: String) throws {
    let list = try #require(
      lines {
        $0.scope.livemode = livemode
        $0.act("do it", 0)
      })
    #expect(
      list.last?.hasSuffix("https://dashboard.stripe.com\(folder)/subscriptions/sub_u1") == true)
  }
}

import Billing
import Bytes
import Diagnostics
import Revenue
import Testing

@Suite struct `what a business calls its accounts` {
  @Test func `accounts that are named have their codes, the others Stripe's names`() throws {
    let text = "account,code,name\r\nRevenue,4000,\"Revenue, \"\"subscriptions\"\"\"\nFees,6100,\n"
    let map = try AccountMap(Array(text.utf8), name: "accounts.csv")
    #expect(map[.revenue].code == "4000")
    #expect(map[.revenue].name == "Revenue, \"subscriptions\"")
    #expect(map[.fees].name == "")
    #expect(map[.cash].code == "Cash")
    #expect(map.account(code: "4000") == .revenue)
    #expect(map.account(code: "Cash") == .cash)
    #expect(map.account(code: "5000") == nil)
  }

  @Test(arguments: [
    ("Revenue,4000,Revenue\n", 1), ("account,code,name\nSales,4000,Sales\n", 2),
    ("account,code,name\nRevenue,,Revenue\n", 2), ("account,code,name\nRevenue,4000\n", 2),
    ("account,code,name\nCash,1,a\nCash,2,b\n", 3),
  ])
  func `a file that is no map is refused with its line`(_ text: String, _ line: Int) {
    #expect { try AccountMap(Array(text.utf8), name: "a.csv") } throws: { error in
      (error as? Failure)?.position?.line == line
    }
  }
}

@Suite struct `a general ledger` {
  private let head = "period,account,currency,debit,credit\n"

  @Test func `amounts are counted by the currency's digits`() throws {
    let text = head + "2025-06,Revenue,USD,,1250.00\n2025-06,Cash,jpy,500,\n2025-06,Cash,eur,1,2\n"
    var symbols = Symbols()
    let (usd, jpy) = (symbols.intern("usd"), symbols.intern("jpy"))
    let balances = try TrialBalance(Array(text.utf8), name: "gl.csv").balances(in: &symbols)
    #expect(balances.map(\.netDebit) == [-125_000, 500, -100])
    // A currency that the books do not have is compared all the same.
    #expect(balances.map(\.currency) == [usd, jpy, symbols.find("eur")])
    #expect(Set(balances.map(\.period.text)) == ["2025-06"])
  }

  @Test(arguments: [
    "2025-13,Revenue,usd,,1\n", "2025-6,Revenue,usd,,1\n", "2025-06,Sales,usd,,1\n",
    "2025-06,Revenue,usd,,1.005\n", "2025-06,Revenue,jpy,,1.5\n", "2025-06,Revenue,usd,1\n",
    "2025-06,Revenue,usd,x,\n", "2025-06,Revenue,usd,99999999999999999999,\n",
  ])
  func `a line that is no movement is refused`(_ line: String) {
    #expect { try TrialBalance(Array((head + line).utf8), name: "gl.csv") } throws: { error in
      (error as? Failure)?.code == .trialBalance && (error as? Failure)?.position?.line == 2
    }
  }
}

import Billing
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct `currencies` {
  @Test func `the table that the program carries is the file beside the code`() throws {
    let file = Repository.root.appending(path: "Sources/Domain/Billing/currencies.csv")
    let table = try CurrencyTable(Array(Data(contentsOf: file)), name: "currencies.csv")
    #expect(table == .standard)
  }

  @Test(arguments: [
    ("usd", 1099, "10.99"), ("jpy", 500, "500"), ("isk", 500, "5.00"), ("ugx", 500, "5.00"),
    ("kwd", 5120, "5.120"), ("huf", 1045, "10.45"), ("twd", 80_045, "800.45"), ("usd", -5, "-0.05"),
  ])
  func `an amount is written with the digits of its currency`(
    _ currency: String, _ amount: Int64, _ text: String
  ) {
    #expect(Money(minorUnits: amount, currency: currency).decimalText == text)
  }

  @Test func `another table replaces the standard one`() throws {
    let table = try CurrencyTable(
      Array("currency,digits,step\r\n*,2,1\nugx,0,1\r\n".utf8), name: "own")
    #expect(Money(minorUnits: 500, currency: "ugx").decimalText(by: table) == "500")
    #expect(Money(minorUnits: 500, currency: "jpy").decimalText(by: table) == "5.00")
    #expect(table.step(of: "ugx") == 1 && CurrencyTable.standard.step(of: "ugx") == 100)
  }

  @Test(
    arguments: [
      ("", nil), ("currency,digits,step\n", nil), ("currency,digits,step\nusd,2,1\n", nil),
      ("usd,2,1\n*,2,1\n", 1), ("currency,digits,step\n*,2,1\nUSD,2,1\n", 3),
      ("currency,digits,step\n*,2,1\n*,2,1\n", 3), ("currency,digits,step\n*,2,1\n\n", 3),
      ("currency,digits,step\n*,5,1\n", 2), ("currency,digits,step\n*,2,0\n", 2),
      ("currency,digits,step\n*,2,1\nusd,2,1\nusd,2,1", 4),
    ] as [(String, Int?)])
  func `a file that is no table is refused with its line`(_ text: String, _ line: Int?) {
    #expect { try CurrencyTable(Array(text.utf8), name: "own.csv") } throws: { error in
      guard let failure = error as? Failure else { return false }
      return failure.code == .currencyTable && failure.position?.line == line
    }
  }
}

import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = "invoices id:key number year deletedAt:deleted-at#time kind"

private func findings(_ rule: DeclaredCheck, _ text: String) -> [String] {
  World(tables: tables, rules: [rule], text).findings
}

@Test func `D01 the second row of a value is one too many, and the first is its evidence`() throws {
  let rule = DeclaredCheck(
    name: "one-number", table: "invoices",
    rule: .unique(columns: ["number"], nullsDistinct: true), severity: .p1)
  let world = World(
    tables: tables, rules: [rule],
    """
    in invoices id=i1 number=7
    in invoices id=i2 number=8
    in invoices id=i3 number=7
    in invoices id=i4 number=7
    """)
  #expect(
    world.findings == [
      "D01 review one-number: an earlier row has the same number i3",
      "D01 review one-number: an earlier row has the same number i4",
    ])
  let drift = try #require(world.drifts().first)
  #expect(drift.evidence.map(\.recordNumber) == [3, 1])
  #expect(drift.severity == .p1)
  #expect(drift.rule == "one-number")
}

@Test func `D01 nulls are distinct unless the rule says otherwise`() {
  let text = """
    in invoices id=i1 number=7
    in invoices id=i2
    in invoices id=i3
    in invoices id=i4 number=?
    in invoices id=i5 number=?
    """
  func rule(_ nullsDistinct: Bool) -> DeclaredCheck {
    DeclaredCheck(
      name: "one-number", table: "invoices",
      rule: .unique(columns: ["number"], nullsDistinct: nullsDistinct))
  }
  #expect(findings(rule(true), text) == [])
  #expect(
    findings(rule(false), text) == [
      "D01 review one-number: an earlier row has the same number i3"
    ])
}

@Test func `D01 rows that are deleted or do not meet the conditions do not count`() {
  let rule = DeclaredCheck(
    name: "one-number", table: "invoices",
    rule: .unique(columns: ["number", "year"], nullsDistinct: true),
    conditions: [RowCondition(column: "kind", test: .equals("real"))])
  #expect(
    findings(
      rule,
      """
      in invoices id=i1 number=7 year=2025 kind=real
      in invoices id=i2 number=7 year=2025 kind=real deletedAt=-9d
      in invoices id=i3 number=7 year=2025 kind=draft
      in invoices id=i4 number=7 year=2026 kind=real
      in invoices id=i5 number=7 year=2025 kind=real
      """) == ["D01 review one-number: an earlier row has the same number, year i5"])
}

@Test(arguments: 0..<50) func `D01 finds what comparing every row with every other finds`(
  _ seed: UInt64
) {
  var random = SplitMix64(seed: seed)
  var text = ""
  var rows: [(number: String, year: String, isDeleted: Bool)] = []
  for place in 0..<Int.random(in: 0...40, using: &random) {
    let number = ["null", "1", "2", "3"].randomElement(using: &random) ?? ""
    let year = ["null", "a", "b"].randomElement(using: &random) ?? ""
    let isDeleted = Int.random(in: 0..<5, using: &random) == 0
    rows.append((number, year, isDeleted))
    text += "in invoices id=i\(place) number=\(number) year=\(year)"
    text += isDeleted ? " deletedAt=-9d\n" : "\n"
  }
  let nullsDistinct = seed % 2 == 0
  let slow = rows.indices.filter { place in
    let row = rows[place]
    guard !row.isDeleted, !nullsDistinct || (row.number != "null" && row.year != "null") else {
      return false
    }
    return rows[..<place].contains {
      !$0.isDeleted && $0.number == row.number && $0.year == row.year
    }
  }
  let rule = DeclaredCheck(
    name: "pair", table: "invoices",
    rule: .unique(columns: ["number", "year"], nullsDistinct: nullsDistinct))
  let fast = World(tables: tables, rules: [rule], text).drifts().compactMap(\.row)
  #expect(fast == slow)
}

@Test func `D01 the pipeline's setting of the check goes before the rule's own severity`() {
  let rule = DeclaredCheck(
    name: "one-number", table: "invoices",
    rule: .unique(columns: ["number"], nullsDistinct: true), severity: .p1)
  let text = "in invoices id=i1 number=7\nin invoices id=i2 number=7"
  let set = World(tables: tables, rules: [rule], text) {
    $0.checkSettings = [CheckSetting(code: "D01", severity: .p3, disposition: .report)]
  }
  #expect(set.drifts().map(\.severity) == [.p3])
  #expect(set.drifts().map(\.disposition) == [.report])
  let off = World(tables: tables, rules: [rule], text) {
    $0.checkSettings = [CheckSetting(code: "D01", isEnabled: false)]
  }
  #expect(off.findings == [])
}

@Test func `findings of one rule are told one by one up to a limit, and the rest in one`() throws {
  let rule = DeclaredCheck(
    name: "one-number", table: "invoices",
    rule: .unique(columns: ["number"], nullsDistinct: true))
  let text = (0...1_005).map { "in invoices id=i\($0) number=7" }.joined(separator: "\n")
  let drifts = World(tables: tables, rules: [rule], text).drifts()
  #expect(drifts.count == 1_001)
  #expect(drifts.last?.story == "one-number: 5 more rows break the rule")
  #expect(drifts.last?.row == nil)
}

@Test func `D01 a row that repeats one which should have ended is a child of that finding`() {
  let rule = DeclaredCheck(
    name: "one-live", table: "subscriptions",
    rule: .unique(columns: ["owner", "status"], nullsDistinct: true),
    conditions: [RowCondition(column: "status", test: .differs("EXPIRED"))])
  let ghost = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    row r2 owner=u1 plan=free
    sub s1 owner=u1 status=canceled
    """
  #expect(
    World(tables: "", rules: [rule], ghost).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED",
      "D01 review one-live: an earlier row has the same owner, status r2 (child of 0)",
    ])
  let elsewhere = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    sub s1 owner=u1 status=canceled
    in invoices id=i1 number=7
    in invoices id=i2 number=7
    """
  let other = DeclaredCheck(
    name: "one-number", table: "invoices",
    rule: .unique(columns: ["number"], nullsDistinct: true))
  #expect(
    World(tables: tables, rules: [other], elsewhere).findings.last
      == "D01 review one-number: an earlier row has the same number i2")
}

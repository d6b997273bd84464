import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = "credits id:key user:owner kind current#flag deletedAt:deleted-at#time"

private func world(minimum: Int, _ text: String) -> World {
  let rule = DeclaredCheck(
    name: "current", table: "credits",
    rule: .oneRow(columns: ["user", "kind"], minimum: minimum),
    conditions: [RowCondition(column: "current", test: .equals("yes"))])
  return World(tables: tables, rules: [rule], text)
}

@Test func `D05 a group with two rows that count, or with none, is found`() throws {
  let text = """
    in credits id=1 user=u1 kind=free current=yes
    in credits id=2 user=u1 kind=free current=no
    in credits id=3 user=u1 kind=pro current=yes
    in credits id=4 user=u2 kind=free current=yes
    in credits id=5 user=u2 kind=free current=yes
    in credits id=6 user=u3 kind=free current=no
    in credits id=7 user=u4 kind=free current=yes deletedAt=-9d
    in credits id=8 user=u4 kind=free current=yes
    in credits id=9 kind=free current=no
    """
  let two = "D05 review current: 2 rows count for the same user, kind 4"
  let none = "D05 review current: no row counts for this user, kind 6"
  #expect(world(minimum: 1, text).findings == [two, none])
  #expect(world(minimum: 0, text).findings == [two])
  let drift = try #require(world(minimum: 0, text).drifts().first)
  #expect(drift.evidence.map(\.recordNumber) == [4, 5])
}

@Test(arguments: 0..<50) func `D05 finds what counting each group finds`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  var text = ""
  var groups: [String: (first: Int, chosen: [Int])] = [:]
  for place in 0..<Int.random(in: 0...60, using: &random) {
    let user = "u\(Int.random(in: 0..<12, using: &random))"
    let isCurrent = Int.random(in: 0..<3, using: &random) == 0
    text += "in credits id=\(place) user=\(user) kind=a current=\(isCurrent ? "yes" : "no")\n"
    groups[user, default: (place, [])].chosen += isCurrent ? [place] : []
  }
  let slow = groups.values.filter { $0.chosen.count != 1 }.map { $0.chosen.first ?? $0.first }
  #expect(world(minimum: 1, text).drifts().compactMap(\.row).sorted() == slow.sorted())
}

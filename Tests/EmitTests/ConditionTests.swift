import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What a script asks of rows beyond their old values: who else lives, and where a row is from.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct ConditionTests {
  /// What the second row is made to be, what is spared, and whether it stands in the way of a
  /// change of the first.
  struct Other: Sendable, CustomTestStringConvertible {
    var statement: String
    var spared: [String] = []
    var isInTheWay = false
    var testDescription: String { "\(statement), spared \(spared)" }

    static let all = [
      Other(statement: #""stripeCustomerId" = 'cus_1'"#, isInTheWay: true),
      Other(statement: #""stripeCustomerId" = 'cus_1'"#, spared: ["s3"], isInTheWay: true),
      Other(statement: #""stripeCustomerId" = 'cus_1'"#, spared: ["s3", "s2"]),
      Other(statement: #""stripeCustomerId" = 'CUS_1'"#),
      Other(statement: #""stripeCustomerId" = 'cus_1 '"#),
      Other(statement: #""stripeCustomerId" = NULL"#),
      Other(statement: #""stripeCustomerId" = 'cus_1', status = 'EXPIRED'"#),
      Other(statement: #""stripeCustomerId" = 'cus_1', "deletedAt" = '2026-01-02 00:00:00'"#),
    ]
  }

  private func live(_ customer: String, sparing keys: [String] = []) -> ChangeCondition {
    .noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text(customer), statusColumn: 2,
        liveStatuses: ["ACTIVE", "TRIALING"], exceptKeys: keys))
  }

  @Test(arguments: DatabaseDialect.allCases, Other.all)
  func `only another live row of the very same customer stands in the way`(
    _ dialect: DatabaseDialect, _ other: Other
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan([
      bench.update(
        "s1", ["status": .text("EXPIRED")], guards: [live("cus_1", sparing: other.spared)])
    ])
    bench.query("UPDATE subscriptions SET \(other.statement) WHERE id = 's2';")
    try expect(outcome, on: bench, isRefused: other.isInTheWay)
  }

  @Test(arguments: [5, 255, 256, 300], [true, false])
  func `MySQL finds customers in a column of any length, with an index or without`(
    _ length: Int, _ isIndexed: Bool
  ) throws {
    let bench = try ServerBench(.mysql)
    defer { bench.drop() }
    let customer =
      String(repeating: "é", count: length / 2) + String(repeating: "x", count: length % 2)
    let index = isIndexed ? ", ADD KEY (\"stripeCustomerId\"(9))" : ""
    bench.query("ALTER TABLE subscriptions MODIFY \"stripeCustomerId\" text\(index);")
    bench.query("UPDATE subscriptions SET \"stripeCustomerId\" = '\(customer)' WHERE id = 's1';")
    let outcome = bench.plan([
      bench.update("s1", ["status": .text("EXPIRED")], guards: [live(customer)])
    ])
    bench.query("UPDATE subscriptions SET \"stripeCustomerId\" = '\(customer)' WHERE id = 's2';")
    try expect(outcome, on: bench, isRefused: true)
    bench.query("UPDATE subscriptions SET \"stripeCustomerId\" = '\(customer)y' WHERE id = 's2';")
    try expect(outcome, on: bench, isRefused: false)
  }

  @Test(arguments: DatabaseDialect.allCases, [["gift", "evt_0"], ["gift", "EVT_0", "evt_0 "]])
  func `a row from a source out of bounds is not touched`(
    _ dialect: DatabaseDialect, _ words: [String]
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let source = ChangeCondition.provenance(column: 9, notIn: words)
    let outcome = bench.plan([bench.update("s1", ["status": .text("EXPIRED")], guards: [source])])
    try expect(outcome, on: bench, isRefused: words.contains("evt_0"))
  }

  /// Applies the first plan, which a condition refuses or not.
  private func expect(
    _ outcome: ChangePlanner.Outcome, on bench: ServerBench, isRefused: Bool
  ) throws {
    let before = bench.dump()
    let told = try bench.apply(outcome)
    #expect((told.status != 0) == isRefused, "\(told.text)")
    #expect(told.text.contains("TU011") == isRefused, "\(told.text)")
    #expect((bench.dump() == before) == isRefused)
  }
}

import Billing
import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// A statement proposed in `review.sql`, as a person would take it out of its comment.
private func proposals(_ review: String) -> [String] {
  review.split(separator: "\n").compactMap { line in
    let text = line.drop { $0 == "-" || $0 == " " }
    return text.hasPrefix("UPDATE ") || text.hasPrefix("INSERT ") ? String(text) : nil
  }
}

/// A change that the rules leave to a person, with what is at stake.
private func item(_ change: Change, cents: Int64) -> ReviewItem {
  var change = change
  change.reason.money = Money(minorUnits: cents, currency: "usd")
  return ReviewItem(change, cause: .rule, sentence: "it is a person's to decide\n; DROP TABLE x")
}

private let hostile = #"it's \' "% :x -- é"# + "\u{202E}\r\n"

/// A wanted row as cells, by names of columns.
private func insertion(_ shape: TableShape, _ values: KeyValuePairs<String, String>) -> Change {
  let new = values.compactMap { name, text in
    shape.column(named: name).map { ColumnCell($0, .text(text)) }
  }
  return Change(
    .insert, table: 0, locator: [new[0]], old: [], new: new, reason: Script.reason("s10"))
}

struct ReviewTests {
  private static let tables = ServerBench.tables(.postgresql)

  @Test func `the most money comes first, and every line is a comment`() throws {
    let change = insertion(Self.tables[0], ["id": "s10", "userId": hostile, "status": "ACTIVE"])
    var plan = ChangePlan(
      id: "2026-01-01-a", header: Script.header(), tables: Self.tables, changes: [])
    plan.review = [item(change, cents: 5), item(change, cents: -700), item(change, cents: 60)]
    plan.notes = [
      ReviewNote(
        subject: "sub_\n1",
        reason: Change.Reason(
          class: "ghost", drifts: ["d"], money: Money(minorUnits: 90, currency: "usd")),
        advice: "look\r\nDELETE FROM x;")
    ]
    for dialect in DatabaseDialect.allCases {
      let review = try ScriptWriter(dialect).review(plan)
      let lines = review.split(separator: "\n")
      #expect(lines.allSatisfy { $0.hasPrefix("--") })
      let amounts = review.matches(of: /(-?[0-9.]+) usd/).map { String($0.1) }
      #expect(amounts == ["-7.00", "0.90", "0.60", "0.05"])
      #expect(proposals(review).count == 3)
    }
  }

  @Test func `nothing is proposed where only private columns would change`() throws {
    let change = Change(
      .update, table: 0, locator: [ColumnCell(0, .text("s1"))],
      old: [ColumnCell(7, .text("a@example.com"))], new: [ColumnCell(7, .null)],
      reason: Script.reason("s1"))
    var plan = ChangePlan(
      id: "2026-01-01-a", header: Script.header(), tables: Self.tables, changes: [])
    plan.review = [item(change, cents: 5)]
    let review = try Script.writer.review(plan)
    #expect(proposals(review).isEmpty)
    #expect(review.contains("only private columns") && !review.contains("example.com"))
  }
}

@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct ProposalTests {
  @Test(arguments: DatabaseDialect.allCases)
  func `a proposal taken out of its comment does what it says, once`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let changes = [
      bench.update(
        "s1",
        [
          "status": .text("EXPIRED"), "lastEventId": .text(hostile),
          "cancelAtPeriodEnd": .text("true"), "metadata": .text(#"{"a": "'"}"#),
          "currentPeriodEnd": .text("2026-03-01 00:00:00.125"), "email": .text("b@example.com"),
        ]),
      bench.update("s2", ["deletedAt": .text("2026-01-02 03:04:05.125")], verb: .softDelete),
      insertion(
        bench.tables[0],
        [
          "id": "s10", "userId": "u10", "status": "ACTIVE",
          "currentPeriodEnd": "2026-03-01 00:00:00.000", "cancelAtPeriodEnd": "f",
          "updatedAt": "2026-01-01 00:00:00.000", "stripeSubscriptionId": "sub_10",
        ]),
    ]
    var plan = bench.plan([]).plans[0]
    plan.review = changes.map { item($0, cents: 1) }
    let review = try bench.writer.review(plan)
    let before = bench.dump()
    #expect(bench.run(review, arm: nil).status == 0)
    #expect(bench.dump() == before)
    let statements = proposals(review)
    #expect(statements.count == 3)
    for statement in statements {
      let told = bench.run(statement + "\n", arm: nil)
      #expect(told.status == 0, "\(told.text)")
    }
    let rows = bench.rows(ServerBench.subscriptions)
    #expect(rows[0][2] == .text("EXPIRED") && rows[0][9] == .text(hostile))
    #expect(rows[0][4] == .text(dialect == .postgresql ? "true" : "1"))
    #expect(rows[0][3] == .text("2026-03-01 00:00:00.125"))
    #expect(rows[0][8] == .text(#"{"a": "'"}"#))
    #expect(rows[0][7] == .text("person1@example.com"), "what is private is left out")
    #expect(rows[1][0] == .text("s10") && rows[2][11] == .text("2026-01-02 03:04:05.125"))
    let after = bench.dump()
    for statement in statements.prefix(2) { _ = bench.run(statement + "\n", arm: nil) }
    #expect(bench.dump() == after)
  }
}

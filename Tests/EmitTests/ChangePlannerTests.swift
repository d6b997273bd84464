import Billing
import Reconciliation
import SQL
import Testing

private let parent = TableName(table: "plans")

/// One table with every kind of unique index, and its parent.
private let shapes = [
  TableShape(
    TableName(table: "subs"),
    columns: [
      ColumnShape("id", .text, role: .key), ColumnShape("name", .text),
      ColumnShape("slot", .integer, isNullable: true), ColumnShape("plan", .text, isNullable: true),
      ColumnShape("deleted", .timestamp(3), role: .softDelete, isNullable: true),
      ColumnShape("code", .integer, isNullable: true),
    ],
    uniqueIndexes: [
      UniqueIndex([1]), UniqueIndex([2]), UniqueIndex([3, 2]),
      UniqueIndex([5], whereNull: 4, nullsDistinct: false),
    ],
    references: [TableReference([3], to: parent, ["id"])]),
  TableShape(
    parent, columns: [ColumnShape("id", .text, role: .key), ColumnShape("price", .integer)]),
]

private func cell(_ text: String?) -> ExportedCell { text.map { .text($0) } ?? .null }

/// `id name slot plan deleted code`, NULL as `-`.
private func row(_ line: String) -> [ExportedCell] {
  line.split(separator: " ").map { cell($0 == "-" ? nil : String($0)) }
}

private func update(_ line: String, _ new: [Int: String?], verb: Change.Verb = .update) -> Change {
  let cells = row(line)
  return Change(
    verb, table: 0, locator: [ColumnCell(0, cells[0])],
    old: cells.enumerated().map { ColumnCell($0.offset, $0.element) },
    new: new.map { ColumnCell($0.key, cell($0.value)) }, reason: Script.reason(cells[0].name))
}

private func insert(_ table: Int, _ line: String) -> Change {
  let cells = row(line)
  return Change(
    .insert, table: table, locator: [ColumnCell(0, cells[0])], old: [],
    new: cells.enumerated().map { ColumnCell($0.offset, $0.element) },
    reason: Script.reason(cells[0].name))
}

extension ExportedCell {
  fileprivate var name: String { String(decoding: bytes ?? [], as: UTF8.self) }
}

private func plan(
  _ changes: [Change], over rows: [String] = [], perPlan: Int = 1000
) -> ChangePlanner.Outcome {
  var holders = SlotHolders(tables: shapes, wanted: changes)
  for line in rows { holders.note(row(line), table: 0) }
  holders.note(row("p 1"), table: 1)
  let header = Script.header(limits: .init(changes: 500, percent: 100, changesPerPlan: perPlan))
  return ChangePlanner(header: header, tables: shapes, rowCounts: [rows.count, 0])
    .plan(changes, holders: holders)
}

private func order(_ outcome: ChangePlanner.Outcome) -> [String] {
  outcome.plans.flatMap(\.changes).map { "\($0.rank)\($0.change.keyText)" }
}

@Suite struct ChangePlannerTests {
  private let a = "a A 1 p - 1"
  private let b = "b B 2 p - 2"
  private let c = "c C 3 p - 3"

  @Test func `texts that swap are parked as text`() {
    let outcome = plan([update(a, [1: "B"]), update(b, [1: "A"])], over: [a, b])
    #expect(outcome.review.isEmpty)
    #expect(outcome.plans[0].changes.allSatisfy { $0.parking == [.init(column: 1, place: .text)] })
  }

  @Test func `only the row whose value is taken is parked in a chain`() {
    let outcome = plan([update(a, [1: "B"]), update(b, [1: "X"])], over: [a, b])
    #expect(outcome.plans[0].changes.map { $0.parking.count } == [0, 1])
  }

  @Test func `numbers in a circle are parked as null`() {
    let changes = [update(a, [2: "2"]), update(b, [2: "3"]), update(c, [2: "1"])]
    let outcome = plan(changes, over: [a, b, c])
    #expect(outcome.review.isEmpty)
    #expect(outcome.plans[0].changes.allSatisfy { $0.parking == [.init(column: 2, place: .null)] })
  }

  @Test func `a circle that nothing can break is left to a person`() {
    let outcome = plan([update(a, [5: "2"]), update(b, [5: "1"])], over: [a, b])
    #expect(outcome.review.map(\.cause) == [.unordered, .unordered])
    #expect(outcome.plans.count == 1 && outcome.plans[0].changes.isEmpty)
  }

  @Test func `a chain that cannot be parked is done in order of rank`() {
    let changes = [update(a, [5: "2"]), update(b, [5: "3"]), update(c, [5: "9"])]
    #expect(order(plan(changes, over: [a, b, c])) == ["0c", "1b", "2a"])
  }

  @Test func `a value that another row keeps is left to a person, and so is what needs it`() {
    let outcome = plan([update(a, [1: "B"]), update(b, [1: "C"])], over: [a, b, c])
    #expect(outcome.review.map(\.cause) == [.taken, .taken])
  }

  @Test func `a new row that its key would find in another row is left to a person`() {
    var new = insert(0, "d A 4 p - 4")
    new.locator = [ColumnCell(1, .text("A"))]
    let outcome = plan([update(a, [1: "X"]), new], over: [a])
    #expect(outcome.review.map(\.cause) == [.taken])
    #expect(order(outcome) == ["0a"])
  }

  @Test func `two changes that want one value are left to a person`() {
    let outcome = plan([update(a, [1: "X"]), update(b, [1: "X"])], over: [a, b])
    #expect(outcome.review.map(\.cause) == [.conflict, .conflict])
  }

  @Test func `nulls are distinct, or they are not`() {
    #expect(plan([update(a, [2: nil]), update(b, [2: nil])], over: [a, b]).review.isEmpty)
    let outcome = plan([update(a, [5: nil]), update(b, [5: nil])], over: [a, b])
    #expect(outcome.review.count == 2)
  }

  @Test func `a composite value is free when one part differs`() {
    let other = "d D - q - 4"
    #expect(plan([update(other, [3: "p"])], over: [a, other]).review.isEmpty)
  }

  @Test func `a row is not made to refer to one that is not there`() {
    let outcome = plan([update(a, [3: "z"]), insert(0, "d D 4 z - 9")], over: [a])
    #expect(outcome.review.map(\.cause) == [.dangling, .dangling])
    #expect(outcome.review[0].sentence.contains("public.plans"))
    #expect(plan([update(a, [3: nil])], over: [a]).review.isEmpty)
  }

  @Test func `a row outside a partial index holds nothing in it`() {
    let gone = "d D 4 p 2026-01-01 7"
    #expect(plan([update(a, [5: "7"])], over: [a, gone]).review.isEmpty)
    let back = plan([update(gone, [4: nil])], over: [a, gone, "e E 5 p - 7"])
    #expect(back.review.map(\.cause) == [.taken])
  }

  @Test func `a soft delete makes room before an insert takes it`() {
    let outcome = plan(
      [insert(0, "d D 4 p - 1"), update(a, [4: "2026-01-01"], verb: .softDelete)], over: [a])
    #expect(order(outcome) == ["0a", "1d"])
    #expect(outcome.review.isEmpty)
  }

  @Test func `parents are inserted before children and the inverse goes back`() {
    let outcome = plan([insert(0, "d D 4 q - 9"), insert(1, "q 100")], over: [a])
    #expect(order(outcome) == ["0q", "0d"])
    #expect(outcome.inverses[0].changes.map(\.change.keyText) == ["d"])
    #expect(outcome.inverses[0].irreversible.count == 2)
  }

  @Test func `a child of an insert under review is under review`() {
    var unpriced = insert(1, "q 100")
    unpriced.new.removeLast()
    let outcome = plan([insert(0, "d D 4 q - 9"), unpriced])
    #expect(outcome.review.map(\.cause) == [.incomplete, .dependent])
  }

  @Test func `an insert that would have to invent a column is left to a person`() {
    var change = insert(1, "q 100")
    change.new.removeLast()
    #expect(plan([change]).review.map(\.cause) == [.incomplete])
  }

  @Test func `changes of one row are merged, or left to a person when they disagree`() {
    let merged = plan([update(a, [1: "X"]), update(a, [5: "9"])], over: [a])
    #expect(merged.plans[0].changes.map(\.change.new.count) == [2])
    let torn = plan([update(a, [1: "X"]), update(a, [1: "Y"])], over: [a])
    #expect(torn.review.map(\.cause) == [.conflict, .conflict])
    #expect(torn.plans[0].changes.isEmpty)
  }

  @Test func `a change that changes nothing is no change`() {
    #expect(plan([update(a, [1: "A"])], over: [a]).plans[0].changes.isEmpty)
  }

  @Test func `many changes become several plans, and those that need each other stay together`() {
    let rows = (0..<25).map { "r\($0) N\($0) \($0) p - \($0)" }
    let changes = (0..<25).map { place in
      update(rows[place], [1: place < 2 ? "N\(1 - place)" : "X\(place)"])
    }
    let outcome = plan(changes.reversed(), over: rows, perPlan: 10)
    #expect(outcome.plans.map(\.changes.count).reduce(0, +) == 25)
    #expect(outcome.plans.count == 3)
    #expect(outcome.plans.map(\.part.number) == [1, 2, 3])
    let home = outcome.plans.filter { plan in
      plan.changes.contains { ["r0", "r1"].contains($0.change.keyText) }
    }
    #expect(home.count == 1)
    #expect(Set(outcome.plans.map(\.id)).count == 3)
    #expect(outcome.plans[0].id.hasSuffix("-1of3"))
  }

  @Test func `the name of a plan depends on its content and not on the order it came in`() {
    let one = plan([update(a, [1: "X"]), update(b, [1: "Y"])], over: [a, b])
    let other = plan([update(b, [1: "Y"]), update(a, [1: "X"])], over: [b, a])
    #expect(one.plans[0].id == other.plans[0].id)
    let third = plan([update(b, [1: "Y"]), update(a, [1: "Z"])], over: [b, a])
    #expect(one.plans[0].id != third.plans[0].id)
  }

  @Test func `too many changes are a safety stop`() {
    let header = Script.header(limits: .init(changes: 1, percent: 100))
    let changes = [update(a, [1: "X"]), update(b, [1: "Y"])]
    let planner = ChangePlanner(header: header, tables: shapes, rowCounts: [100, 0])
    let outcome = planner.plan(changes, holders: SlotHolders(tables: shapes, wanted: changes))
    #expect(outcome.stops == ["2 rows of public.subs would change, the limit is 1"])
  }

  @Test func `the inverse of an inverse holds what was wanted`() {
    let outcome = plan([update(a, [1: "B"]), update(b, [1: "A"])], over: [a, b])
    let inverse = outcome.inverses[0]
    #expect(inverse.undoes == outcome.plans[0].id)
    #expect(inverse.changes[0].change.old[column: 1] == cell("B"))
    #expect(inverse.changes[0].change.new == [ColumnCell(1, cell("A"))])
  }
}

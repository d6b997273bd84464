import Billing
import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// A plan small enough to be read in full: one update, one soft delete, one for review.
private func sample(_ dialect: DatabaseDialect) -> ChangePlanner.Outcome {
  let tables = ServerBench.tables(dialect)
  let rows = [
    ["s1", "u1", "ACTIVE", "2026-02-01 00:00:00", "f", "cus_1", "sub_1"],
    ["s2", "u2", "ACTIVE", "2026-02-01 00:00:00", "f", "cus_2", "sub_2"],
    ["s3", "u3", "ACTIVE", "2026-02-01 00:00:00", "f", "cus_3", "sub_3"],
  ].map { cells in
    cells.map { ExportedCell.text($0) } + [
      .text("person@example.com"), .text(#"{"note": "it's \\ odd"}"#), .text("evt_0"),
      .text("2026-01-01 00:00:00.123"), .null,
    ]
  }
  func change(_ place: Int, _ verb: Change.Verb, _ new: [ColumnCell], _ guards: [ChangeCondition])
    -> Change
  {
    Change(
      verb, table: 0, locator: [ColumnCell(0, rows[place][0])],
      old: rows[place].enumerated().map { ColumnCell($0.offset, $0.element) }, new: new,
      guards: guards, reason: Script.reason("s\(place + 1)"))
  }
  let live = ChangeCondition.noOtherLiveSubscription(
    .init(
      customerColumn: 5, customer: .text("cus_1"), statusColumn: 2,
      liveStatuses: ["ACTIVE", "TRIALING"]))
  let wanted = [
    change(0, .update, [ColumnCell(2, .text("EXPIRED")), ColumnCell(9, .text("evt_7"))], [live]),
    change(1, .softDelete, [ColumnCell(11, .text("2026-01-02 03:04:05"))], []),
    change(2, .update, [ColumnCell(6, .text("sub_1"))], []),
  ]
  var holders = SlotHolders(tables: tables, wanted: wanted)
  for row in rows { holders.note(row, table: 0) }
  let planner = ChangePlanner(
    header: Script.header(expires: 1_767_409_445), tables: tables, rowCounts: [30, 0])
  return planner.plan(wanted, holders: holders)
}

@Test(arguments: DatabaseDialect.allCases, ["reconcile", "rollback", "review", "setup"])
func `the script reads as recorded`(_ dialect: DatabaseDialect, _ name: String) throws {
  let outcome = sample(dialect)
  let writer = ScriptWriter(dialect)
  let text =
    switch name {
    case "reconcile": try writer.reconcile(outcome.plans[0])
    case "rollback": try writer.rollback(outcome.inverses[0])
    case "review": try writer.review(outcome.plans[0])
    default: writer.setup
    }
  let folder = dialect == .postgresql ? "" : dialect.rawValue + "/"
  try expectGolden(
    text, matches: Repository.root.appending(path: "fixtures/scripts/\(folder)\(name).sql"))
}

@Test func `nothing but one meta-command, and no colon that psql could take for a variable`()
  throws
{
  let script = try Script.reconcile(sample(.postgresql))
  let lines = script.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("--") }
  #expect(lines.filter { $0.hasPrefix("\\") } == ["\\set ON_ERROR_STOP on"])
  let block = script.components(separatedBy: "$trueup$")
  #expect(block.count == 3 && block[2] == ";\nCOMMIT;\n")
  #expect(!script.contains("example.com"))
}

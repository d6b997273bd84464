import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = "preferences id:key userId deletedAt:deleted-at#time kind"

private func rule(
  _ conditions: [RowCondition] = [], of: [RowCondition] = []
) -> DeclaredCheck {
  DeclaredCheck(
    name: "preferences", table: "preferences",
    rule: .required(
      RequiredRow(column: "userId", table: "users", target: "id", conditions: of)),
    conditions: conditions)
}

@Test func `D06 whoever has no row is found, as a finding about the other table's row`() throws {
  let world = World(
    tables: tables, rules: [rule()],
    """
    user u1
    user u2
    user u3 deleted-at=-9d
    user u4 created-at=-1m
    user u5
    in preferences id=1 userId=u1
    in preferences id=2 userId=u5 deletedAt=-9d
    """)
  #expect(
    world.findings == [
      "D06 review preferences: preferences has no row of it u2",
      "D06 review preferences: preferences has no row of it u5",
    ])
  #expect(world.drifts().map(\.table) == ["users", "users"])
}

@Test func `D06 conditions choose the rows on either side`() {
  let text = """
    user u1
    user u2 deleted-at=null created-at=-9d
    in preferences id=1 userId=u1 kind=a
    in preferences id=2 userId=u2 kind=b
    """
  let kind = RowCondition(column: "kind", test: .differs("b"))
  let made = RowCondition(column: "created-at", test: .isNull)
  #expect(
    World(tables: tables, rules: [rule([kind])], text).findings == [
      "D06 review preferences: preferences has no row of it u2"
    ])
  #expect(World(tables: tables, rules: [rule([kind], of: [made])], text).findings == [])
}

@Test func `D06 a table that was not read as a whole proves nothing`() {
  var world = World(tables: tables, rules: [rule()], "user u1")
  world.coverage.missingTables = ["preferences"]
  #expect(world.findings == [])
}

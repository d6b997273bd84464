import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = """
  apps id:key appId version manifest#json deletedAt:deleted-at#time
  rooms id:key appId appVersion seats#integer
  """

private func world(_ copy: CopiedValue, of table: String, _ text: String) -> World {
  World(
    tables: tables, rules: [DeclaredCheck(name: "copy", table: table, rule: .copied(copy))], text)
}

private let pointer = RowPointer(column: "appId", table: "apps", target: "appId")

@Test func `D04 a copy must equal the column of the row it points at`() throws {
  let copy = CopiedValue(column: "appVersion", pointer: pointer, source: "version")
  let world = world(
    copy, of: "rooms",
    """
    in apps id=1 appId=quiz version=2.0
    in apps id=2 appId=old version=1.0 deletedAt=-9d
    in apps id=3 appId=new
    in rooms id=r1 appId=quiz appVersion=2.0
    in rooms id=r2 appId=quiz appVersion=1.9
    in rooms id=r3 appId=quiz
    in rooms id=r4 appId=nothing appVersion=1.0
    in rooms id=r5 appId=old appVersion=7
    in rooms id=r6 appId=new
    in rooms id=r7 appId=quiz appVersion=?
    """)
  #expect(
    world.findings == [
      "D04 review copy: appVersion differs from apps.version r2",
      "D04 review copy: appVersion differs from apps.version r3",
    ])
  #expect(try #require(world.drifts().first).evidence.count == 2)
}

@Test func `D04 a copy may stand in the same row, of a value inside JSON`() throws {
  let path = try #require(JSONPath("meta.version"))
  let copy = CopiedValue(column: "version", pointer: nil, source: "manifest", path: path)
  #expect(
    world(
      copy, of: "apps",
      """
      in apps id=1 version=2.0 manifest={"meta":{"version":"2.0"}}
      in apps id=2 version=2.0 manifest={"meta":{"version":"2.1"}}
      in apps id=3 version=2.0 manifest={"meta":{}}
      in apps id=4 version=7 manifest={"meta":{"version":7}}
      in apps id=5 version=2.0 manifest={"meta":
      in apps id=6 version=2.0 manifest={"meta":{"v\\u0065rsion":"2.\\u0030"}}
      in apps id=7 version=2.0
      in apps id=8
      """
    ).findings == [
      "D04 review copy: version differs from apps.manifest at meta.version 2",
      "D04 review copy: version has a value, apps.manifest at meta.version has none 3",
      "D04 review copy: version cannot be compared: no JSON in apps.manifest at meta.version 5",
      "D04 review copy: version has a value, apps.manifest at meta.version has none 7",
    ])
}

@Test func `D04 a copy of one element of a list is right if it is any of them`() throws {
  let path = try #require(JSONPath("[].version"))
  let copy = CopiedValue(column: "appVersion", pointer: pointer, source: "manifest", path: path)
  #expect(
    world(
      copy, of: "rooms",
      """
      in apps id=1 appId=quiz manifest=[{"version":"1"},{"version":"2"},{"other":"3"}]
      in apps id=2 appId=none manifest=[]
      in rooms id=r1 appId=quiz appVersion=1
      in rooms id=r2 appId=quiz appVersion=2
      in rooms id=r3 appId=quiz appVersion=3
      in rooms id=r4 appId=none appVersion=1
      """
    ).findings == [
      "D04 review copy: appVersion is none of the values of apps.manifest at [].version r3",
      "D04 review copy: appVersion has a value, apps.manifest at [].version has none r4",
    ])
}

@Test func `D04 a number is compared by its digits`() throws {
  let path = try #require(JSONPath("seats"))
  let copy = CopiedValue(column: "seats", pointer: pointer, source: "manifest", path: path)
  #expect(
    world(
      copy, of: "rooms",
      """
      in apps id=1 appId=quiz manifest={"seats":50}
      in rooms id=r1 appId=quiz seats=50
      in rooms id=r2 appId=quiz seats=51
      """
    ).findings == ["D04 review copy: seats differs from apps.manifest at seats r2"])
}

@Test(arguments: ["", ".", "a.", ".a", "a..b", "a[", "a]", "[]b", "a.[]", "a[0]"])
func `a path without a name is none`(_ text: String) {
  #expect(JSONPath(text) == nil)
}

@Test(arguments: ["a", "a.b", "[]", "[].a", "[][].a", "a[].b[]", "grüße.x"])
func `a path is names and lists`(_ text: String) { #expect(JSONPath(text)?.text == text) }

import Billing
import Bytes
import Reconciliation
import TestSupport
import Testing

private let tables = """
  prizes id:key deletedAt:deleted-at#time
  winners id:key prizeId userId:owner at:created-at#time deletedAt:deleted-at#time
  """

private func rule(live: Bool) -> DeclaredCheck {
  DeclaredCheck(
    name: "winner-prize", table: "winners",
    rule: .reference(column: "prizeId", table: "prizes", target: "id", mustBeLive: live))
}

private let text = """
  in prizes id=p1
  in prizes id=p2 deletedAt=-9d
  in winners id=w1 prizeId=p1 userId=u1
  in winners id=w2 prizeId=p2 userId=u1
  in winners id=w3 prizeId=p3 userId=u2
  in winners id=w4
  in winners id=w5 prizeId=p3 deletedAt=-9d
  """

@Test func `D02 a row that points at nothing is found, and one at a deleted row if asked`() throws {
  let live = World(tables: tables, rules: [rule(live: true)], text)
  #expect(
    live.findings == [
      "D02 review winner-prize: prizeId points at a row of prizes that is marked as deleted w2",
      "D02 review winner-prize: prizeId points at no row of prizes w3",
    ])
  let drifts = live.drifts()
  #expect(drifts.map { live.evidence().symbols.text($0.owner) } == ["u1", "u2"])
  #expect(drifts[0].evidence.count == 2)
  #expect(
    World(tables: tables, rules: [rule(live: false)], text).findings == [
      "D02 review winner-prize: prizeId points at no row of prizes w3"
    ])
}

@Test func `D02 a row that lives on beside a deleted one of the same value will do`() {
  let text = """
    in prizes id=p1 deletedAt=-9d
    in prizes id=p1
    in winners id=w1 prizeId=p1
    """
  #expect(World(tables: tables, rules: [rule(live: true)], text).findings == [])
}

@Test func `D02 what changed within the settle time is left to the next run`() {
  let text = """
    in prizes id=p1 deletedAt=-1m
    in winners id=w1 prizeId=p1
    in winners id=w2 prizeId=p9 at=-1m
    """
  #expect(World(tables: tables, rules: [rule(live: true)], text).findings == [])
}

@Test func `D02 a table that was not read as a whole proves nothing`() {
  var world = World(tables: tables, rules: [rule(live: true)], text)
  world.coverage.missingTables = ["prizes"]
  #expect(world.findings == [])
  let missing = world.rulesNotEvaluated
  #expect(missing.map(\.name) == ["winner-prize"])
  #expect(missing.map(\.reason) == ["no dump of the table prizes"])
}

@Test(arguments: 0..<50) func `D02 finds what a look at every target finds`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  var text = ""
  var targets: [String: Bool] = [:]
  for _ in 0..<Int.random(in: 0...20, using: &random) {
    let id = "p\(Int.random(in: 0..<15, using: &random))"
    let isLive = Bool.random(using: &random)
    targets[id] = targets[id] == true || isLive
    text += "in prizes id=\(id)\(isLive ? "" : " deletedAt=-9d")\n"
  }
  var slow: [Int] = []
  for place in 0..<30 {
    let id = "p\(Int.random(in: 0..<20, using: &random))"
    text += "in winners id=w\(place) prizeId=\(id)\n"
    if targets[id] != true { slow.append(place) }
  }
  let world = World(tables: tables, rules: [rule(live: true)], text)
  #expect(world.drifts().compactMap(\.row) == slow)
}

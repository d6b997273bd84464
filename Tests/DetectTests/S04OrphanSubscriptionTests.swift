import Reconciliation
import Testing

/// The row that is proposed for the first subscription.
private let proposed =
  "(insert owner=u1 customer=cus_1 subscription=s1 plan=pro price=price_pro status=ACTIVE"
  + " period-start=-15d period-end=+15d ending=false currency=usd interval=month created-at=+0d)"

@Test func `S04 a live subscription without a row is left to a person`() {
  #expect(
    World(
      """
      user u1
      sub s1 owner=u1
      """
    ).findings == [
      "S04 review s1 \(proposed) | the application makes the keys of subscriptions"
    ])
  #expect(
    World(
      """
      sub s1 owner=nobody
      user u1
      """
    ).findings == [
      "C07 review s1",
      "S04 review s1 (child of 0) | no id of ours names an owner that the database has",
    ])
}

private let orphan = """
  user u1
  user u0
  row r0 owner=u0 plan=free
  sub s1 owner=u1

  """

@Test func `S04 the row is added where an id of ours names the owner, and agrees`() {
  let world = World(orphan) { $0.insert(into: .subscriptions, by: "subscription") }
  #expect(world.findings.map { $0.prefix(20) } == ["S04 auto s1 (insert "])
  #expect(world.mended().findings == [])
}

@Test(arguments: [
  ("sub s1 owner=u1", "sub s1 owner=u1 price=price_new", "the catalogue does not map the price"),
  ("user u1", "user u1\nrow r1 owner=u1 subscription=s9", "the owner has another live row"),
  ("user u1\n", "", "no id of ours names an owner that the database has"),
])
func `S04 adds no row where the plan, the place or the owner is in doubt`(
  from: String, to: String, reason: String
) {
  let world = World(orphan.replacing(from, with: to)) {
    $0.insert(into: .subscriptions, by: "subscription")
  }
  let finding = world.findings.first { $0.hasPrefix("S04") } ?? ""
  #expect(finding.hasPrefix("S04 review s1") && finding.contains("| \(reason)"), "\(finding)")
}

@Test func `S04 leaves payers with a row to S01 and S06`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free
      sub s1 owner=u1
      """
    ).findings == [
      "S01 auto r1 s1 customer:null>cus_1 subscription:null>s1 plan:free>pro"
    ])
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ).findings == [
      "S06 review r1 s2 subscription:s1>s2"
    ])
}

@Test func `S04 is silent about a checkout that was abandoned, and one that is under way`() {
  #expect(
    World(
      """
      user u1
      sub s1 owner=u1 status=incomplete_expired
      """
    ).findings == [])
  #expect(
    World(
      """
      user u1
      event s1 owner=u1 at=-1m type=created
      """
    ).findings == [])
}

import Billing
import Reconciliation
import TestSupport
import Testing

@Test func `E01 a grant of less than the plan gives is found`() {
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=99 from=-5d to=+5d") == [
      "E01 auto pro: 99 of credits, where the plan gives 100 1"
    ])
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d") == [])
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=500 from=-5d to=+5d") == [])
}

@Test func `E01 a grant made a moment ago is left to the next run`() {
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=9 from=-5d to=+5d at=-1m")
      == [])
}

@Test func `E01 a grant that rests on a row which is wrong itself waits for that`() {
  let behind = payer.replacing("row r1", with: "row r1 period-end=-1d")
  #expect(
    grantFindings("E", behind + "in credits id=1 user=u1 kind=pro total=99 from=-5d to=+5d") == [
      "E01 review pro: 99 of credits, where the plan gives 100 1 (child of 0) | the "
        + "subscription's own row is wrong, and is mended first"
    ])
}

@Test(arguments: [
  (99, 9, 90, ["E01 auto pro: 99 of credits, where the plan gives 100 1"]),
  (
    99, 9, 95,
    [
      "E01 review pro: 99 of credits, where the plan gives 100 1 | what remains of the grant is "
        + "wrong already"
    ]
  ),
])
func `E01 what remains is raised along`(
  _ total: Int, _ used: Int, _ left: Int, _ told: [String]
) {
  let world = creditWorld(
    payer + "in credits id=1 user=u1 kind=pro total=\(total) used=\(used) left=\(left) "
      + "from=-15d to=+15d at=-5d")
  #expect(world.findings.filter { $0.hasPrefix("E01") } == told)
  if told == ["E01 auto pro: 99 of credits, where the plan gives 100 1"] {
    let credits = world.mended().evidence().tables.last
    #expect(credits?.cells.compactMap(\.integer) == [100, 9, 91])
    #expect(world.mended().findings == [])
  }
}

import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = "usage id:key user:owner metric amount#integer at#time"

private func world(
  _ quota: Quota, per: String = "month", _ text: String,
  _ change: (inout SystemDefinition) -> Void = { _ in }
) -> World {
  let rule = DeclaredCheck(name: "rooms", table: "usage", rule: .quota(quota))
  return World(tables: tables, rules: [rule], text) {
    $0.entitlements = [
      EntitlementDefinition(plan: "", metric: "rooms", limit: 2, per: per),
      EntitlementDefinition(plan: "pro", metric: "rooms", limit: 4, per: per),
      EntitlementDefinition(plan: "team", metric: "rooms", limit: nil, per: per),
    ]
    change(&$0)
  }
}

private func used(_ user: String, _ count: Int, at: String = "-1d") -> String {
  (0..<count).map { "in usage id=\(user)-\(at)-\($0) user=\(user) at=\(at)" }
    .joined(separator: "\n") + "\n"
}

private let counted = Quota(metric: "rooms", instant: "at")

@Test func `D08 rows of a month are counted against what the plan of their owner gives`() {
  let text = """
    user u1
    user u2
    row r2 owner=u2
    sub s2 owner=u2 price=price_pro
    user u3
    row r3 owner=u3 plan=team subscription=s3
    sub s3 owner=u3 price=price_team

    """
  #expect(
    world(counted, text + used("u1", 2) + used("u2", 4) + used("u3", 9)).findings.filter {
      $0.hasPrefix("D08")
    } == [])
  #expect(
    world(counted, text + used("u1", 3) + used("u2", 5) + used("u3", 9)).findings.filter {
      $0.hasPrefix("D08")
    } == [
      "D08 report rooms: 3 of rooms in 2026-01, where the plan gives 2 u1--1d-0",
      "D08 report rooms: 5 of rooms in 2026-01, where the plan gives 4 u2--1d-0",
    ])
}

@Test func `D08 months are counted apart, and a plan that is over counts for its time`() {
  // The clock is 15 January 2026; the row ended in December and began in October.
  let text = """
    user u1
    row r1 owner=u1 status=EXPIRED ended-at=-30d period-start=-90d period-end=-30d updated-at=-30d

    """
  #expect(
    world(counted, text + used("u1", 3, at: "-40d") + used("u1", 2, at: "-3d")).findings == [])
  #expect(
    world(counted, text + used("u1", 3, at: "-40d") + used("u1", 3, at: "-3d")).findings == [
      "D08 report rooms: 3 of rooms in 2026-01, where the plan gives 2 u1--3d-0"
    ])
  #expect(
    world(counted, text + used("u1", 3, at: "-120d")).findings == [
      "D08 report rooms: 3 of rooms in 2025-09, where the plan gives 2 u1--120d-0"
    ])
}

@Test func `D08 a payer whose row was missed is judged by what Stripe says`() {
  let text = """
    user u1
    sub s1 owner=u1 price=price_pro

    """
  #expect(
    world(counted, text + used("u1", 4)).findings.filter { $0.hasPrefix("D08") } == [])
}

@Test func `D08 a price without a plan, or a plan of which nothing is said, is not judged`() {
  let unmapped = """
    user u1
    sub s1 owner=u1 price=price_other

    """
  let unstated = """
    user u1
    row r1 owner=u1 plan=free

    """
  for text in [unmapped, unstated] {
    #expect(
      world(counted, text + used("u1", 9)).findings.filter { $0.hasPrefix("D08") } == [])
  }
}

@Test func `D08 values are added up, or each held against the limit by itself`() {
  let text = """
    user u1
    in usage id=1 user=u1 amount=2 at=-1d
    in usage id=2 user=u1 amount=1 at=-1d
    in usage id=3 user=u1 amount=3 at=-2d
    """
  let sum = Quota(metric: "rooms", value: "amount", instant: "at")
  #expect(
    world(sum, text).findings == [
      "D08 report rooms: 6 of rooms in 2026-01, where the plan gives 2 1"
    ])
  let each = Quota(metric: "rooms", value: "amount", instant: "at", isTotal: false)
  #expect(
    world(each, per: "", text).findings == [
      "D08 report rooms: 3 of rooms, where the plan gives 2 3"
    ])
}

@Test func `D08 the sum of very large values is as large as can be`() {
  let text = """
    user u1
    in usage id=1 user=u1 amount=500000000000000000 at=-1d
    in usage id=2 user=u1 amount=500000000000000000 at=-1d
    """
  let drifts = world(Quota(metric: "rooms", value: "amount", instant: "at"), text).drifts()
  #expect(
    drifts.map(\.story) == [
      "rooms: 1000000000000000000 of rooms in 2026-01, where the plan gives 2"
    ])
}

/// Both limits are 2 a month; the world is looked at in the middle of January 2026.
@Test(arguments: [("UTC", []), ("America/New_York", ["D08"]), ("Asia/Tokyo", [])])
func `D08 months are those of the pipeline's place`(zone: String, codes: [String]) {
  // Two in the last hours of December in UTC, one in the first of January: in New York all three
  // are of December.
  let text = """
    user u1
    in usage id=1 user=u1 amount=1 at=-354h
    in usage id=2 user=u1 amount=1 at=-353h
    in usage id=3 user=u1 amount=1 at=-338h
    """
  let quota = Quota(metric: "rooms", value: "amount", instant: "at")
  let world = world(quota, text) { $0.clock.timeZone = zone }
  #expect(world.drifts().map(\.code) == codes)
}

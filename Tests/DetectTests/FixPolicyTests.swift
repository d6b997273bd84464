import Billing
import Reconciliation
import Testing

private let row = "row r1 owner=u1 customer=cus_1 subscription=s1"

/// A situation in which a change that is automatic as a rule is left to a person.
private struct Doubt: CustomTestStringConvertible {
  var world: String
  var reason: String
  var change: @Sendable (inout SystemDefinition) -> Void = { _ in }

  var testDescription: String { reason }
}

private let pastDue = row + "\nevent s1 owner=u1 at=-9d type=created"

@Test(arguments: [
  Doubt(
    world: pastDue + "\nevent s1 id=evt_a at=-2d status=past_due tainted=yes",
    reason: "a rejected record may be about it"),
  Doubt(
    world: pastDue + "\nevent s1 id=evt_a at=-2d status=past_due was-status=trialing",
    reason: "an event is missing from the export"),
  Doubt(
    world: pastDue + "\nevent s1 id=evt_a at=-2d status=past_due"
      + "\nevent s1 id=evt_b at=-2d status=unpaid",
    reason: "events of one second cannot be ordered"),
  Doubt(
    world: row + " status=PAST_DUE\nsub s1 owner=u1"
      + "\nevent s1 id=evt_a at=-9d\nevent s1 id=evt_a at=-9d quantity=2",
    reason: "an event id came with two contents"),
  Doubt(
    world: row + " period-end=-15d\nsub s1 owner=u1",
    reason: "the status rule has no case for Stripe's state"
  ) { $0.statusRule.cases.removeAll() },
  Doubt(
    world: "user u1\nuser u2\n" + row + " status=PAST_DUE\nsub s1 owner=u2",
    reason: "the keys that name the owner contradict each other"),
  Doubt(
    world: row + " status=PAST_DUE\nrow r2 owner=u2 customer=cus_1 status=EXPIRED\nsub s1",
    reason: "another owner's row holds the same customer"),
  Doubt(
    world: "row r1 owner=u1 customer=cus_9 subscription=s1 status=PAST_DUE\nsub s1",
    reason: "the row's customer is not the one that Stripe bills"),
  Doubt(
    world: row + " status=PAST_DUE\nsub s1\nsub s2",
    reason: "it is open which of the owner's live subscriptions stays"),
  Doubt(
    world: row + " status=PAST_DUE\nsub s1",
    reason: "the pipeline does not let column status be changed"
  ) { $0.change(.status) { $0.isFixable = false } },
  Doubt(
    world: row + " status=CANCELED ending=yes canceled-at=-2d\nsub s1",
    reason: "column canceled-at cannot be null"
  ) { $0.change(.canceledAt) { $0.isNullable = false } },
  Doubt(
    world: row + " status=PAST_DUE provenance=gift\nsub s1",
    reason: "the row's provenance is protected by the pipeline"
  ) { $0.safety.protectedProvenance = ["contract", "gift"] },
  Doubt(
    world: row + "\nrow r2 owner=u1 customer=cus_1 subscription=s2\nsub s1 status=canceled\nsub s2",
    reason: "another subscription of the owner or customer is live"),
  Doubt(
    world: row + "\nrow r2 owner=u2 customer=cus_2 subscription=s1\nsub s1 status=canceled",
    reason: "several live rows name the same subscription"),
])
private func `a doubt leaves the change to a person, and says why`(_ doubt: Doubt) {
  let drifts = World(doubt.world, doubt.change).drifts()
  #expect(drifts.contains { $0.heldBack == doubt.reason }, "\(drifts.map(\.heldBack))")
  #expect(!drifts.contains { $0.disposition == .auto && $0.row == 0 })
}

@Test func `nothing is taken away while the evidence is incomplete`() {
  var world = World(row + "\nsub s1 status=canceled")
  world.coverage.holes = [
    Coverage.Hole(name: "truncated-list", message: "", blocksVerdict: true)
  ]
  #expect(
    world.findings == [
      "S02 review r1 s1 status:ACTIVE>EXPIRED"
        + " | the evidence is incomplete, so nothing is taken away"
    ])
}

@Test func `a pipeline makes a check milder or a person's, never automatic`() {
  let ghost = row + "\nsub s1 status=canceled"
  let setting = CheckSetting(code: "S02", severity: .p3, disposition: .review)
  let drifts = World(ghost) { $0.checkSettings = [setting] }.drifts()
  #expect(drifts.map(\.severity) == [.p3] && drifts.map(\.disposition) == [.review])
  let wish = CheckSetting(code: "S04", disposition: .auto)
  #expect(World("sub s1") { $0.checkSettings = [wish] }.drifts().map(\.disposition) == [.review])
}

@Test func `money is what Stripe bills a month, else what the row's plan costs`() {
  let billed = World(row + " status=PAST_DUE\nsub s1 unitAmount=12000 interval=year quantity=2")
  #expect(billed.drifts().first?.monthly == Money(minorUnits: 2000, currency: "usd"))
  let listed = World("row r1 owner=u1 plan=team status=TRIALING trial-end=-2d\nsub s9 customer=c9")
  #expect(listed.drifts().first?.monthly == Money(minorUnits: 9900, currency: "usd"))
  let unknown = World("row r1 owner=u1 plan=null status=TRIALING trial-end=-2d\nsub s9 customer=c9")
  #expect(unknown.drifts().first { $0.code == "S13" }?.monthly == nil)
}

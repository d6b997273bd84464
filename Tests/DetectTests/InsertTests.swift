import Billing
import Reconciliation
import Testing

private let paidInvoice = """
  row r1 owner=u1 customer=cus_1 subscription=s1
  sub s1 owner=u1
  bill b0 invoice=in_0
  payment p0 payment-intent=pi_0
  payment p1 payment-intent=pi_1
  invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1

  """

@Test
func `a row is added by itself where the database makes its key and keeps Stripe's id unique`() {
  let world = World(paidInvoice) { $0.insert(into: .invoices, by: "invoice") }
  #expect(
    world.findings == [
      "I01 auto in_1 s1"
        + " (insert owner=u1 currency=usd status=paid invoice=in_1 amount=2999 created-at=-20d)"
    ])
  #expect(world.mended().findings == [])
}

@Test func `a row that the database would let in twice is not added`() {
  #expect(
    World(paidInvoice) { $0.insert(into: .invoices, by: "charge") }.findings.allSatisfy {
      $0.hasSuffix("| no unique index of stripe_invoices would find the new row again")
    })
}

@Test func `a row whose columns would have to be invented is not added`() {
  let findings = World(paidInvoice) { system in
    system.insert(into: .invoices, by: "invoice")
    let place = system.database.tables.firstIndex { $0.role == .invoices } ?? 0
    let number = ColumnDefinition(name: "number", type: .text, isNullable: false)
    system.database.tables[place].columns.insert(number, at: 1)
  }.findings
  #expect(findings.count == 1)
  #expect(
    findings[0].hasSuffix("| column number of stripe_invoices has no value and no default"))
}

@Test func `nothing is added where the evidence is not whole`() {
  var world = World(paidInvoice) { $0.insert(into: .invoices, by: "invoice") }
  world.coverage.holes = [.init(name: "cut", message: "A list was cut.", blocksVerdict: true)]
  #expect(world.findings.count == 1)
  #expect(world.findings[0].hasSuffix("| the evidence is incomplete"))
}

@Test func `a payment is added with the sum that was paid`() {
  let world = World(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    bill b0 invoice=in_0
    payment p0 payment-intent=pi_0
    bill b1 invoice=in_1
    invoice in_1 subscription=s1 amountPaid=2499 paymentIntent=pi_1
    """
  ) { $0.insert(into: .payments, by: "payment-intent") }
  #expect(
    world.findings == [
      "I10 auto in_1 s1 (insert owner=u1 currency=usd status=paid payment-intent=pi_1"
        + " invoice=in_1 amount=2499 created-at=-20d)"
    ])
  #expect(world.mended().findings == [])
}

@Test func `the free row is added where nothing is paid`() {
  func world(_ text: String) -> World {
    World(text) { system in
      system.liveRows?.minimum = 1
      system.insert(into: .subscriptions, by: "owner")
    }
  }
  let nothing = world("user u1\nuser u0\nrow r0 owner=u0 plan=free")
  #expect(
    nothing.findings == [
      "U05 auto (insert owner=u1 plan=free status=ACTIVE ending=false created-at=+0d)"
    ])
  #expect(nothing.mended().findings == [])
}

import Detect
import Reconciliation
import Testing

@Test func `C09 a row of another tenant than the checkout's is told`() {
  let world = World.checkedOut(
    """
    member m2 owner=u1 tenant=o2
    access a1 parent=r1 tenant=o2
    session cs_1 subscription=s1 metadata=o1,u1,pro,no
    """)
  #expect(world.findings == ["C09 review a1 s1"])
}

@Test func `C09 follows from a row that serves strangers, or several tenants`() {
  let world = World.checkedOut(
    """
    access a1 parent=r1 tenant=o2
    session cs_1 subscription=s1 metadata=o1,u1,pro,no
    """)
  let drifts = world.drifts()
  #expect(drifts.map(\.code) == ["L04", "C09"])
  #expect(drifts.map(\.parent) == [nil, 0])
}

@Test(arguments: [
  "access a1 parent=r1 tenant=o1\nsession cs_1 subscription=s1 metadata=o1,u1,pro,no",
  "access a1 parent=r1 tenant=o1\nsession cs_1 subscription=s2 metadata=o9,u1,pro,no",
  "access a1 parent=r1 tenant=o1\nsession cs_1 subscription=s1 status=open metadata=o9,u1,pro,no",
  "access a1 parent=r1 tenant=o1",
])
func `C09 is silent where the tenant is the checkout's, or no paid checkout tells`(_ text: String) {
  #expect(World.checkedOut(text).findings == [])
}

@Test func `C09 is not evaluated where no checkout, or no row, names a tenant`() {
  func reason(_ world: World) -> String? { world.notEvaluated.first { $0.code == "C09" }?.reason }
  #expect(
    reason(World("")) == "no column of subscriptions or platform-subscriptions holds tenant")
  #expect(
    reason(World.checkedOut("") { $0.checkout = [] })
      == "no key of a checkout names the tenant; add <checkout> to the pipeline")
  #expect(reason(World.checkedOut("")) == nil)
}

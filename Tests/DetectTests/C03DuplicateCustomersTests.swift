import Bytes
import Reconciliation
import Testing

@Test func `C03 two customers of one owner, one of whom is live`() {
  #expect(
    World(
      """
      user u1 customer=cus_1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      customer cus_1 owner=u1 created=-9d
      customer cus_2 owner=u1 created=-90d
      invoice in_9 customer=cus_2
      """
    ).findings == [
      "C03 review"
    ])
}

@Test func `C03 is silent about deleted ones, and about customers nobody owns`() {
  #expect(
    World(
      """
      user u1 customer=cus_1
      customer cus_1 owner=u1
      customer cus_2 owner=u1 deleted=yes
      customer cus_3
      customer cus_4
      """
    ).findings == [])
}

@Test func `C03 the live one is kept, and an idle one is nothing urgent`() {
  let world = World(
    """
    user u1 customer=cus_1
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    customer cus_1 owner=u1 created=-9d
    customer cus_2 owner=u1 created=-90d
    customer cus_3 owner=u1 created=-80d
    invoice in_9 customer=cus_3
    """)
  let evidence = world.evidence()
  let drifts = world.drifts(evidence).filter { $0.code == "C03" }
  #expect(drifts.map { evidence.symbols.text($0.customer) } == ["cus_3", "cus_2"])
  #expect(drifts.map(\.severity) == [.p1, .p3])
}

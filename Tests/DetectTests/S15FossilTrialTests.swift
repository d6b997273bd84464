import Reconciliation
import Testing

@Test func `S15 mends a trial that would go on in the row`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 trial-end=+9d
      sub s1 owner=u1 trialEnd=-20d
      """
    ).findings == [
      "S15 auto r1 s1 trial-end:+9d>-20d"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 trial-end=+9d
      sub s1 owner=u1
      """
    ).findings == [
      "S15 auto r1 s1 trial-end:+9d>null"
    ])
}

@Test func `S15 a trial that is past for both is fine, whoever keeps its dates`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 trialStart=-40d trialEnd=-20d
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 trial-start=-40d trial-end=-20d
      sub s1 owner=u1
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 trial-end=-20d
      sub s1 owner=u1 trialEnd=-20d
      """
    ).findings == [])
}

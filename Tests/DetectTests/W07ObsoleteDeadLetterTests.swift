import Reconciliation
import Testing

/// A row that says all that Stripe says.
private let agreement = """
  user u1
  row r1 owner=u1 subscription=s1 customer=cus_1
  event s1 owner=u1 id=evt_1 at=-15d type=created

  """

@Test(arguments: ["failed", "dead"])
func `W07 a failed event whose object is right by now is never processed again`(progress: String) {
  #expect(
    World(agreement + "letter evt_1 progress=\(progress) at=-5d of=s1").findings == [
      "W07 review evt_1 s1 | no column of the queue says when a failure was settled"
    ])
}

@Test func `W07 says nothing of an object of which it cannot know`() {
  #expect(World(agreement + "letter evt_2 at=-5d of=s2").findings.first?.hasPrefix("W05") == true)
  #expect(
    World(agreement + "letter evt_1 progress=processed at=-5d").findings == [])
}

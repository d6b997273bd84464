import Reconciliation
import Testing

private let grant = "in credits id=g1 owner=u1 invoice=in_1 amount=2000\n"
private let back = "in credits id=g2 owner=u1 invoice=in_1 amount=-2000\n"
private let invoice = "invoice in_1 subscription=s1 charge=ch_1\n"

@Test(arguments: [
  "charge ch_1 amountRefunded=2999", "charge ch_1\ndispute dp_1 charge=ch_1 status=lost",
])
func `E07 credits stand although the whole payment went back`(_ end: String) {
  #expect(World.credited(grant + invoice + end).findings == ["E07 review g1 s1"])
  #expect(World.credited(grant + back + invoice + end).findings == [])
}

@Test func `E07 credits are gone although the dispute was won`() {
  let end = "charge ch_1\ndispute dp_1 charge=ch_1 status=won"
  #expect(World.credited(grant + back + invoice + end).findings == ["E07 review g1 s1"])
  #expect(World.credited(grant + invoice + end).findings == [])
}

@Test func `E07 finds the charge through the payment, where the invoice no longer names it`() {
  #expect(
    World.credited(
      grant + """
        invoice in_1 subscription=s1 paymentIntent=pi_1
        charge ch_1 amountRefunded=2999 paymentIntent=pi_1
        """
    ).findings == ["E07 review g1 s1"])
}

/// The charge is 29.99: of a part of it as large a part of the credits goes back, rounded down.
@Test(arguments: [
  ("charge ch_1 amountRefunded=500", 333), ("charge ch_1 amountRefunded=1", 0),
  ("charge ch_1 amountRefunded=500\ndispute dp_1 charge=ch_1 amount=1000 status=lost", 1000),
])
func `E07 a part of the credits stands too long when a part of the payment went back`(
  end: String, due: Int
) {
  func findings(takenBack: Int) -> [String] {
    let back = "in credits id=g2 owner=u1 invoice=in_1 amount=-\(takenBack)\n"
    return World.credited(grant + (takenBack == 0 ? "" : back) + invoice + end).findings
  }
  #expect(findings(takenBack: due) == [])
  #expect(findings(takenBack: due + 1) == [])
  if due > 0 { #expect(findings(takenBack: due - 1) == ["E07 review g1 s1"]) }
}

@Test func `E07 says so when credits are too many to be added up`() {
  let most = (1...17).map {
    "in credits id=g\($0) owner=u1 invoice=in_1 amount=570000000000000000\n"
  }
  #expect(
    World.credited(most.joined() + invoice + "charge ch_1 amountRefunded=5").findings == [
      "E07 review g1 s1"
    ])
}

@Test(arguments: [
  "charge ch_1\ndispute dp_1 charge=ch_1 status=under_review",
  "charge ch_2 amountRefunded=2999", "charge ch_1",
])
func `E07 waits for the end, and says nothing of another payment`(_ end: String) {
  #expect(World.credited(grant + invoice + end).findings == [])
  #expect(World.credited(grant + back + invoice + end).findings == [])
}

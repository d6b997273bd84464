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

@Test(arguments: [
  "charge ch_1 amountRefunded=500", "charge ch_1\ndispute dp_1 charge=ch_1 status=under_review",
  "charge ch_2 amountRefunded=2999", "charge ch_1",
])
func `E07 waits for the end, and says nothing of a part or of another payment`(_ end: String) {
  #expect(World.credited(grant + invoice + end).findings == [])
  #expect(World.credited(grant + back + invoice + end).findings == [])
}

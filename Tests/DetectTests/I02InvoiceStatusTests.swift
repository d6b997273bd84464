import Reconciliation
import Testing

@Test func `I02 an invoice that was voided`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1 status=open
      invoice in_1 subscription=s1 status=void
      """
    ).findings == [
      "I02 auto b1 s1 status:open>void"
    ])
}

@Test func `I02 the database's own word is written, and none is invented`() {
  let rows = """
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    payment p0 payment-intent=pi_0
    bill b1 invoice=in_1 status=due
    invoice in_1 subscription=s1 status=void

    """
  #expect(
    World(rows).findings == [
      "I02 review b1 s1 status:due>void (no statement)"
        + " | the word of stripe_invoices for void is not known"
    ])
  #expect(
    World(rows + "bill b2 invoice=in_9 status=Voided").findings == [
      "I02 auto b1 s1 status:due>Voided"
    ])
}

@Test func `I02 nothing that was paid becomes open again`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1 status=PAID
      invoice in_1 subscription=s1 status=open
      """
    ).findings == [
      "I02 review b1 s1 status:PAID>open (no statement) | an invoice cannot go that way"
    ])
}

@Test func `I02 is silent about other words for the same, refunds and words nobody knows`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 status=Settled
      bill b2 invoice=in_2 status=failed
      bill b3 invoice=in_3 status=refunded
      bill b4 invoice=in_4 status=Z7
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      invoice in_2 subscription=s1 status=open
      invoice in_3 subscription=s1
      invoice in_4 subscription=s1
      """
    ).findings == [])
}

@Test func `I02 an event that is not exported is no drift, but a list of the invoices is proof`() {
  let rows = """
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    bill b1 invoice=in_1 status=void

    """
  #expect(World(rows + "invoice-event in_1 subscription=s1 status=open").findings == [])
  #expect(
    World(rows + "invoice in_1 subscription=s1 status=open").findings == [
      "I02 review b1 s1 status:void>open | an invoice cannot go that way"
    ])
}

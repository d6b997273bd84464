import Reconciliation
import Testing

@Test func `P06 another amount`() {
  #expect(
    World(
      """
      price price_pro active=yes unitAmount=3499 currency=usd interval=month
      price price_team active=yes
      """
    ).findings == [
      "P06 review pro amount:2999>3499 (no statement)"
    ])
}

@Test func `P06 another currency and interval`() {
  #expect(
    World(
      """
      price price_pro active=yes unitAmount=2999 currency=eur interval=year
      price price_team active=yes
      """
    ).findings == [
      "P06 review pro currency:usd>eur interval:MONTHLY>year (no statement)"
    ])
}

@Test func `P06 what a subscription bills counts where no record of the price does`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 unitAmount=1999
      """
    ).findings == [
      "P06 review pro amount:2999>1999 (no statement)"
    ])
}

@Test func `P06 three months are a quarter`() {
  #expect(
    World(
      """
      plan q price=price_q amount=900 interval=QUARTERLY
      price price_q active=yes unitAmount=900 currency=usd interval=month intervalCount=3
      price price_pro active=yes
      price price_team active=yes
      """
    ).findings == [])
}

@Test func `P06 is silent about tiered prices, words in capitals and what Stripe does not tell`() {
  #expect(
    World(
      """
      plan q price=price_q amount=900 currency=EUR
      price price_q active=yes unitAmount=null currency=eur interval=month
      price price_pro active=yes
      price price_team active=yes
      """
    ).findings == [])
}

import Reconciliation
import Testing

@Test func `P05 a plan on sale at an archived price`() {
  #expect(
    World(
      """
      price price_pro active=no unitAmount=2999 currency=usd interval=month
      price price_team active=yes
      """
    ).findings == [
      "P05 review pro"
    ])
}

@Test func `P05 what a subscription shows of its price counts where no record does`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 active=no
      """
    ).findings == [
      "P05 review pro"
    ])
}

@Test func `P05 a record of the price is newer than what a subscription shows`() {
  #expect(
    World(
      """
      price price_pro active=yes
      price price_team active=yes
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 active=no
      """
    ).findings == [])
}

@Test func `P05 is silent about a plan that is not sold any more`() {
  #expect(
    World(
      """
      plan old price=price_2019 active=no
      price price_2019 active=no
      price price_pro active=yes
      price price_team active=yes
      """
    ).findings == [])
}

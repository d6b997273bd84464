import Reconciliation
import Testing

@Test func `P03 an archived price of a product on sale is older than the catalogue`() {
  #expect(
    World(
      """
      plan old price=price_now product=prod_pro
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_2019 product=prod_pro active=no
      """
    ).findings == [
      "P03 review r1 s1"
    ])
}

@Test func `P03 the record of the price itself counts, and so does that of the one on sale`() {
  #expect(
    World(
      """
      price price_2019 active=no product=prod_pro
      price price_pro active=yes product=prod_pro unitAmount=2999
      price price_team active=yes
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_2019 product=prod_pro
      """
    ).findings == [
      "P03 review r1 s1"
    ])
}

@Test func `P03 an active price, or another product, is not older but unknown`() {
  #expect(
    World(
      """
      plan old price=price_now product=prod_pro
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u2 customer=cus_2 subscription=s2
      sub s1 owner=u1 price=price_new product=prod_pro active=yes
      sub s2 owner=u2 customer=cus_2 price=price_2019 product=prod_x active=no
      """
    ).findings == [
      "P02 review r1 s1",
      "P02 review r2 s2",
    ])
}

@Test func `P03 is silent where an alias maps the old price`() {
  #expect(
    World(
      """
      plan old price=price_now product=prod_pro
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_2019 product=prod_pro active=no
      """
    ) { $0.catalogue?.aliases = [PriceAlias(price: "price_2019", plan: "pro")] }.findings == [])
}

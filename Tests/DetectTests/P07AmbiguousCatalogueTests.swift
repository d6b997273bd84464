import Reconciliation
import Testing

@Test func `P07 two plans with one price`() {
  #expect(
    World(
      """
      plan pro2 price=price_pro amount=2999
      """
    ).findings == [
      "P07 review pro"
    ])
}

@Test func `P07 an alias that contradicts the table`() {
  #expect(
    World(
      """
      plan pro2 price=price_pro2 amount=2999
      """
    ) { $0.catalogue?.aliases = [PriceAlias(price: "price_pro", plan: "team")] }.findings == [
      "P07 review pro"
    ])
}

@Test func `P07 is silent about deleted plans, placeholders and plans without a price`() {
  #expect(
    World(
      """
      plan a price=price_pro deleted-at=-9d
      plan b price=null
      plan c price=null
      plan d price=soon
      plan e price=soon
      """
    ) { $0.catalogue?.placeholders = ["soon"] }.findings == [
      "P04 review d",
      "P04 review e",
    ])
}

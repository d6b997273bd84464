import Reconciliation
import Testing

@Test func `P01 sets the plan that is billed`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_team
      """
    ).findings == [
      "P01 auto r1 s1 plan:pro>team"
    ])
}

@Test func `P01 sets price, plan and seats together`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 price=price_pro quantity=2
      sub s1 owner=u1 price=price_team quantity=5
      """
    ).findings == [
      "P01 auto r1 s1 plan:pro>team price:price_pro>price_team quantity:2>5"
    ])
}

@Test func `P01 takes no seat away by itself`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 quantity=9
      sub s1 owner=u1 quantity=5 price=price_team
      """
    ).findings == [
      "P01 review r1 s1 plan:pro>team quantity:9>5 | the row counts more seats than Stripe bills"
    ])
}

@Test func `P01 waits for the catalogue`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 price=price_pro
      sub s1 owner=u1 price=price_new
      """
    ).findings == [
      "P01 review r1 s1 price:price_pro>price_new"
        + " | the catalogue does not map the price to one plan",
      "P02 review r1 s1 (child of 0)",
    ])
}

@Test func `P01 leaves a plan without a price to a person, as it may be one of a contract`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 plan=whale
      sub s1 owner=u1
      """
    ).findings == [
      "P01 review r1 s1 plan:whale>pro | the row's plan has no price, as one of a contract"
    ])
}

@Test func `P01 leaves the plan that is scheduled to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 plan=team
      sub s1 owner=u1 pendingPrice=price_team
      """
    ).findings.filter { $0.hasPrefix("P01") } == [
      "P01 review r1 s1 plan:team>pro | the row's plan is the one that is scheduled"
    ])
}

@Test func `P01 is silent about an alias of the same plan`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_2019
      """
    ) { $0.catalogue?.aliases = [PriceAlias(price: "price_2019", plan: "pro")] }.findings == [])
}

@Test func `P01 a catalogue may name plans by a word that several prices share`() {
  let text = """
    plan m price=price_m plan=gold
    plan y price=price_y plan=gold
    plan o price=price_o plan=pro
    row r1 owner=u1 subscription=s1 customer=cus_1 plan=gold
    sub s1 owner=u1 price=price_m
    row r2 owner=u2 subscription=s2 customer=cus_2 plan=pro
    sub s2 owner=u2 customer=cus_2 price=price_y
    """
  let world = World(text) { system in
    system.catalogue?.naming = .plan
    system.database.tables[1].columns.append(
      ColumnDefinition(name: "word", field: .plan, type: .text))
  }
  #expect(world.findings.filter { $0.hasPrefix("P0") } == ["P01 auto r2 s2 plan:pro>gold"])
}

import Reconciliation
import TestSupport
import Testing

@Suite struct `who is who` {
  private func bench(_ users: String..., build: (inout Bench) -> Void) -> [String] {
    var bench = Bench()
    bench.rows[.owners] = users.map { [$0, "-"] }
    build(&bench)
    return bench.compared()
  }

  @Test func `a row that names the subscription`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.row("r1 u1 sub_1 cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: r1~sub_1 subscription"])
  }

  @Test func `a free row by the customer, where both are the only ones`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.row("r1 u1 - cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: r1~sub_1 customer subscription:sub_1/null"])
  }

  @Test func `two free rows of one customer: neither is taken`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.row("r2 u1 - cus_1 ACTIVE -")
      $0.row("r1 u1 - cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: -~sub_1 none; r1~- none; r2~- none"])
  }

  @Test func `two live subscriptions of one customer: neither is taken`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.subscription("sub_2", "status=active customer=cus_1")
      $0.row("r1 u1 - cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: -~sub_1 none; -~sub_2 none; r1~- none"])
  }

  @Test func `an ended subscription takes no free row`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=canceled customer=cus_1")
      $0.row("r1 u1 - cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: -~sub_1 none; r1~- none"])
  }

  @Test func `a free row by the owner in metadata`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1 owner=u1")
      $0.row("r1 u1 - - ACTIVE -")
    }
    #expect(lines == ["u1#: r1~sub_1 owner subscription:sub_1/null customer:cus_1/null"])
  }

  @Test func `an owner in metadata who does not exist is no owner`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1 owner=u9")
    }
    #expect(lines == ["u1#: ", ": -~sub_1 none"])
  }

  @Test func `an owner by the session, the customer, the owners table`() {
    let lines = bench("u1", "u2") {
      $0.add(.checkoutSession, "cs_1", "customer=cus_1 owner=u1")
      $0.add(.checkoutSession, "cs_2", "customer=cus_1")
      $0.add(.customer, "cus_2", "owner=u2")
      $0.rows[.owners]?.append(["u3", "cus_3"])
      for number in 1...3 {
        $0.subscription("sub_\(number)", "status=active customer=cus_\(number)")
      }
    }
    #expect(lines == ["u1#: -~sub_1 none", "u2#: -~sub_2 none", "u3#: -~sub_3 none"])
  }

  @Test func `sessions that disagree about a customer name nobody`() {
    let lines = bench("u1", "u2") {
      $0.add(.checkoutSession, "cs_1", "customer=cus_1 owner=u1")
      $0.add(.checkoutSession, "cs_2", "customer=cus_1 owner=u2")
      $0.subscription("sub_1", "status=active customer=cus_1")
    }
    #expect(lines == ["u1#: ", "u2#: ", ": -~sub_1 none"])
  }

  @Test func `links that name different owners are a conflict`() {
    let lines = bench("u1", "u2") {
      $0.subscription("sub_1", "status=active customer=cus_1 owner=u2")
      $0.row("r1 u1 sub_1 cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#!: r1~sub_1 subscription", "u2#: "])
  }

  @Test func `an owner with two customers has one account`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.subscription("sub_2", "status=active customer=cus_2 owner=u1")
      $0.row("r1 u1 sub_1 cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: r1~sub_1 subscription; -~sub_2 none"])
  }

  @Test func `orphans stand by customer, a row's customer too`() {
    let lines = bench {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.subscription("sub_2", "status=canceled customer=cus_1")
      $0.subscription("sub_3", "status=active")
      $0.subscription("sub_4", "status=active")
      $0.row("r1 - - cus_1 EXPIRED -")
    }
    #expect(
      lines == [
        ": -~sub_1 none; -~sub_2 none; r1~- none", ": -~sub_3 none", ": -~sub_4 none",
      ])
  }

  @Test func `a live row wins over a deleted one and an ended one`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.row("r1 u1 sub_1 cus_1 ACTIVE - 5")
      $0.row("r2 u1 sub_1 cus_1 EXPIRED -")
      $0.row("r3 u1 sub_1 cus_1 ACTIVE -")
    }
    #expect(lines == ["u1#: r3~sub_1 subscription; r1~- none; r2~- none"])
  }

  @Test func `a deleted row is still the subscription's when no other is`() {
    let lines = bench("u1") {
      $0.subscription("sub_1", "status=active customer=cus_1")
      $0.row("r1 u1 sub_1 cus_1 ACTIVE - 5")
      $0.row("r2 u1 - cus_1 ACTIVE - 5")
    }
    #expect(lines == ["u1#: r1~sub_1 subscription; r2~- none"])
  }
}

@Suite struct `what a row should say` {
  /// Stripe's side, and the word the rule must give at the clock, 1000; settled is what came up to
  /// 700.
  static let words: [(String, String)] = [
    ("status=active", "ACTIVE"),
    ("status=active cancelAtPeriodEnd=false cancelAt=null", "ACTIVE"),
    ("status=active cancelAtPeriodEnd=true periodEnd=1001", "CANCELED"),
    ("status=active cancelAtPeriodEnd=true periodEnd=700", "EXPIRED"),
    ("status=active cancelAtPeriodEnd=true periodEnd=699", "EXPIRED"),
    ("status=active cancelAt=1001 periodEnd=900", "CANCELED"),
    ("status=active cancelAt=700 periodEnd=2000", "EXPIRED"),
    ("status=trialing trialEnd=1001", "TRIALING"),
    ("status=trialing trialEnd=1001 cancelAtPeriodEnd=true periodEnd=1001", "CANCELED"),
    ("status=past_due", "PAST_DUE"),
    ("status=unpaid", "EXPIRED"),
    ("status=canceled endedAt=900", "EXPIRED"),
    ("status=incomplete_expired", "EXPIRED"),
  ]

  @Test(arguments: words)
  func `the word at the clock's edges`(stripe: String, word: String) {
    var bench = Bench()
    bench.subscription("sub_1", stripe)
    bench.row("r1 u1 sub_1 - NONE -")
    #expect(bench.compared() == ["u1: r1~sub_1 subscription status:\(word)/NONE"])
    bench.rows[.subscriptions] = [["r1", "u1", "sub_1", "-", word, "-", "-"]]
    #expect(bench.compared() == ["u1: r1~sub_1 subscription"])
  }

  @Test(arguments: [
    "status=trialing trialEnd=1000", "status=trialing", "status=odd", "", "status=paused",
    "status=active cancelAtPeriodEnd=true periodEnd=701",
    "status=active cancelAtPeriodEnd=true periodEnd=1000", "status=active cancelAt=1000",
  ])
  func `nothing is said where no case fits or the end is too fresh`(stripe: String) {
    var bench = Bench()
    bench.subscription("sub_1", stripe)
    bench.row("r1 u1 sub_1 - NONE -")
    #expect(bench.compared() == ["u1: r1~sub_1 subscription"])
  }

  private func plan(_ plans: [[String]], _ change: (inout CatalogueDefinition) -> Void = { _ in })
    -> [String]
  {
    var bench = Bench()
    var catalogue = CatalogueDefinition(table: "plans")
    change(&catalogue)
    bench.definition.catalogue = catalogue
    bench.rows[.plans] = plans
    bench.subscription("sub_1", "status=active price=p1")
    bench.row("r1 u1 sub_1 - ACTIVE none")
    return bench.compared()
  }

  @Test func `the plan by the catalogue`() {
    let pro = ["u1: r1~sub_1 subscription plan:pro/none"]
    let silent = ["u1: r1~sub_1 subscription"]
    #expect(plan([["pro", "p1", "-"]]) == pro)
    #expect(plan([["pro", "p1", "-"], ["pro", "p1", "-"]]) == pro)
    #expect(plan([["pro", "p1", "-"], ["max", "p1", "-"]]) == silent)
    #expect(plan([["pro", "p1", "-"], ["max", "p1", "7"]]) == pro)
    #expect(plan([["pro", "p1", "7"]]) == silent)
    #expect(plan([["pro", "p2", "-"]]) == silent)
    #expect(plan([["pro", "p1", "-"]]) { $0.placeholders = ["p1"] } == silent)
    #expect(
      plan([["pro", "p2", "-"]]) { $0.aliases = [PriceAlias(price: "p1", plan: "pro")] } == pro)
    #expect(
      plan([["pro", "p1", "-"]]) { $0.aliases = [PriceAlias(price: "p1", plan: "max")] } == silent)
    #expect(plan([["-", "p1", "-"]]) == silent)
  }

  @Test func `once it is over only the end is compared`() {
    var bench = Bench()
    bench.subscription("sub_1", "status=canceled customer=cus_2")
    bench.row("r1 u1 sub_1 cus_1 EXPIRED -")
    #expect(bench.compared() == ["u1: r1~sub_1 subscription"])
  }
}

@Suite struct `properties of the comparison` {
  /// A random world: owners, subscriptions and rows, of which some agree.
  private func world(_ random: inout SplitMix64, agrees: Bool = false) -> Bench {
    var bench = Bench()
    let count = Int.random(in: 1...6, using: &random)
    bench.rows[.owners] = (0..<count).map { ["u\($0)", "-"] }
    let stripe = ["active", "past_due", "canceled", "paused"]
    let words = ["active": "ACTIVE", "past_due": "PAST_DUE", "canceled": "EXPIRED"]
    for number in 0..<count {
      let status = stripe.randomElement(using: &random) ?? "active"
      let owner = UInt8.random(in: 0..<3, using: &random) == 0 ? " owner=u\(number)" : ""
      bench.subscription("sub_\(number)", "status=\(status) customer=cus_\(number)\(owner)")
      let copies = agrees ? 1 : Int.random(in: 0...2, using: &random)
      for copy in 0..<copies {
        let other = agrees ? number : Int.random(in: 0..<count, using: &random)
        let link =
          agrees ? "sub_\(number)" : ["sub_\(other)", "-"].randomElement(using: &random) ?? "-"
        let word = agrees ? words[status] ?? "ACTIVE" : "ACTIVE"
        let owner = agrees || Bool.random(using: &random) ? "u\(number)" : "-"
        bench.row("r\(number)\(copy) \(owner) \(link) cus_\(other) \(word) -")
      }
    }
    return bench
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `sides that agree have no difference`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let lines = world(&random, agrees: true).compared()
    #expect(lines.allSatisfy { !$0.contains("/") && !$0.contains("none") }, "seed \(seed)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the order of rows and objects never matters`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let straight = world(&random)
    var shuffled = straight
    shuffled.rows = shuffled.rows.mapValues { $0.shuffled(using: &random) }
    shuffled.facts.observations.shuffle(using: &random)
    #expect(shuffled.compared() == straight.compared(), "seed \(seed)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the comparison equals the slow and obvious one`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bench = world(&random)
    #expect(bench.compared() == SlowDiff(bench).lines(), "seed \(seed)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `everything is somewhere, once, and named subscriptions are with their rows`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bench = world(&random)
    let rows = bench.rows[.subscriptions] ?? []
    let pairs = bench.compared().flatMap { line in
      line.drop { $0 != ":" }.dropFirst(2).split(separator: "; ").map { pair in
        pair.split(separator: " ")[0].split(separator: "~").map(String.init)
      }
    }
    #expect(pairs.map { $0[0] }.filter { $0 != "-" }.sorted() == rows.map { $0[0] }.sorted())
    let subscriptions = pairs.filter { $0[1] != "-" }
    #expect(Set(subscriptions.map { $0[1] }).count == bench.facts.observations.count)
    #expect(subscriptions.count == bench.facts.observations.count)
    for pair in subscriptions {
      // The slow way: of all rows that name it, the first by key; all of them are live here.
      let named = rows.filter { $0[2] == pair[1] }.map { $0[0] }.min()
      if let named { #expect(pair[0] == named, "seed \(seed)") }
    }
  }
}

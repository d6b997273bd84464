import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = """
  credits id:key user:owner total#integer used#integer left#integer month#time
  payments id:key user:owner kind at#time
  """

private let unsure = " | any of the columns may be the wrong one"

private func findings(
  _ text: String, _ change: (inout Balance) -> Void = { _ in }
) -> [String] {
  var balance = Balance(column: "left", granted: "total", used: "used")
  change(&balance)
  let rule = DeclaredCheck(name: "credits", table: "credits", rule: .balance(balance))
  return World(tables: tables, rules: [rule], text) {
    $0.entitlements = [
      EntitlementDefinition(plan: "pro", metric: "mails", limit: 2, per: "month"),
      EntitlementDefinition(plan: "team", metric: "mails", limit: nil, per: "month"),
    ]
  }.findings
}

@Test func `E08 what remains is what was granted less what was used`() {
  #expect(
    findings(
      """
      in credits id=1 user=u1 total=10 used=4 left=6
      in credits id=2 user=u1 total=10 used=4 left=7
      in credits id=3 user=u1 total=10 used=12 left=-2
      in credits id=4 user=u1 total=10 used=0 left=11
      in credits id=5 user=u1 total=10 left=3
      in credits id=6 user=u1 left=3 used=1
      in credits id=7 user=u1 total=10 used=4
      """) == [
        "E08 review credits: left is 7, where 10 were granted and 4 used 2" + unsure,
        "E08 review credits: left is -2, below zero 3" + unsure,
        "E08 review credits: left is 11, more than was granted: 10 4" + unsure,
      ])
}

@Test(arguments: 0..<30) func `E08 agrees with plain arithmetic`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  var text = ""
  var slow: [Int] = []
  for place in 0..<40 {
    let (total, used) = (
      Int.random(in: 0...6, using: &random), Int.random(in: 0...6, using: &random)
    )
    let left = Int.random(in: -2...6, using: &random)
    text += "in credits id=\(place) user=u total=\(total) used=\(used) left=\(left)\n"
    if left < 0 || left != total - used { slow.append(place) }
  }
  let told = findings(text).map { $0.replacing(unsure, with: "") }
  #expect(told.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } } == slow)
}

@Test func `E08 where no column says what was granted, the plan and further rows do`() {
  let text = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    sub s1 owner=u1
    in payments id=1 user=u1 kind=addon at=-1d
    in payments id=2 user=u1 kind=other at=-1d
    in payments id=3 user=u1 kind=addon at=-40d
    user u2
    user u3
    row r3 owner=u3 subscription=s3 customer=cus_3 plan=team
    sub s3 owner=u3 price=price_team customer=cus_3

    """
  func rows(_ lines: String) -> [String] {
    findings(text + lines) {
      $0 = Balance(column: "left", used: "used")
      $0.metric = "mails"
      $0.instant = "month"
      $0.additions = Balance.Additions(
        table: "payments", instant: "at",
        conditions: [RowCondition(column: "kind", test: .equals("addon"))])
    }
  }
  #expect(
    rows(
      """
      in credits id=1 user=u1 used=1 left=2 month=-14d
      in credits id=2 user=u1 used=0 left=3 month=-40d
      in credits id=3 user=u2 used=0 left=0 month=-14d
      in credits id=4 user=u3 used=99 left=99 month=-14d
      """) == [])
  #expect(
    rows(
      """
      in credits id=1 user=u1 used=1 left=3 month=-14d
      in credits id=2 user=u1 used=0 left=4 month=-14d
      in credits id=3 user=u2 used=0 left=1 month=-14d
      in credits id=4 user=u1 used=0 left=4 month=-40d
      """) == [
        "E08 review credits: left is 3, where 3 were granted and 1 used 1" + unsure,
        "E08 review credits: left is 4, more than was granted: 3 2" + unsure,
        "E08 review credits: left is 1, more than was granted: 0 3" + unsure,
        "E08 review credits: left is 4, more than was granted: 3 4" + unsure,
      ])
}

private let journal = """
  wallets id:key user:owner left#integer
  entries id:key user:owner amount#integer kind at:created-at#time

  """

private func wallet(
  _ text: String, rules more: [DeclaredCheck] = [], opening: [RowCondition]? = nil
) -> World {
  var balance = Balance(column: "left")
  balance.entries = Balance.Entries(
    table: "entries", amount: "amount",
    opening: opening ?? [RowCondition(column: "kind", test: .equals("opening"))])
  let rule = DeclaredCheck(name: "wallet", table: "wallets", rule: .balance(balance))
  return World(tables: journal, rules: [rule] + more, text)
}

private let entries = """
  user u1
  in entries id=1 user=u1 amount=100 kind=opening
  in entries id=2 user=u1 amount=-30 kind=use
  in entries id=3 user=u2 amount=7 kind=opening

  """

@Test func `E08 a balance is rebuilt from its journal`() {
  #expect(wallet(entries + "in wallets id=w user=u1 left=70").findings == [])
  let world = wallet(entries + "in wallets id=w user=u1 left=90")
  #expect(world.findings == ["E08 auto wallet: left is 90, the entries add up to 70 w"])
  #expect(world.mended().findings == [])
}

@Test(arguments: [
  ("in wallets id=w user=u1 left=90", "no entry is known to be the owner's first", true),
  (
    "in wallets id=w user=u1 left=90\nin wallets id=v user=u1 left=70",
    "the owner has several balances", false
  ),
  (
    "in entries id=4 user=u1 amount=5 kind=opening\nin wallets id=w user=u1 left=90",
    "no entry is known to be the owner's first", false
  ),
  (
    "in entries id=4 user=u1 amount=-500 kind=use\nin wallets id=w user=u1 left=90",
    "the entries add up to less than nothing", false
  ),
])
func `E08 a journal that may not be whole rebuilds nothing`(
  _ text: String, _ reason: String, _ isWithoutOpening: Bool
) {
  let world = wallet(entries + text, opening: isWithoutOpening ? [] : nil)
  #expect(world.findings.count == 1)
  #expect(world.findings.first?.hasSuffix(" | " + reason) == true)
}

@Test func `E08 a journal of which old entries are deleted rebuilds nothing`() {
  let kept = DeclaredCheck(
    name: "kept", table: "entries", rule: .retention(column: "at", seconds: 86_400 * 90))
  #expect(
    wallet(entries + "in wallets id=w user=u1 left=90", rules: [kept]).findings == [
      "E08 review wallet: left is 90, the entries add up to 70 w | the journal may not be whole"
    ])
}

@Test func `E08 an entry made a moment ago is left to the next run`() {
  #expect(
    wallet(
      entries + "in entries id=4 user=u1 amount=5 kind=use at=-1m\nin wallets id=w user=u1 left=90"
    ).findings == [])
}

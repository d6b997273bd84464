import Billing
import Bytes
import Diagnostics
import Normalize
import Reconciliation
import TestSupport
import Testing

@Suite struct `folding sights into a state` {
  /// What happens, the horizon, and what must come of it.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var table: String
    var horizon: Int64 = 1_000_000
    var outcome: String

    init(_ name: String, _ table: String, horizon: Int64 = 1_000_000, gives outcome: String) {
      testDescription = name
      self.table = table
      self.horizon = horizon
      self.outcome = outcome
    }
  }

  static let order: [Case] = [
    Case(
      "the latest event counts",
      """
      20  updated   evt_a  status=active    status=trialing
      10  created   evt_b  status=trialing
      """, gives: "status=active start"),
    Case(
      "in one second creation is first and deletion last, whatever the ids say",
      """
      10  deleted   evt_a  status=canceled
      10  updated   evt_b  status=active    status=incomplete
      10  created   evt_c  status=incomplete
      """, gives: "status=canceled start"),
    Case(
      "in one second what was replaced decides against the ids",
      """
      5   created   evt_0  status=incomplete
      10  updated   evt_a  status=past_due    status=active
      10  updated   evt_b  status=active      status=incomplete
      """, gives: "status=past_due start"),
    Case(
      "three updates of one second, ids backwards",
      """
      5   created   evt_0  status=incomplete
      10  updated   evt_a  status=unpaid      status=past_due
      10  updated   evt_b  status=past_due    status=active
      10  updated   evt_c  status=active      status=incomplete
      """, gives: "status=unpaid start"),
    Case(
      "there and back in one second is told by what was before",
      """
      5   created   evt_0  status=active
      10  updated   evt_a  status=active      status=past_due
      10  updated   evt_b  status=past_due    status=active
      """, gives: "status=active start"),
    Case(
      "there and back in one second, with nothing before, stays open",
      """
      10  updated   evt_a  status=active      status=past_due
      10  updated   evt_b  status=past_due    status=active
      """, gives: "status=past_due ambiguous"),
    Case(
      "updates of one second that fit together after a gap",
      """
      5   created   evt_0  status=trialing
      10  updated   evt_a  status=unpaid      status=past_due
      10  updated   evt_b  status=past_due    status=active
      """, gives: "status=unpaid start gap"),
    Case(
      "one second and no word about what was replaced: the times inside the ids",
      """
      10  updated   evt_1OXMRiKXBGcb0  status=active
      10  updated   evt_1OXMRhKXBGcb9  status=past_due
      """, gives: "status=active ambiguous"),
    Case(
      "one second and nothing but ids: their bytes",
      """
      10  updated   evt_b  status=active
      10  updated   evt_a  status=past_due
      """, gives: "status=active ambiguous"),
    Case(
      "an open second does not matter once a later one is clear",
      """
      10  updated   evt_b  status=active
      10  updated   evt_a  status=past_due
      20  updated   evt_c  status=unpaid     status=active
      """, gives: "status=unpaid"),
    Case(
      "sights of one second that agree are not ambiguous",
      """
      10  updated   evt_b  status=active
      10  paused    evt_a  status=active
      """, gives: "status=active"),
    Case(
      "a word for a pause follows from the update of the same second",
      """
      5   created   evt_0  status=trialing
      10  paused    evt_a  status=paused
      10  updated   evt_b  status=paused      status=trialing
      """, gives: "status=paused start"),
  ]

  static let ends: [Case] = [
    Case(
      "an end absorbs what comes after",
      """
      10  created   evt_a  status=active
      20  deleted   evt_b  status=canceled
      30  updated   evt_c  status=active      status=past_due
      """, gives: "status=canceled start gap after-end"),
    Case(
      "an end absorbs a snapshot too",
      """
      20  deleted   evt_b  status=canceled
      30  snapshot  -      status=active
      """, gives: "status=canceled start after-end"),
    Case(
      "the later word of the end counts",
      """
      10  updated   evt_a  status=canceled,ended_at=9   status=active
      20  updated   evt_b  status=canceled,ended_at=10  ended_at=9
      """, gives: "status=canceled,endedAt=10"),
    Case(
      "incomplete_expired is an end",
      """
      10  updated   evt_a  status=incomplete_expired  status=incomplete
      20  updated   evt_b  status=active              status=incomplete_expired
      """, gives: "status=incomplete_expired after-end"),
    Case(
      "an update in the second of the end comes before it",
      """
      10  created   evt_a  status=active
      20  deleted   evt_b  status=canceled
      20  updated   evt_c  status=active,quantity=2   quantity=1
      """, gives: "status=canceled start"),
    Case(
      "the stub of a deleted subscription is canceled and keeps what was known",
      """
      10  created   evt_a  status=active,customer=cus_1,created=10
      20  deleted   evt_b  deleted=true
      """, gives: "customer=cus_1,status=canceled,created=10 start"),
  ]

  static let horizons: [Case] = [
    Case(
      "an event after the horizon is in flight",
      """
      10  created   evt_a  status=active
      20  updated   evt_b  status=past_due   status=active
      """, horizon: 19, gives: "status=active start in-flight"),
    Case(
      "an event at the horizon counts",
      """
      10  created   evt_a  status=active
      20  updated   evt_b  status=past_due   status=active
      """, horizon: 20, gives: "status=past_due start"),
    Case(
      "all in flight, no state", "20  created  evt_a  status=active", horizon: 19,
      gives: "none start in-flight"),
    Case(
      "an end in flight does not absorb",
      """
      10  updated   evt_a  status=active
      20  deleted   evt_b  status=canceled
      """, horizon: 15, gives: "status=active in-flight"),
    Case(
      "a snapshot taken after the horizon counts, and what it overtook stays in flight",
      """
      10  created   evt_a  status=active
      20  updated   evt_b  status=past_due   status=active
      25  snapshot  -      status=past_due
      30  updated   evt_c  status=active     status=past_due
      """, horizon: 15, gives: "status=past_due start in-flight"),
  ]

  static let snapshots: [Case] = [
    Case(
      "a snapshot is a beginning", "10  snapshot  -  status=active", gives: "status=active start"),
    Case(
      "a snapshot overrides what was before it",
      """
      10  updated   evt_a  status=past_due   status=active
      20  snapshot  -      status=active
      """, gives: "status=active start"),
    Case(
      "an event after a snapshot overrides it",
      """
      20  updated   evt_a  status=past_due   status=active
      10  snapshot  -      status=active
      """, gives: "status=past_due start"),
    Case(
      "a snapshot comes after the events of its second",
      """
      10  deleted   evt_a  status=canceled
      10  snapshot  -      status=canceled,ended_at=10
      """, gives: "status=canceled,endedAt=10 start"),
    Case(
      "two snapshots of one second that disagree",
      """
      10  snapshot  -      status=active,cancel_at=null
      10  snapshot  -      status=active,cancel_at=9
      10  snapshot  -      status=active,cancel_at=9
      """, gives: "status=active,cancelAt=9 start ambiguous"),
    Case(
      "a value that nobody set: an event is missing",
      """
      10  created   evt_a  status=active
      20  updated   evt_b  status=unpaid     status=past_due
      """, gives: "status=unpaid start gap"),
    Case(
      "a value that changed unsaid: an event is missing",
      """
      10  created   evt_a  status=active,quantity=1
      20  updated   evt_b  status=past_due,quantity=2  status=active
      """, gives: "status=past_due,quantity=2 start gap"),
    Case(
      "a changed quantity by itself is no gap",
      """
      10  created   evt_a  status=active,quantity=1
      20  updated   evt_b  status=active,quantity=2  quantity=1
      """, gives: "status=active,quantity=2 start"),
    Case(
      "a snapshot after it mends a gap",
      """
      10  created   evt_a  status=active
      20  updated   evt_b  status=unpaid     status=past_due
      30  snapshot  -      status=unpaid
      """, gives: "status=unpaid start"),
    Case(
      "a snapshot before it does not",
      """
      5   snapshot  -      status=active
      10  updated   evt_a  status=past_due   status=active
      20  updated   evt_b  status=canceled   status=unpaid
      """, gives: "status=canceled start gap"),
    Case(
      "the new value repeated as the old one says nothing",
      """
      10  created   evt_a  status=active,cancel_at_period_end=false
      20  updated   evt_b  status=active,cancel_at_period_end=true  cancel_at_period_end=true
      """, gives: "status=active,cancelAtPeriodEnd=true start"),
    Case(
      "an update without a beginning", "10  updated  evt_a  status=active  status=trialing",
      gives: "status=active"),
  ]

  @Test(arguments: [order, ends, horizons, snapshots].joined())
  func `the table's outcome, in every order of its lines`(_ one: Case) {
    let texts = FoldTable(one.table).texts
    var random = SplitMix64(seed: 1)
    for _ in 0..<6 {
      let facts = FoldTable.facts(texts.shuffled(using: &random))
      let folded = Folded(facts, horizon: one.horizon)
      let words = folded.states["sub_1"] ?? ""
      #expect(
        Set(words.split(separator: " ").flatMap { $0.split(separator: ",") })
          == Set(one.outcome.split(separator: " ").flatMap { $0.split(separator: ",") }), "\(words)"
      )
    }
  }
}

@Suite struct `copies of events` {
  private let active = event(
    "evt_1", "customer.subscription.updated", at: 10,
    object(.subscription, #""status":"active""#, id: "sub_1"))
  private let rewritten =
    #"{"data": {"object": {"status":"active","object":"subscription","id":"sub_1"}},"#
    + #""request":{"id":null},"livemode":true,"pending_webhooks":3,"created":10,"#
    + #""type":"customer.subscription.updated","object":"event","id":"evt_1"}"#
  private let other = event(
    "evt_1", "customer.subscription.updated", at: 10,
    object(.subscription, #""status":"canceled""#, id: "sub_2"))

  @Test func `a copy counts once, however it is written`() {
    let folded = Folded(Normalized([active, rewritten, active]).facts)
    #expect(folded.eventCount == 1 && folded.duplicateCount == 2 && folded.codes.isEmpty)
    #expect(folded.states == ["sub_1": "status=active"])
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [2, 0, 1]])
  func `one id with two contents: both are set aside, their objects doubted`(order: [Int]) {
    let clean = event(
      "evt_2", "customer.subscription.updated", at: 5,
      object(.subscription, #""status":"trialing""#, id: "sub_1"))
    let copies = [active, rewritten, other]
    let folded = Folded(Normalized(order.map { copies[$0] } + [clean]).facts)
    #expect(folded.codes == ["stripe-event-conflict"])
    #expect(folded.eventCount == 2 && folded.duplicateCount == 1)
    #expect(folded.states == ["sub_1": "status=trialing conflict"])
  }

  @Test func `an event of another kind can conflict as well`() {
    let charge = event("evt_9", "charge.succeeded", at: 5, #"{"id":"ch","object":"charge"}"#)
    let refund = event("evt_9", "charge.succeeded", at: 6, #"{"id":"ch","object":"charge"}"#)
    let folded = Folded(Normalized([charge, refund, charge]).facts)
    #expect(folded.codes == ["stripe-event-conflict"] && folded.duplicateCount == 1)
  }

  @Test func `objects of two kinds that share an id are folded apart`() {
    let texts = [
      event("evt_1", "customer.created", at: 9, object(.customer, #""created":2"#, id: "x")),
      event(
        "evt_2", "customer.subscription.created", at: 5,
        object(.subscription, #""status":"trialing","created":3"#, id: "x")),
      event(
        "evt_3", "customer.deleted", at: 11, object(.customer, #""deleted":true"#, id: "x")),
      event(
        "evt_4", "customer.subscription.updated", at: 10,
        object(.subscription, #""status":"active","created":3"#, id: "x")),
    ]
    var log = DiagnosticLog()
    let ledger = StripeFold(clock: ClockRules(asOf: .init(seconds: 100), settleSeconds: 0)).run(
      Normalized(texts).facts, log: &log)
    let words = [StripeKind.customer, .subscription].map { kind in
      ledger[kind].map { Folded.words(of: $0, in: ledger) }
    }
    #expect(words == [["created=2,deleted=true start"], ["status=active,created=3 start"]])
  }

  @Test func `a tainted subject, an unknown status, the window`() {
    var normalizer = StripeNormalizer(scope: StripeScope())
    normalizer.taint("sub_1")
    var facts = normalizer.takeFacts()
    let odd = event(
      "evt_3", "customer.subscription.updated", at: 30,
      object(.subscription, #""status":"trial""#, id: "sub_3"))
    facts.absorb(Normalized([active, odd]).facts, recordBase: 0)
    let folded = Folded(facts)
    #expect(
      folded.states == ["sub_1": "status=active tainted", "sub_3": "status=trial"])
    #expect(folded.codes == ["stripe-unknown-status"])
    var log = DiagnosticLog()
    let ledger = StripeFold(clock: ClockRules(asOf: .init(seconds: 100), settleSeconds: 0)).run(
      facts, log: &log)
    #expect(ledger.window == .init(seconds: 10)...(.init(seconds: 30)))
    #expect(ledger.status(of: ledger[.subscription][0]) == .active)
    #expect(ledger.status(of: ledger[.subscription][1]) == nil)
  }

  @Test func `a price for each subscription, more than words are counted, is read all the same`() {
    let count = 17_000
    let texts = (0..<count).map { number in
      event(
        "evt_\(number)", "customer.subscription.created", at: 1,
        object(.subscription, #""plan":{"id":"price_\#(number)"}"#, id: "sub_\(number)"))
    }
    let facts = Normalized(texts).facts
    var prices: [String: String] = [:]
    for sight in facts.observations {
      prices[facts.symbols.text(sight.object)] =
        facts.fact(.price, of: sight).word(in: facts.symbols)
    }
    #expect(prices.count == count)
    #expect((0..<count).allSatisfy { prices["sub_\($0)"] == "price_\($0)" })
  }

  @Test func `of packed sights those that are wanted are unpacked, and no others`() {
    var normalizer = StripeNormalizer(scope: StripeScope())
    for number in 0..<40 {
      let status = object(.subscription, #""status":"active""#, id: "sub_\(number % 20)")
      let update = event(
        "evt_\(number)", "customer.subscription.updated", at: Int64(number), status)
      normalizer.take(update, takenAt: 0, number: UInt32(number + 1))
    }
    let words = Words([normalizer.book])
    let chunks = normalizer.takeParts().flatMap(\.sights.chunks)
    let wanted = Set(["sub_3", "sub_7"].map { withView(Array($0.utf8)) { Fingerprint.of($0) } })
    let facts = StripeFacts(packed: chunks, recordBases: [], words: words, of: wanted)
    let ids = facts.observations.map { facts.symbols.text($0.object) }.sorted()
    #expect(ids == ["sub_3", "sub_3", "sub_7", "sub_7"])
    #expect(facts.observations.allSatisfy { facts.fact(.status, of: $0).symbol != nil })
    #expect(facts.symbols.count < 10)
  }

  @Test func `a deleted customer's stub keeps its owner`() {
    let whole = event(
      "evt_1", "customer.created", at: 1,
      object(.customer, #""created":2,"metadata":{"userId":"u"}"#, id: "cus_1"))
    let stub = event(
      "evt_2", "customer.deleted", at: 2, object(.customer, #""deleted":true"#, id: "cus_1"))
    let late = event(
      "evt_3", "customer.updated", at: 3, object(.customer, #""created":2"#, id: "cus_1"))
    let folded = Folded(Normalized([whole, stub, late]).facts)
    #expect(folded.states == ["cus_1": "created=2,owner=u,deleted=true start after-end"])
  }
}

import Billing
import Bytes
import Diagnostics
import Normalize
import Reconciliation
import Testing

private func update(_ id: String, at time: Int, currency: String) -> String {
  """
  {"object":"event","id":"\(id)","type":"customer.subscription.updated","created":\(time),\
  "data":{"object":{"object":"subscription","id":"sub_1","status":"active",\
  "currency":"\(currency)"}}}
  """
}

@Test func `a past state keeps the texts that the present no longer has`() throws {
  let facts = Normalized([
    update("evt_1", at: 10, currency: "gbp"), update("evt_2", at: 20, currency: "usd"),
  ]).facts
  var present = Symbols()
  let subscription = present.intern("sub_1")
  _ = present.intern("usd")
  let clock = ClockRules(asOf: Timestamp(seconds: 9_000), dumpTakenAt: Timestamp(seconds: 9_000))
  var history = StripeHistory(symbols: present)
  history.add(HistoryFold(clock: clock).past(of: facts, symbols: present))
  let places = history.places(of: subscription, .subscription)
  let currencies = places.map { place in
    history.ledger.fact(.currency, of: history.ledger[.subscription][place])
      .text(in: history.ledger.symbols)
  }
  #expect(currencies == ["gbp", "usd"])
  let change = try #require(
    history.changes(at: places.upperBound - 1, since: places.lowerBound, .subscription).first)
  #expect(change.field == .currency)
  #expect(change.new.symbol == present.find("usd"))
}

@Test(arguments: [
  ("invoice", "invoice.payment_failed"), ("invoice", "invoice.finalized"),
  ("subscription", "customer.subscription.paused"), ("dispute", "charge.dispute.closed"),
  ("dispute", "charge.dispute.created"), ("checkout.session", "checkout.session.completed"),
  ("payment_intent", "payment_intent.payment_failed"),
  ("subscription", "customer.subscription.\u{e9}"),
])
func `a past state tells the type of its event, whatever that is`(object: String, type: String)
  throws
{
  let facts = Normalized(
    [
      """
      {"object":"event","id":"evt_1","type":"\(type)","created":10,\
      "data":{"object":{"object":"\(object)","id":"id_1","status":"open"}}}
      """
    ], looksIntoPayments: true
  ).facts
  let kind = try #require(StripeKind.allCases.first { "\($0.objectName)" == object })
  var present = Symbols()
  let id = present.intern("id_1")
  let clock = ClockRules(asOf: Timestamp(seconds: 9_000), dumpTakenAt: Timestamp(seconds: 9_000))
  var history = StripeHistory(symbols: present)
  history.add(HistoryFold(clock: clock).past(of: facts, symbols: present))
  let place = try #require(history.places(of: id, kind).first)
  #expect(history.state(place, kind).eventType == type)
}

@Test func `parts that know different strangers are told apart when they are joined`() {
  let present = Symbols()
  var history = StripeHistory(symbols: present)
  for (id, word) in [("sub_1", "gbp"), ("sub_2", "eur")] {
    var part = StripeHistory.Part(symbols: present)
    let texts = [id, word].map { text in withView(Array(text.utf8)) { part.symbol(of: $0) } }
    let origin = RecordOrigin(
      file: FileID(rawValue: 0), recordNumber: 1, startByte: 0, byteCount: 1)
    let past = PastState(
      .price, source: .event, event: "evt", time: Timestamp(seconds: 1), rank: .creation,
      origin: origin)
    let cells = StripeKind.price.fields.map { $0 == .currency ? Cell.symbol(texts[1]) : .unknown }
    part.add(texts[0], .price, [(past, cells)])
    history.add(part)
  }
  let prices = history.ledger[.price]
  #expect(prices.map { history.text($0.id) } == ["sub_1", "sub_2"])
  let words = prices.map { history.ledger.fact(.currency, of: $0).text(in: history.ledger.symbols) }
  #expect(words == ["gbp", "eur"])
}

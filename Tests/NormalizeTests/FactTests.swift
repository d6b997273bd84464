import Billing
import Bytes
import Diagnostics
import Reconciliation
import Testing

/// One shape of an object and what must be read from it.
struct Shape: CustomTestStringConvertible, Sendable {
  var name: String
  var kind: StripeKind
  /// The members besides `id` and `object`.
  var members: String
  /// `field=word` for every field that matters; the others are not looked at.
  var facts: String

  var testDescription: String { name }

  init(_ name: String, _ members: String, _ facts: String) {
    self.init(name, .subscription, members, facts)
  }

  init(_ name: String, _ kind: StripeKind, _ members: String, _ facts: String) {
    self.name = name
    self.kind = kind
    self.members = members
    self.facts = facts
  }
}

@Suite struct `facts by what is present` {
  private static let price =
    #"{"id":"p1","product":"prod","unit_amount":1200,"currency":"usd","recurring":"#
    + #"{"interval":"month","interval_count":3,"usage_type":"licensed"}}"#
  private static let metered = #"{"id":"m1","recurring":{"usage_type":"metered"}}"#

  static let periods: [Shape] = [
    Shape(
      "before basil the period stands on the subscription",
      #""current_period_start":10,"current_period_end":20"#,
      "periodStart=10 periodEnd=20 periodsDiffer=?"),
    Shape(
      "since basil it stands on the item",
      #""items":{"data":[{"current_period_start":10,"current_period_end":20}]}"#,
      "periodStart=10 periodEnd=20 periodsDiffer=false"),
    Shape(
      "where both say something the item counts",
      #""items":{"data":[{"current_period_start":10,"current_period_end":20}]},"#
        + #""current_period_start":1,"current_period_end":2"#,
      "periodStart=10 periodEnd=20"),
    Shape(
      "items that agree have one period",
      #""items":{"data":[{"current_period_start":10,"current_period_end":20},"#
        + #"{"current_period_start":10,"current_period_end":20}]}"#,
      "periodStart=10 periodEnd=20 periodsDiffer=false itemCount=2"),
    Shape(
      "mixed intervals are spanned and flagged",
      #""items":{"data":[{"current_period_start":12,"current_period_end":20},"#
        + #"{"current_period_start":10,"current_period_end":99}]}"#,
      "periodStart=10 periodEnd=99 periodsDiffer=true"),
    Shape(
      "an item without a period is passed over",
      #""items":{"data":[{"id":"si_1"},{"current_period_start":10,"current_period_end":20}]}"#,
      "periodStart=10 periodEnd=20 periodsDiffer=false"),
    Shape("nothing is said where nothing stands", "", "periodStart=? periodEnd=? periodsDiffer=?"),
  ]

  static let items: [Shape] = [
    Shape(
      "one item has the price", #""items":{"data":[{"id":"si","quantity":2,"price":\#(price)}]}"#,
      "item=si price=p1 product=prod unitAmount=1200 currency=usd interval=month intervalCount=3 "
        + "quantity=2 itemCount=1"),
    Shape(
      "an array of items without its list counts too",
      #""items":[{"id":"si","quantity":2,"price":\#(price)}]"#, "item=si price=p1 itemCount=1"),
    Shape(
      "one metered item bears the plan; it says nothing of a quantity",
      #""items":{"data":[{"id":"si","price":\#(metered)}]}"#, "item=si price=m1 quantity=?"),
    Shape(
      "of a licensed and a metered item the licensed one counts",
      #""items":{"data":[{"id":"a","price":\#(metered)},{"id":"b","quantity":4,"#
        + #""price":\#(price)}]}"#,
      "item=b price=p1 quantity=4 itemCount=2"),
    Shape(
      "of two licensed items none is preferred",
      #""quantity":1,"plan":null,"items":{"data":[{"id":"a","price":\#(price)},{"id":"b","#
        + #""price":\#(price)}]}"#,
      "item=? price=? quantity=? unitAmount=? itemCount=2"),
    Shape(
      "of two metered items none is preferred",
      #""items":{"data":[{"id":"a","price":\#(metered)},{"id":"b","price":\#(metered)}]}"#,
      "item=? price=? itemCount=2"),
    Shape(
      "a list that goes on elsewhere singles nothing out",
      #""items":{"has_more":true,"data":[{"id":"a","price":\#(price)}]}"#,
      "item=? price=? itemCount=?"),
    Shape(
      "an item may have a plan only",
      #""items":{"data":[{"id":"si","quantity":1,"plan":{"id":"small","amount":5,"#
        + #""interval":"year","#
        + #""interval_count":1,"currency":"eur","product":{"id":"prod"}}}]}"#,
      "price=small unitAmount=5 interval=year intervalCount=1 currency=eur"
        + " product=prod quantity=1"),
    Shape(
      "the subscription may have a plan only",
      #""plan":{"id":"small","amount":5},"quantity":7"#, "price=small unitAmount=5 quantity=7"),
    Shape(
      "the plan beside an item says nothing more",
      #""plan":{"id":"small","amount":5},"quantity":7,"items":{"data":[{"quantity":2,"#
        + #""price":\#(price)}]}"#,
      "price=p1 unitAmount=1200 quantity=2"),
    Shape(
      "a price may be given as its id", #""items":{"data":[{"price":"p9","quantity":1}]}"#,
      "price=p9 unitAmount=?"),
    Shape(
      "a fractional or tiered price has no amount",
      #""items":{"data":[{"price":{"id":"p","unit_amount":null,"unit_amount_decimal":"0.5"}}]}"#,
      "unitAmount=null"),
    Shape(
      "a price set in another currency has no amount in ours",
      #""currency":"eur","items":{"data":[{"price":\#(price)}]}"#,
      "currency=eur unitAmount=?"),
    Shape(
      "of several items all are listed with their prices",
      #""items":{"data":[{"id":"a","price":\#(metered)},{"id":"b","price":\#(price)}]}"#,
      "itemList=a|m1|b|p1 item=b"),
    Shape(
      "one item needs no list, and its price may have been archived",
      #""items":{"data":[{"id":"a","price":{"id":"p1","active":false}}]}"#,
      "itemList=null active=false"),
    Shape("a quantity by itself counts", #""quantity":5"#, "quantity=5 price=?"),
    Shape("no items at all", #""items":{"data":[]}"#, "itemCount=0 price=?"),
  ]

  static let others: [Shape] = [
    Shape("a customer as its id", #""customer":"cus_1""#, "customer=cus_1"),
    Shape(
      "a customer in full", #""customer":{"id":"cus_1","object":"customer"}"#, "customer=cus_1"),
    Shape("a customer as a stub", #""customer":{"id":"cus_1","deleted":true}"#, "customer=cus_1"),
    Shape("no customer", #""customer":null"#, "customer=null"),
    Shape(
      "an end without the flag", #""cancel_at":50,"cancel_at_period_end":false"#,
      "cancelAt=50 cancelAtPeriodEnd=false"),
    Shape(
      "old names", #""start":3,"billing":"send_invoice""#,
      "startDate=3 collectionMethod=send_invoice"),
    Shape(
      "new names win over old ones, whichever stands first",
      #""start":3,"start_date":4,"collection_method":"a","billing":"b""#,
      "startDate=4 collectionMethod=a"),
    Shape(
      "new names win over old ones that follow",
      #""start_date":4,"start":3,"billing":"b","collection_method":"a""#,
      "startDate=4 collectionMethod=a"),
    Shape(
      "a pause", #""pause_collection":{"behavior":"void","resumes_at":9}"#, "pauseBehavior=void"),
    Shape("no pause", #""pause_collection":null"#, "pauseBehavior=null"),
    Shape(
      "a changed end of a pause says nothing of its kind", #""pause_collection":{"resumes_at":9}"#,
      "pauseBehavior=?"),
    Shape(
      "the old discount", #""discount":{"id":"di","coupon":{"id":"HALF"}}"#, "discount=HALF"),
    Shape("discounts as ids", #""discounts":["di_1","di_2"]"#, "discount=di_1"),
    Shape(
      "discounts in full", #""discounts":[{"id":"di","coupon":{"id":"HALF"}}]"#, "discount=HALF"),
    Shape(
      "discounts since clover",
      #""discounts":[{"id":"di","source":{"type":"coupon","coupon":"HALF"}}]"#,
      "discount=HALF"),
    Shape(
      "the coupon of the old field beside ids, whichever stands first",
      #""discount":{"id":"di","coupon":{"id":"HALF"}},"discounts":["di"]"#, "discount=HALF"),
    Shape(
      "the coupon of the old field after ids",
      #""discounts":["di"],"discount":{"id":"di","coupon":{"id":"HALF"}}"#, "discount=HALF"),
    Shape("no discount", #""discount":null,"discounts":[]"#, "discount=null"),
    Shape("discounts not told", "", "discount=?"),
    Shape(
      "a pending price",
      #""pending_update":{"subscription_items":[{"price":{"id":"p2"}}]}"#, "pendingPrice=p2"),
    Shape(
      "a pending change of several items",
      #""pending_update":{"subscription_items":[{"price":"a"},{"price":"b"}]}"#,
      "pendingPrice=?"),
    Shape("nothing pending", #""pending_update":null"#, "pendingPrice=null"),
    Shape("the owner by the first key", #""metadata":{"user_id":"u2","userId":"u1"}"#, "owner=u1"),
    Shape("an empty owner is none", #""metadata":{"userId":"","user_id":"u2"}"#, "owner=u2"),
    Shape("a name with escapes", #""metadata":{"user\u0049d":"u1"}"#, "owner=u1"),
    Shape("no owner", #""metadata":{"plan":"x"}"#, "owner=?"),
    Shape(
      "references in full",
      #""schedule":{"id":"sch"},"test_clock":"clock""#,
      "schedule=sch testClock=clock"),
    Shape("a stub", #""deleted":true"#, "status=canceled customer=?"),
  ]

  static let otherKinds: [Shape] = [
    Shape(
      "a customer", .customer, #""created":5,"metadata":{"userId":"u"}"#,
      "created=5 owner=u deleted=?"),
    Shape("a deleted customer", .customer, #""deleted":true"#, "deleted=true created=?"),
    Shape(
      "an old invoice", .invoice,
      #""customer":"c","subscription":"s","date":7,"amount_due":3,"amount_paid":2,"total":3,"#
        + #""currency":"usd""#,
      "customer=c subscription=s created=7 amountDue=3 amountPaid=2 total=3 currency=usd"),
    Shape(
      "an invoice since basil", .invoice,
      #""status":"paid","created":8,"parent":{"subscription_details":{"subscription":"s2"}},"#
        + #""status_transitions":{"paid_at":9},"billing_reason":"subscription_cycle""#,
      "subscription=s2 status=paid created=8 paidAt=9 billingReason=subscription_cycle"),
    Shape(
      "an invoice with both, which disagree", .invoice,
      #""subscription":"s1","parent":{"subscription_details":{"subscription":{"id":"s2"}}}"#,
      "subscription=s2"),
    Shape(
      "an invoice without a parent's subscription", .invoice,
      #""subscription":"s1","parent":{"type":"quote_details","subscription_details":null}"#,
      "subscription=s1"),
    Shape(
      "a session with our own reference", .checkoutSession,
      #""customer":"c","subscription":"s","status":"complete","created":4,"#
        + #""client_reference_id":"u1","#
        + #""metadata":{"userId":"u2"}"#,
      "customer=c subscription=s status=complete created=4 owner=u1"),
    Shape(
      "a session whose reference is null", .checkoutSession,
      #""client_reference_id":null,"metadata":{"userId":"u2"}"#, "owner=u2"),
    Shape(
      "a session whose reference is empty", .checkoutSession,
      #""client_reference_id":"","metadata":{"userId":"u2"}"#, "owner=u2"),
    Shape(
      "a schedule's next phase", .subscriptionSchedule,
      #""subscription":"s","status":"active","current_phase":{"start_date":1,"end_date":5},"#
        + #""phases":"#
        + #"[{"start_date":1,"items":[{"price":"a"}]},{"start_date":5,"#
        + #""items":[{"price":{"id":"b"}}]}]"#,
      "subscription=s status=active phaseStart=5 pendingPrice=b"),
    Shape(
      "an old schedule's next phase", .subscriptionSchedule,
      #""current_phase":{"end_date":5},"phases":[{"start_date":5,"plans":[{"plan":"b"}]}]"#,
      "phaseStart=5 pendingPrice=b"),
    Shape(
      "a schedule in its last phase", .subscriptionSchedule,
      #""current_phase":{"end_date":5},"phases":[{"start_date":1,"items":[{"price":"a"}]}]"#,
      "phaseStart=null pendingPrice=null"),
    Shape(
      "a next phase of several items", .subscriptionSchedule,
      #""current_phase":{"end_date":5},"phases":[{"start_date":5,"items":[{"price":"a"},"#
        + #"{"price":"b"}]}]"#,
      "phaseStart=5 pendingPrice=?"),
    Shape(
      "a schedule that has not started", .subscriptionSchedule,
      #""current_phase":null,"phases":[]"#, "phaseStart=? pendingPrice=?"),
    Shape(
      "an invoice and how it was paid", .invoice,
      #""payment_intent":"pi","charge":null,"paid_out_of_band":false,"latest_revision":null"#,
      "paymentIntent=pi charge=null isOutOfBand=false revision=null"),
    Shape(
      "the payments of an invoice since basil: the one that paid", .invoice,
      #""payments":{"data":[{"status":"canceled","payment":{"payment_intent":"pi_0"}},"#
        + #"{"status":"paid","payment":{"payment_intent":"pi_1","type":"payment_intent"}}]}"#,
      "paymentIntent=pi_1 charge=? revision=?"),
    Shape(
      "a price", .price,
      #""product":"prod","unit_amount":1200,"currency":"usd","active":false,"created":5,"#
        + #""recurring":{"interval":"month","interval_count":3}"#,
      "product=prod unitAmount=1200 currency=usd active=false interval=month intervalCount=3"),
    Shape(
      "a plan", .price, #""amount":7,"interval":"year","active":true,"product":{"id":"prod"}"#,
      "unitAmount=7 interval=year active=true product=prod"),
    Shape(
      "a payment intent", .paymentIntent,
      #""amount":5,"amount_received":4,"status":"succeeded","latest_charge":{"id":"ch"},"#
        + #""invoice":"in","customer":"c","currency":"eur","created":3"#,
      "amount=5 amountPaid=4 status=succeeded charge=ch invoice=in currency=eur created=3"),
    Shape(
      "an old payment intent", .paymentIntent, #""charges":{"data":[{"id":"ch"},{"id":"old"}]}"#,
      "charge=ch invoice=?"),
    Shape(
      "a charge", .charge,
      #""amount":5,"amount_refunded":2,"payment_intent":"pi","invoice":null,"status":"succeeded""#,
      "amount=5 amountRefunded=2 paymentIntent=pi invoice=null status=succeeded"),
    Shape(
      "a refund", .refund, #""amount":5,"charge":"ch","payment_intent":"pi","status":"pending""#,
      "amount=5 charge=ch paymentIntent=pi status=pending"),
    Shape(
      "a dispute", .dispute, #""amount":5,"charge":"ch","payment_intent":"pi","status":"lost""#,
      "amount=5 charge=ch paymentIntent=pi status=lost"),
  ]

  @Test(arguments: [periods, items, others, otherKinds].joined())
  func `a shape says what it says, whole and as what an update replaced`(_ shape: Shape) throws {
    let text = object(shape.kind, shape.members)
    let whole = Normalized([text], looksIntoPayments: true)
    // What was replaced is told in the same words; a stub of one is never seen.
    let update = Normalized(
      [
        event("evt_1", "x.updated", at: 5, object(shape.kind, ""), previous: text)
      ], looksIntoPayments: true)
    let previous = Set(update.previous().split(separator: " ").map(String.init))
    #expect(whole.log.entries.isEmpty && update.log.entries.isEmpty)
    for expectation in shape.facts.split(separator: " ") {
      let parts = expectation.split(separator: "=")
      let field = try #require(StripeField(named: parts[0]))
      #expect(whole.word(field) == parts[1], "\(field)")
      if parts[1] != "?" { #expect(previous.contains(String(expectation)), "\(field) before") }
    }
  }

  @Test func `what an update replaced is kept only where it says something`() {
    let update = event(
      "evt_1", "customer.subscription.updated", at: 5,
      object(.subscription, #""status":"active""#),
      previous: #"{"status":"trialing","plan":{"id":"old"},"default_source":"card"}"#)
    let none = event(
      "evt_2", "customer.subscription.updated", at: 5, object(.subscription, ""), previous: "null")
    let outcome = Normalized([update, none])
    #expect(outcome.previous(0) == "status=trialing price=old")
    #expect(outcome.previous(1).isEmpty)
  }

  @Test func `an event's envelope is kept, whatever its generation`() {
    let body = object(.subscription, "", id: "sub_1")
    let old =
      #"{"id":"evt_1","object":"event","type":"customer.subscription.updated","created":5,"#
      + #""request":"req_1","api_version":"2017-04-06","data":{"object":\#(body)}}"#
    let new =
      #"{"data":{"object":\#(body)},"id":"evt_2","object":"event","type":"ping","created":6,"#
      + #""request":{"id":"req_2","idempotency_key":null},"account":"acct_1","livemode":false,"#
      + #""pending_webhooks":2}"#
    let facts = Normalized([old, new]).facts
    let text = facts.symbols.text
    #expect(facts.observations.map { text($0.event) } == ["evt_1", "evt_2"])
    #expect(facts.survey.accounts == [[], Array("acct_1".utf8)])
    #expect(facts.survey.sawTest && !facts.survey.sawLive)
    #expect(facts.survey.window == .init(seconds: 5)...(.init(seconds: 6)))
    #expect(facts.observations.map(\.time.seconds) == [5, 6])
    #expect(facts.observations.allSatisfy { text($0.object) == "sub_1" && !$0.isSnapshot })
  }

  @Test func `an e-mail address is kept as a fingerprint, whatever its case`() {
    let one = Normalized([object(.customer, #""email":"Ann@Example.com""#)])
    let other = Normalized([object(.customer, #""email":" ann@example.com""#)])
    let third = Normalized([object(.customer, #""email":"bob@example.com""#)])
    #expect(one.word(.email) == other.word(.email) && one.word(.email) != third.word(.email))
    #expect(Int64(one.word(.email)) != nil)
    #expect(Normalized([object(.customer, #""email":null"#)]).word(.email) == "null")
  }

  @Test func `objects of other kinds are told apart but not looked into`() {
    let charge = #"{"id":"ch_1","object":"charge","status":5}"#
    let outcome = Normalized([charge, event("evt_1", "charge.succeeded", at: 5, charge)])
    #expect(outcome.facts.observations.map(\.kind) == [.other, .other])
    #expect(outcome.log.entries.isEmpty)
  }
}

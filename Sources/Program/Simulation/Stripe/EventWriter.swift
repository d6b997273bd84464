import Billing
import Reconciliation

/// Writes events as Stripe renders them, byte by byte.
///
/// This is the data path of the generator: templates are taken apart beforehand, ids come from
/// numbers, and no text is made for a field.
struct EventWriter {
  let world: World
  let identifier: Identifier
  private let templates: [[Template]]
  private let prices: [[UInt8]]
  private let plans: [[UInt8]]
  let items: [Template]
  let statuses = SubscriptionStatus.allCases.map { Array($0.rawValue.utf8) }
  let keys: LocalKeys
  var teller: StoryTeller

  init(_ world: World) {
    self.world = world
    identifier = Identifier(world)
    keys = LocalKeys(world)
    teller = StoryTeller(world)
    let ownerKey = world.definition.stripe.ownerKeys.first ?? "userId"
    let versions = APIVersion.allCases.map { Shapes(version: $0, ownerKey: ownerKey) }
    templates = versions.map { shapes in
      [
        shapes.subscription, shapes.invoice, shapes.paymentIntent, shapes.checkoutSession,
        shapes.customer,
      ].map(shapes.event)
    }
    items = versions.map { shapes in
      Template(
        shapes.item(
          price: "$price$", plan: "$plan$", start: "$periodStart$", end: "$periodEnd$"))
    }
    prices = world.catalogue.prices.map { Array(Shapes.price($0).utf8) }
    plans = world.catalogue.prices.map { Array(Shapes.plan($0).utf8) }
  }

  /// Appends one delivery of an event, with its line feed.
  mutating func write(_ delivery: Delivery, to out: inout [UInt8]) {
    teller.tell(delivery.account)
    let moment = teller.moments[delivery.moment]
    let version = APIVersion(age: world.asOf - moment.time)
    let waiting =
      teller.fault?.cause == .notDelivered && teller.isLost(delivery.moment)
      ? 2 : delivery.isRepeat ? 1 : 0
    let scene = Scene(
      account: delivery.account, number: delivery.moment, moment: moment, version: version,
      subscription: world.layout.firstSubscription(of: delivery.account) + moment.ordinal,
      waiting: waiting)
    templates[version.rawValue][Self.shape(of: moment.kind)].render(to: &out) { hole, out in
      fill(hole, scene, scene.moment.state, &out)
    }
  }

  /// One event and everything its text depends on.
  struct Scene {
    let account: Int
    let number: Int
    let moment: Moment
    let version: APIVersion
    let subscription: Int
    /// How many endpoints have not answered yet.
    let waiting: Int
  }

  private static func shape(of kind: Moment.Kind) -> Int {
    switch kind {
    case .subscriptionCreated, .subscriptionUpdated, .subscriptionDeleted, .trialWillEnd: 0
    case .invoiceFinalized, .invoicePaid, .invoiceFailed: 1
    case .paymentSucceeded: 2
    case .checkoutCompleted: 3
    case .customerCreated, .customerUpdated, .customerDeleted: 4
    }
  }

  // MARK: Holes

  func fill(
    _ hole: Template.Hole, _ scene: Scene, _ state: SubscriptionState, _ out: inout [UInt8]
  ) {
    switch hole {
    case .event, .created, .pending, .request, .type, .previous:
      fillEnvelope(hole, scene, &out)
    case .periodStart: out.append(decimal: state.periodStart)
    case .periodEnd: out.append(decimal: state.periodEnd)
    case .trialStart: append(state.trialStart, &out)
    case .trialEnd: append(state.trialEnd, &out)
    case .cancelAt: append(state.cancelAt, &out)
    case .canceledAt: append(state.canceledAt, &out)
    case .endedAt: append(state.endedAt, &out)
    case .endsWithPeriod: append(state.endsWithPeriod, &out)
    case .price: out.append(contentsOf: prices[state.price])
    case .plan: out.append(contentsOf: plans[state.price])
    case .revision: out.append(decimal: state.revision)
    case .status: out.append(contentsOf: statuses[Self.place(of: state.status)])
    case .start: out.append(decimal: started(scene))
    case .cancellation:
      append(
        state.canceledAt > 0 ? #""cancellation_requested""# : "null", &out)
    case .pause:
      append(
        state.isCollectionPaused ? #"{"behavior":"void","resumes_at":null}"# : "null", &out)
    case .amount, .amountPaid, .amountRemaining, .decimalAmount, .nickname, .product, .priceID,
      .invoiceStatus, .isPaid, .attempts, .paidAt, .nextAttempt, .reason, .number,
      .invoiceCreated:
      fillInvoice(hole, scene, state, &out)
    case .owner, .note, .email, .name, .prefix, .phone, .customerRevision, .customerCreated,
      .delinquent, .deleted:
      fillPerson(hole, scene, &out)
    default: fillIdentifier(hole, scene, state, &out)
    }
  }

  private func fillEnvelope(_ hole: Template.Hole, _ scene: Scene, _ out: inout [UInt8]) {
    switch hole {
    case .event:
      appendEvent(scene.account, scene.number, scene.moment, &out)
    case .created: out.append(decimal: scene.moment.time)
    case .pending: out.append(decimal: scene.waiting)
    case .request: appendRequest(scene, &out)
    case .type: append(scene.moment.kind.type, &out)
    default: appendPrevious(scene, &out)
    }
  }

  private func fillIdentifier(
    _ hole: Template.Hole, _ scene: Scene, _ state: SubscriptionState, _ out: inout [UInt8]
  ) {
    let subscription = scene.subscription
    switch hole {
    case .subscription: appendSubscription(subscription, startedAt: started(scene), &out)
    case .customer: appendCustomer(scene.account, &out)
    case .item:
      append("si_", &out)
      Identifier.base62(identifier.place(.item, subscription), count: 14, to: &out)
    case .method:
      append("pm_", &out)
      Identifier.timed(
        identifier.place(.paymentMethod, scene.account), at: started(scene), to: &out)
    case .invoice, .latestInvoice:
      append("in_", &out)
      appendInvoiceTail(.invoice, subscription, state, &out)
    case .line:
      append("il_", &out)
      appendInvoiceTail(.line, subscription, state, &out)
    case .intent:
      append("pi_", &out)
      appendInvoiceTail(.paymentIntent, subscription, state, lead: 0x33, &out)
    case .charge:
      append("ch_", &out)
      appendInvoiceTail(.charge, subscription, state, lead: 0x33, &out)
    case .session:
      append("cs_live_a1", &out)
      Identifier.base62(identifier.place(.session, subscription), count: 56, to: &out)
    case .hosted:
      append("YWNjdF8x", &out)
      Identifier.base62(
        identifier.place(.hosted, subscription, state.latestInvoice), count: 88, to: &out)
    default:
      Identifier.base62(
        identifier.place(.secret, subscription, state.latestInvoice), count: 25, to: &out)
    }
  }

  /// When a subscription began: its first event says so.
  func started(_ scene: Scene) -> Int {
    teller.moments.first {
      $0.kind == .subscriptionCreated && $0.ordinal == scene.moment.ordinal
    }?.time ?? scene.moment.time
  }

  private func appendRequest(_ scene: Scene, _ out: inout [UInt8]) {
    guard !scene.moment.isAutomatic else {
      return append(#"{"id":null,"idempotency_key":null}"#, &out)
    }
    // What happens to an account within one second was asked for by one call.
    let place = identifier.place(.request, scene.account, scene.moment.time)
    append(#"{"id":"req_"#, &out)
    Identifier.base62(place, count: 14, to: &out)
    append(#"","idempotency_key":""#, &out)
    Identifier.uuid(place, to: &out)
    append(#""}"#, &out)
  }

  // MARK: Parts

  func appendEvent(_ account: Int, _ number: Int, _ moment: Moment, _ out: inout [UInt8]) {
    append("evt_", &out)
    Identifier.timed(
      identifier.place(.event, account, number), at: moment.time,
      lead: moment.kind == .paymentSucceeded ? 0x33 : 0x31, to: &out)
  }

  /// The id of an invoice or of what was paid with it.
  func appendInvoice(
    _ kind: Identifier.Kind, _ subscription: Int, _ state: SubscriptionState, _ out: inout [UInt8]
  ) {
    let isInvoice = kind == .invoice
    append(isInvoice ? "in_" : kind == .charge ? "ch_" : "pi_", &out)
    appendInvoiceTail(kind, subscription, state, lead: isInvoice ? 0x31 : 0x33, &out)
  }

  func appendSubscription(_ number: Int, startedAt time: Int, _ out: inout [UInt8]) {
    append("sub_", &out)
    Identifier.timed(identifier.place(.subscription, number), at: time, to: &out)
  }

  func appendCustomer(_ account: Int, _ out: inout [UInt8]) {
    append("cus_", &out)
    Identifier.base62(identifier.place(.customer, account), count: 14, to: &out)
  }

  func appendInvoiceTail(
    _ kind: Identifier.Kind, _ subscription: Int, _ state: SubscriptionState, lead: UInt8 = 0x31,
    _ out: inout [UInt8]
  ) {
    Identifier.timed(
      identifier.place(kind, subscription, state.latestInvoice), at: state.latestInvoice,
      lead: lead, to: &out)
  }

  func append(_ text: StaticString, _ out: inout [UInt8]) {
    unsafe out.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func append(_ instant: Int, _ out: inout [UInt8]) {
    if instant == 0 { append("null", &out) } else { out.append(decimal: instant) }
  }

  func append(_ value: Bool, _ out: inout [UInt8]) {
    append(value ? "true" : "false", &out)
  }

  static func place(of status: SubscriptionStatus) -> Int {
    SubscriptionStatus.allCases.firstIndex(of: status) ?? 0
  }
}

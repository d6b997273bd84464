import Billing

/// The values of invoices and of people, and what an update replaced.
extension EventWriter {
  func fillInvoice(
    _ hole: Template.Hole, _ scene: Scene, _ state: SubscriptionState, _ out: inout [UInt8]
  ) {
    let price = world.catalogue.prices[state.price]
    // A snapshot shows the state when it is rendered: the call that finalizes pays as well.
    let isPaid = scene.moment.kind != .invoiceFailed
    switch hole {
    case .amount: out.append(decimal: price.amount)
    case .amountPaid: out.append(decimal: isPaid ? price.amount : 0)
    case .amountRemaining: out.append(decimal: isPaid ? 0 : price.amount)
    case .decimalAmount: out.append(contentsOf: price.decimalAmount.utf8)
    case .nickname: out.append(contentsOf: price.nickname.utf8)
    case .product: out.append(contentsOf: price.product.utf8)
    case .priceID: out.append(contentsOf: price.id.utf8)
    case .invoiceStatus: append(isPaid ? "paid" : "open", &out)
    case .isPaid: append(isPaid, &out)
    case .attempts: out.append(decimal: 1)
    case .paidAt: append(isPaid ? scene.moment.time : 0, &out)
    case .nextAttempt: append(isPaid ? 0 : scene.moment.time + 3 * 86_400, &out)
    case .reason:
      append(
        state.latestInvoice == started(scene) ? "subscription_create" : "subscription_cycle", &out)
    case .invoiceCreated: out.append(decimal: state.latestInvoice)
    default: appendInvoiceNumber(scene.subscription, at: state.latestInvoice, &out)
    }
  }

  /// The number people see on an invoice; one subscription may get two of them on one day.
  func appendInvoiceNumber(_ subscription: Int, at time: Int, _ out: inout [UInt8]) {
    Identifier.hex(identifier.place(.invoice, subscription), count: 8, to: &out)
    out.append(0x2D)
    out.append(decimal: time % 1_000_000_000)
  }

  func fillPerson(_ hole: Template.Hole, _ scene: Scene, _ out: inout [UInt8]) {
    switch hole {
    case .owner: keys.append(.owner, scene.account, to: &out)
    case .note: append(Persona.note(scene.account), &out)
    case .email: keys.appendEmail(scene.account, to: &out)
    case .name: append(Persona.name(scene.account), &out)
    case .prefix: Identifier.hex(identifier.place(.note, scene.account), count: 8, to: &out)
    case .phone:
      append("+4144", &out)
      out.append(decimal: 1_000_000 + scene.account % 9_000_000)
    case .customerRevision: out.append(decimal: scene.moment.customerRevision)
    case .customerCreated:
      let first = teller.moments.first ?? scene.moment
      out.append(decimal: first.kind == .customerCreated ? first.time : first.time - 60)
    case .delinquent: append(scene.moment.state.status == .pastDue, &out)
    // A real event of a deletion carries the whole object once more.
    default: break
    }
  }

  // MARK: What an update replaced

  /// The values before an update, as Stripe shows them.
  ///
  /// Only changed keys, in the order of the alphabet; of objects the changed members, of arrays all
  /// elements. Other events have none.
  func appendPrevious(_ scene: Scene, _ out: inout [UInt8]) {
    let moment = scene.moment
    if moment.kind == .customerUpdated {
      append(#","previous_attributes":{"metadata":{"edited":""#, &out)
      out.append(decimal: max(0, moment.customerRevision - 1))
      return append(#""}}"#, &out)
    }
    guard moment.kind == .subscriptionUpdated else { return }
    append(#","previous_attributes":{"#, &out)
    let start = out.count
    appendEnding(moment.before, moment.state, &out)
    appendPeriod(scene, &out)
    appendRest(scene, &out)
    // Each part is followed by a comma.
    if out.count > start { out.removeLast() }
    append("}", &out)
  }

  private func appendEnding(
    _ before: SubscriptionState, _ after: SubscriptionState, _ out: inout [UInt8]
  ) {
    if before.cancelAt != after.cancelAt { append("\"cancel_at\":", before.cancelAt, &out) }
    if before.endsWithPeriod != after.endsWithPeriod {
      append(
        before.endsWithPeriod
          ? "\"cancel_at_period_end\":true," : "\"cancel_at_period_end\":false,", &out)
    }
    guard before.canceledAt != after.canceledAt else { return }
    append("\"canceled_at\":", before.canceledAt, &out)
    if before.canceledAt == 0 {
      append(#""cancellation_details":{"reason":null},"#, &out)
    } else if after.canceledAt == 0 {
      append(#""cancellation_details":{"reason":"cancellation_requested"},"#, &out)
    }
  }

  private func appendPeriod(_ scene: Scene, _ out: inout [UInt8]) {
    let (before, after) = (scene.moment.before, scene.moment.state)
    let hasNewPeriod =
      before.periodStart != after.periodStart || before.periodEnd != after.periodEnd
    if hasNewPeriod, scene.version != .basil {
      append("\"current_period_end\":", before.periodEnd, &out)
      append("\"current_period_start\":", before.periodStart, &out)
    }
    if before.endedAt != after.endedAt { append("\"ended_at\":", before.endedAt, &out) }
    guard before.price != after.price || (hasNewPeriod && scene.version == .basil) else { return }
    append(#""items":{"data":["#, &out)
    items[scene.version.rawValue].render(to: &out) { hole, out in
      fill(hole, scene, before, &out)
    }
    append("]},", &out)
  }

  private func appendRest(_ scene: Scene, _ out: inout [UInt8]) {
    let (before, after) = (scene.moment.before, scene.moment.state)
    if before.latestInvoice != after.latestInvoice {
      append("\"latest_invoice\":\"in_", &out)
      appendInvoiceTail(.invoice, scene.subscription, before, &out)
      append("\",", &out)
    }
    if before.revision != after.revision {
      append(#""metadata":{"revision":""#, &out)
      out.append(decimal: before.revision)
      append(#""},"#, &out)
    }
    if before.isCollectionPaused != after.isCollectionPaused {
      append(#""pause_collection":null,"#, &out)
    }
    if before.price != after.price { appendPlan(before.price, after.price, &out) }
    if before.status != after.status {
      append("\"status\":\"", &out)
      out.append(contentsOf: statuses[Self.place(of: before.status)])
      append("\",", &out)
    }
  }

  /// The members of the plan that another price changed.
  private func appendPlan(_ old: Int, _ new: Int, _ out: inout [UInt8]) {
    let (before, after) = (world.catalogue.prices[old], world.catalogue.prices[new])
    append(#""plan":{"#, &out)
    if before.amount != after.amount {
      append("\"amount\":", before.amount, &out)
      append("\"amount_decimal\":\"", &out)
      out.append(decimal: before.amount)
      append("\",", &out)
    }
    append("\"id\":\"", &out)
    out.append(contentsOf: before.id.utf8)
    append("\",\"nickname\":\"", &out)
    out.append(contentsOf: before.nickname.utf8)
    append("\"", &out)
    if before.product != after.product {
      append(",\"product\":\"", &out)
      out.append(contentsOf: before.product.utf8)
      append("\"", &out)
    }
    append("},", &out)
  }

  /// A key, an instant or nothing, and a comma.
  private func append(_ key: StaticString, _ instant: Int, _ out: inout [UInt8]) {
    append(key, &out)
    append(instant, &out)
    append(",", &out)
  }
}

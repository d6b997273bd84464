import Billing
import Bytes
import Reconciliation

/// Something that looks like drift and is none, with how often it was met.
///
/// It is counted, so that silence can be checked: whoever expects more or less of it knows where to
/// look.
struct Explained {
  /// In kebab-case.
  let name: String
  /// Why it is no drift.
  let reason: String
  /// How many objects or rows it is true of.
  let count: Int
}

extension Evidence {
  /// What looks like drift and is none, as far as there is any.
  ///
  /// - Complexity: one pass over the pairs and over Stripe's customers and invoices.
  var explained: [Explained] {
    [
      Explained(
        name: "abandoned-checkout",
        reason: "customers of Stripe's who never subscribed: there is nothing to have a row of",
        count: customersWithoutSubscription),
      Explained(
        name: "first-payment-never-came",
        reason: "subscriptions that expired before they began, and have no row",
        count: pairCount { $0.row == nil && $1?.status == .incompleteExpired }),
      Explained(
        name: "deleted-and-over",
        reason: "rows marked as deleted whose subscriptions are over",
        count: pairCount { pair, expected in
          expected?.meaning == .ended && isDeleted(pair.row) && !wasDeletedBeforeEnd(pair)
        }),
      Explained(
        name: "granted-otherwise",
        reason: "rows without a subscription whose provenance the pipeline protects",
        count: pairCount { pair, _ in pair.subscription == nil && isProtected(pair.row) }),
      Explained(
        name: "trial-fossil",
        reason: "trials that are over and stay on their paid subscriptions as history",
        count: fossilTrials),
      Explained(
        name: "grandfathered-price",
        reason: "subscriptions at an older price, which the pipeline gives to their plan",
        count: subscriptionsAtOldPrices),
      Explained(
        name: "paid-out-of-band",
        reason: "invoices that were paid outside of Stripe: no charge is to be expected",
        count: ledger[.invoice].count { ledger.fact(.isOutOfBand, of: $0).flag == true }),
      Explained(
        name: "still-settling",
        reason: "payments that the bank has not decided about: neither side can say more",
        count: paymentsInProcessing),
      Explained(
        name: "other-product-line",
        reason: "subscriptions of products that the pipeline says are another line's",
        count: exempt(.otherProduct)),
      Explained(
        name: "simulated-time",
        reason: "subscriptions on a test clock, whose time is not the run's",
        count: exempt(.simulatedTime)),
    ].filter { $0.count > 0 }
  }

  private func pairCount(_ isMeant: (Pair, ExpectedState?) -> Bool) -> Int {
    comparison.pairs.count { pair in
      isMeant(pair, pair.subscription.map { comparison.expected[$0] })
    }
  }

  private var customersWithoutSubscription: Int {
    var subscribed = SymbolMap(minimumCapacity: subscriptions.count)
    for subscription in subscriptions {
      subscribed[ledger.fact(.customer, of: subscription).symbol ?? .empty] = 1
    }
    return ledger[.customer].count { customer in
      customer.hasState && ledger.fact(.deleted, of: customer).flag != true
        && subscribed[customer.id] == nil
    }
  }

  private var paymentsInProcessing: Int {
    guard let word = symbols.find("processing") else { return 0 }
    return ledger[.paymentIntent].count { ledger.fact(.status, of: $0).symbol == word }
  }

  private func exempt(_ reason: Exemption) -> Int {
    let rule = ExemptionRule(definition.stripe, symbols)
    return subscriptions.count { rule.exemption(of: $0, in: ledger) == reason }
  }

  private var fossilTrials: Int {
    guard table(.subscriptions)?.definition.place(of: .trialEnd) != nil else { return 0 }
    return subscriptions.indices.count { place in
      comparison.expected[place].status == .active
        && ledger.fact(.trialEnd, of: subscriptions[place]).time.map { end in
          end <= definition.clock.asOf
        } == true
    }
  }

  private var subscriptionsAtOldPrices: Int {
    let prices = Set((definition.catalogue?.aliases ?? []).compactMap { symbols.find($0.price) })
    // Without a table of plans the aliases are the catalogue itself.
    guard !prices.isEmpty, table(.plans) != nil else { return 0 }
    return subscriptions.indices.count { place in
      comparison.expected[place].isLive
        && ledger.fact(.price, of: subscriptions[place]).symbol.map(prices.contains) == true
    }
  }

  private func isDeleted(_ row: Int?) -> Bool {
    guard let row, let rows = table(.subscriptions) else { return false }
    return rows[row, .deletedAt].hasValue
  }

  private func isProtected(_ row: Int?) -> Bool {
    guard !definition.safety.protectedProvenance.isEmpty, let row,
      let word = table(.subscriptions)?[row, .provenance].symbol
    else { return false }
    let text = symbols.text(word)
    return definition.safety.protectedProvenance.contains { $0.utf8.elementsEqual(text.utf8) }
  }
}

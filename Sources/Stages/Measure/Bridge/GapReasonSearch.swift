import Billing
import Bytes
import Reconciliation
import Revenue

/// Finds why a row and a subscription bring different amounts.
///
/// A finding about the very fields in question comes first, then what could not be measured or
/// known, then a finding about the row or subscription as a whole, then what the two sides mean
/// differently. Where nothing fits there is no reason: none is made up.
struct GapReasonSearch {
  private let evidence: Evidence
  private let findings: [RunReport.Finding]
  /// Findings by their place in the subscriptions table, and in the ledger.
  private var ofRow: [Int: [Int]] = [:]
  private var ofSubscription: [Int: [Int]] = [:]
  /// Findings about a plan, by each name that rows and subscriptions have for it.
  private var ofPlan: [Symbol: [Int]] = [:]
  private let exemptions: ExemptionRule
  private let unmeasuredRows: Set<RecordOrigin>
  private let unmeasuredSubscriptions: Set<[UInt8]>

  init(
    _ evidence: Evidence, _ findings: [RunReport.Finding], _ database: RecurringFigures,
    _ stripe: RecurringFigures
  ) {
    self.evidence = evidence
    self.findings = findings
    exemptions = ExemptionRule(evidence.definition.stripe, evidence.symbols)
    unmeasuredRows = Set(database.ledger.exceptions.compactMap { $0.sight?.origin })
    unmeasuredSubscriptions = Set(
      stripe.ledger.exceptions.map { stripe.ledger.symbols.array($0.subscription) })
    let rows = evidence.table(.subscriptions)?.definition.name
    let plans = evidence.table(.plans)
    for (place, finding) in findings.enumerated() {
      let drift = finding.drift
      if let subscription = drift.subscription {
        ofSubscription[subscription, default: []].append(place)
      }
      guard let row = drift.row else { continue }
      if drift.table == rows { ofRow[row, default: []].append(place) }
      if let plans, drift.table == plans.definition.name {
        for field in [RowField.key, .price, .product, .plan] {
          let name = plans.symbol(row, field)
          if name != .empty { ofPlan[name, default: []].append(place) }
        }
      }
    }
  }

  /// The reason of a gap, with the finding that it is.
  func reason(for gap: BridgeGap) -> (reason: BridgeReason, finding: RunReport.Finding?) {
    let candidates = candidates(for: gap.pair)
    let hasNoAmount = gap.pair.row.map { isUnmeasured($0) } ?? false
    for fields in hasNoAmount ? gap.topic.fields.reversed() : gap.topic.fields {
      let named = candidates.first { place in
        findings[place].drift.fields.contains { fields($0.field) }
      }
      if let named { return reason(named) }
    }
    if let doubt = doubt(about: gap) { return (.meaning(doubt), nil) }
    if let whole = candidates.first(where: { isOfWhole(findings[$0].drift) }) {
      return reason(whole)
    }
    if let meaning = meaning(of: gap) { return (.meaning(meaning), nil) }
    if evidence.definition.checkSettings.contains(where: { !$0.isEnabled }) {
      return (.meaning(.checksSwitchedOff), nil)
    }
    return (.unexplained, nil)
  }

  private func reason(_ place: Int) -> (reason: BridgeReason, finding: RunReport.Finding?) {
    let drift = findings[place].drift
    return (.drift(code: drift.code, name: drift.name), findings[place])
  }

  // MARK: Findings

  /// Whether a finding is about a row or a plan as a whole; what is wrong with a cache or with the
  /// delivery of an event moves no amount by itself.
  private func isOfWhole(_ drift: Drift) -> Bool {
    drift.fields.isEmpty
      && [TableRole.subscriptions, .plans].contains { role in
        evidence.table(role)?.definition.name == drift.table
      }
  }

  /// The findings about a pair, causes before what follows from them, then most urgent first.
  private func candidates(for pair: Pair) -> [Int] {
    var places = Set(pair.row.flatMap { ofRow[$0] } ?? [])
    places.formUnion(pair.subscription.flatMap { ofSubscription[$0] } ?? [])
    for name in planNames(of: pair) { places.formUnion(ofPlan[name] ?? []) }
    return places.sorted { one, other in
      let isFirst = findings[one].parentID == nil
      return isFirst == (findings[other].parentID == nil) ? one < other : isFirst
    }
  }

  private func planNames(of pair: Pair) -> [Symbol] {
    guard !ofPlan.isEmpty else { return [] }
    var names: [Symbol] = []
    if let row = pair.row, let rows = evidence.table(.subscriptions) {
      names += [rows.symbol(row, .plan), rows.symbol(row, .price)]
    }
    if let place = pair.subscription {
      let object = evidence.subscriptions[place]
      names.append(evidence.ledger.fact(.price, of: object).symbol ?? .empty)
    }
    return names
  }

  // MARK: What is not drift

  /// What could not be measured, or could not be known yet.
  private func doubt(about gap: BridgeGap) -> BridgeMeaning? {
    if let object = subscription(of: gap) {
      if object.notes.contains(.inFlight) { return .inFlight }
      if unmeasuredSubscriptions.contains(evidence.symbols.array(object.id)) {
        return .stripeNotMeasured
      }
    }
    return gap.pair.row.map { isUnmeasured($0) } == true ? .rowNotMeasured : nil
  }

  /// Whether a row states no amount that can be measured.
  private func isUnmeasured(_ row: Int) -> Bool {
    evidence.table(.subscriptions).map { unmeasuredRows.contains($0.origins[row]) } ?? false
  }

  /// What the two sides mean differently.
  private func meaning(of gap: BridgeGap) -> BridgeMeaning? {
    switch gap.topic {
    case .discount: .discountNotRecorded
    case .price: meaningOfPrice(gap)
    case .standing: meaningOfStanding(gap)
    }
  }

  private func meaningOfPrice(_ gap: BridgeGap) -> BridgeMeaning? {
    let differences = evidence.comparison.differences[gap.pair.differences]
    guard !differences.contains(where: { $0.field.movesPrice }) else { return nil }
    if gap.stripe.items != gap.database.items { return .itemsNotRecorded }
    if gap.stripe.quantity != gap.database.quantity {
      return recordsQuantity ? nil : .itemsNotRecorded
    }
    let price = subscription(of: gap).flatMap { evidence.ledger.fact(.price, of: $0).symbol }
    return price.flatMap { evidence.comparison.planOfPrice[$0] }.map { _ in .otherPriceOfPlan }
  }

  private func meaningOfStanding(_ gap: BridgeGap) -> BridgeMeaning? {
    guard let row = gap.pair.row, let place = gap.pair.subscription else {
      if let row = gap.pair.row, !isOfStripe(row) { return .notInStripe }
      if let exemption = exemption(of: gap) { return exemption }
      return evidence.coverage.isTrustworthy ? nil : .evidenceIncomplete
    }
    let expected = evidence.comparison.expected[place].meaning
    return expected != nil && expected == evidence.comparison.rowMeanings[row]
      ? .statusRule : nil
  }

  /// Why the system need have no row of the subscription.
  private func exemption(of gap: BridgeGap) -> BridgeMeaning? {
    guard gap.pair.row == nil, let object = subscription(of: gap) else { return nil }
    return switch exemptions.exemption(of: object, in: evidence.ledger) {
    case .otherProduct: .otherProduct
    case .simulatedTime: .simulatedTime
    case nil: nil
    }
  }

  private func subscription(of gap: BridgeGap) -> StripeObject? {
    gap.pair.subscription.map { evidence.subscriptions[$0] }
  }

  /// Whether a row says itself that Stripe bills it.
  private func isOfStripe(_ row: Int) -> Bool {
    guard let rows = evidence.table(.subscriptions) else { return false }
    return rows.symbol(row, .subscription) != .empty || rows.symbol(row, .customer) != .empty
  }

  private var recordsQuantity: Bool {
    evidence.table(.items) != nil
      || evidence.table(.subscriptions)?.definition.place(of: .quantity) != nil
  }
}

extension BridgeGap.Topic {
  /// The fields that it depends on, first those that decide it.
  ///
  /// A row that does not count brings nothing whatever its price is; of a row that cannot be
  /// measured it is the other way round.
  fileprivate var fields: [(RowField) -> Bool] {
    switch self {
    case .standing: [\.movesStanding, \.movesPrice]
    case .price: [\.movesPrice]
    case .discount: [{ $0 == .discount }]
    }
  }
}

extension RowField {
  /// Whether it decides if a subscription brings anything.
  fileprivate var movesStanding: Bool {
    switch self {
    case .status, .ending, .cancelAtPeriodEnd, .cancelAt, .canceledAt, .endedAt, .trialStart,
      .trialEnd, .periodEnd, .pause, .deletedAt, .createdAt, .subscription, .customer:
      true
    default: false
    }
  }

  /// Whether it decides how much a subscription brings.
  fileprivate var movesPrice: Bool {
    switch self {
    case .price, .product, .item, .plan, .quantity, .amount, .currency, .interval: true
    default: false
    }
  }
}

import Billing
import Bytes
public import Reconciliation
public import Revenue

/// Leads from what the database's rows come to, to what Stripe's subscriptions come to.
///
/// Every row and every subscription is looked at once, alone or as the pair that they are; what the
/// two bring differently goes to the finding that is about it, or else to what the two sides mean
/// differently.
public struct BridgeMeasure {
  private let evidence: Evidence
  private let findings: [RunReport.Finding]

  /// Prepares to measure.
  ///
  /// - Parameters:
  ///   - evidence: both sides, compared.
  ///   - findings: what the checks say about them, most urgent first.
  public init(_ evidence: Evidence, _ findings: [RunReport.Finding]) {
    self.evidence = evidence
    self.findings = findings
  }

  /// Leads from one side to the other.
  ///
  /// - Parameters:
  ///   - database: the figures of the rows, each with its place in the dump as origin.
  ///   - stripe: the figures of the subscriptions, by the same rules.
  /// - Returns: the bridge at the clock.
  /// - Complexity: linear in rows and subscriptions.
  public func bridge(from database: RecurringFigures, to stripe: RecurringFigures) -> Bridge {
    let asOf = evidence.definition.clock.asOf
    var draft = BridgeDraft(Bridge(from: "database", to: "stripe", asOf: asOf))
    draft.open(database, stripe)
    let end = Timestamp(microseconds: asOf.microseconds + 1)
    var pass = BridgePass(
      evidence: evidence, reasons: GapReasonSearch(evidence, findings, database, stripe),
      rows: SideBalances(database, before: end, &draft.bridge.symbols) { $0.sight.origin },
      subscriptions: SideBalances(stripe, before: end, &draft.bridge.symbols) { $0.subscription },
      stripeSymbols: stripe.ledger.symbols, draft: draft)
    for pair in evidence.comparison.pairs { pass.cross(pair) }
    // That it foots must not depend on whether the pairs have everything.
    pass.crossWhatIsLeft()
    return pass.draft.finished()
  }
}

/// One pass over the pairs of both sides.
private struct BridgePass {
  let evidence: Evidence
  let reasons: GapReasonSearch
  var rows: SideBalances<RecordOrigin>
  var subscriptions: SideBalances<Symbol>
  /// The texts behind the symbols of ``subscriptions``.
  let stripeSymbols: Symbols
  var draft: BridgeDraft

  private var table: DatabaseTable? { evidence.table(.subscriptions) }

  /// Takes what both of a pair bring, and writes down where that differs.
  mutating func cross(_ pair: Pair) {
    let subscription = pair.subscription.flatMap { place in
      evidence.symbols.withView(of: evidence.subscriptions[place].id) { stripeSymbols.find($0) }
    }
    cross(pair, subscription)
  }

  private mutating func cross(_ pair: Pair, _ subscription: Symbol?) {
    let origin = pair.row.flatMap { row in table?.origins[row] }
    let balances = PairBalances(
      pair: pair, database: origin.map { rows.take($0) } ?? [],
      stripe: subscription.map { subscriptions.take($0) } ?? [])
    for gap in balances.gaps {
      var part = Bridge.Part(before: gap.before, after: gap.after)
      let (reason, finding) = reasons.reason(for: gap)
      if let finding { part.driftID = draft.bridge.symbols.intern(finding.driftID) }
      // One that brings nothing has no place in the figures, but it has a name.
      if let place = pair.subscription {
        part.subscription = evidence.symbols.withView(of: evidence.subscriptions[place].id) {
          draft.bridge.symbols.intern($0)
        }
      } else if let subscription {
        part.subscription = stripeSymbols.withView(of: subscription) {
          draft.bridge.symbols.intern($0)
        }
      }
      if let key = pair.row.flatMap({ shownKey(of: $0) }) {
        part.rowKey = draft.bridge.symbols.intern(key)
      }
      draft.add(part, reason, gap.currency)
    }
  }

  /// The key of a row, unless it is private.
  private func shownKey(of row: Int) -> String? {
    guard let table, let place = table.definition.place(of: .key),
      !table.definition.columns[place].isPrivate
    else { return nil }
    let cell = table[row, .key]
    return cell.hasValue ? cell.text(in: evidence.symbols) : nil
  }

  /// Takes what no pair has.
  mutating func crossWhatIsLeft() {
    for row in 0..<(table?.count ?? 0) {
      cross(Pair(row: row, subscription: nil, link: .none), nil)
    }
    for subscription in subscriptions.keys {
      cross(Pair(row: nil, subscription: nil, link: .none), subscription)
    }
  }
}

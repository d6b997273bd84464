import Billing
import Bytes
import Diagnostics
import Reconciliation

/// Finds out what an id names in a run, and who belongs to it.
///
/// Complexity: linear in the rows and objects; an event that gave no present state is looked for
/// among the packed sights.
struct IdentitySearch {
  /// What an id names.
  struct Subject: Equatable {
    var sense: Explanation.Sense
    /// The accounts it belongs to, as places in ``Comparison/accounts``.
    var accounts: Set<Int>
  }

  let report: RunReport
  let past: StripePast?
  private var evidence: Evidence { report.evidence }
  private var comparison: Comparison { evidence.comparison }

  /// Everything an id may name; of senses that come to the same accounts the first.
  ///
  /// - Parameter question: the id, or `SENSE:ID` where the id alone is ambiguous.
  /// - Returns: the subjects; none when the files do not know the id.
  /// - Throws: what reading the packed sights throws.
  func subjects(of question: String) throws(Failure) -> [Subject] {
    var (id, senses) = (question, Explanation.Sense.allCases)
    let parts = question.split(separator: ":", maxSplits: 1).map(String.init)
    if parts.count == 2, let sense = Explanation.Sense(rawValue: parts[0]) {
      (id, senses) = (parts[1], [sense])
    }
    var found: [Subject] = []
    for sense in senses where sense != .event || found.isEmpty {
      let accounts = try accounts(of: id, as: sense)
      guard !accounts.isEmpty, !found.contains(where: { $0.accounts == accounts }) else { continue }
      found.append(Subject(sense: sense, accounts: accounts))
    }
    return found
  }

  /// What findings of the run are about, in their order.
  ///
  /// - Complexity: one pass over the accounts, however many findings there are.
  func subjects(of drifts: [Drift]) -> [Subject] {
    let rowsTable = evidence.table(.subscriptions)?.definition.name
    var ofOwner: [Symbol: [Int]] = [:]
    var ofSubscription: [Int: [Int]] = [:]
    var ofRow: [Int: [Int]] = [:]
    for (place, drift) in drifts.enumerated() {
      if drift.owner != .empty { ofOwner[drift.owner, default: []].append(place) }
      if let subscription = drift.subscription {
        ofSubscription[subscription, default: []].append(place)
      }
      if let row = drift.row, drift.table == rowsTable { ofRow[row, default: []].append(place) }
    }
    var subjects = drifts.map { _ in Subject(sense: .drift, accounts: []) }
    for (number, account) in comparison.accounts.enumerated() {
      var places = ofOwner[account.owner] ?? []
      for pair in comparison.pairs[account.pairs] {
        places += pair.subscription.flatMap { ofSubscription[$0] } ?? []
        places += pair.row.flatMap { ofRow[$0] } ?? []
      }
      for place in places { subjects[place].accounts.insert(number) }
    }
    return subjects
  }

  private func accounts(
    of id: String, as sense: Explanation.Sense
  ) throws(Failure) -> Set<Int> {
    if sense == .drift { return accounts(ofFindings: { $0.driftID == id }) }
    if sense == .event { return try accounts(ofEvent: id) }
    guard !id.isEmpty else { return [] }
    let name = Name(id, in: evidence.symbols)
    switch sense {
    case .subscription: return accounts { holds(name, $0, .subscription, \.id) }
    case .customer: return accounts { holds(name, $0, .customer, customer) }
    case .user: return accounts(ofOwners: { name.matches(.symbol($0)) })
    case .row: return accounts(ofRow: name)
    case .object:
      let accounts = accounts(ofObject: name)
      guard accounts.isEmpty else { return accounts }
      // A key of a cache, as findings name it.
      return self.accounts(ofFindings: { name.matches(.symbol($0.drift.subject)) })
    case .drift, .event: return []
    }
  }

  /// The accounts of the findings that pass a test.
  private func accounts(ofFindings test: (RunReport.Finding) -> Bool) -> Set<Int> {
    subjects(of: report.findings.filter(test).map(\.drift))
      .reduce(into: []) { $0.formUnion($1.accounts) }
  }

  // MARK: From pairs to accounts

  /// The accounts one of whose pairs passes a test.
  private func accounts(_ test: (Pair) -> Bool) -> Set<Int> {
    Set(
      comparison.accounts.indices.filter { place in
        comparison.pairs[comparison.accounts[place].pairs].contains(where: test)
      })
  }

  /// The accounts whose owner passes a test.
  private func accounts(ofOwners test: (Symbol) -> Bool) -> Set<Int> {
    Set(comparison.accounts.indices.filter { test(comparison.accounts[$0].owner) })
  }

  /// Whether the row or the subscription of a pair has a name.
  private func holds(
    _ name: Name, _ pair: Pair, _ field: RowField, _ own: (StripeObject) -> Symbol
  ) -> Bool {
    if let place = pair.subscription,
      name.matches(.symbol(own(evidence.subscriptions[place])))
    {
      return true
    }
    guard let row = pair.row, let rows = evidence.table(.subscriptions) else { return false }
    return name.matches(rows[row, field])
  }

  private func customer(of subscription: StripeObject) -> Symbol {
    evidence.ledger.fact(.customer, of: subscription).symbol ?? .empty
  }

  // MARK: From other names to accounts

  private func accounts(ofRow name: Name) -> Set<Int> {
    var found: Set<Int> = []
    for table in evidence.tables where table.definition.place(of: .key) != nil {
      let rows = (0..<table.count).filter { name.matches(table[$0, .key]) }
      if table.definition.role == .subscriptions {
        found.formUnion(accounts { pair in pair.row.map(rows.contains) ?? false })
      } else {
        let owners = Set(rows.map { table.symbol($0, .owner) }).subtracting([.empty])
        found.formUnion(accounts(ofOwners: owners.contains))
      }
    }
    return found
  }

  private func accounts(ofObject name: Name) -> Set<Int> {
    for kind in StripeKind.allCases where kind != .subscription && kind != .customer {
      if let object = evidence.ledger[kind].first(where: { name.matches(.symbol($0.id)) }) {
        return accounts(of: object)
      }
    }
    return []
  }

  /// The accounts of an object: by its subscription, else by its customer.
  private func accounts(of object: StripeObject) -> Set<Int> {
    let ledger = evidence.ledger
    if object.kind == .subscription {
      return accounts { $0.subscription.map { ledger[.subscription][$0].id } == object.id }
    }
    if let subscription = ledger.fact(.subscription, of: object).symbol {
      let found = accounts { $0.subscription.map { ledger[.subscription][$0].id } == subscription }
      if !found.isEmpty { return found }
    }
    let customer = object.kind == .customer ? object.id : ledger.fact(.customer, of: object).symbol
    guard let customer else { return accounts(ofPayment: object) }
    let name = Name(customer)
    return accounts { holds(name, $0, .customer, self.customer) }
  }

  /// The accounts of a refund or dispute, which only name what was paid.
  private func accounts(ofPayment object: StripeObject) -> Set<Int> {
    for (field, kind) in [
      (StripeField.charge, StripeKind.charge), (.paymentIntent, .paymentIntent),
    ] {
      guard object.kind != kind, let id = evidence.ledger.fact(field, of: object).symbol,
        let paid = evidence.ledger[kind].first(where: { $0.id == id })
      else { continue }
      return accounts(of: paid)
    }
    return []
  }

  private func accounts(ofEvent id: String) throws(Failure) -> Set<Int> {
    let name = Name(id, in: evidence.symbols)
    for kind in StripeKind.allCases {
      if let object = evidence.ledger[kind].first(where: { name.matches(.symbol($0.event)) }) {
        return accounts(of: object)
      }
    }
    guard let object = try past?.object(ofEvent: id),
      let symbol = evidence.symbols.find(bytes: object)
    else { return [] }
    for kind in StripeKind.allCases {
      if let object = evidence.ledger[kind].first(where: { $0.id == symbol }) {
        return accounts(of: object)
      }
    }
    return []
  }
}

/// A name that cells can be compared with: keys are texts or numbers.
private struct Name {
  private let symbol: Symbol?
  private let number: Int64?

  init(_ text: String, in symbols: Symbols) {
    symbol = symbols.find(text)
    number = Int64(text)
  }

  init(_ symbol: Symbol) {
    self.symbol = symbol
    number = nil
  }

  func matches(_ cell: Cell) -> Bool {
    if let own = cell.symbol { return own != .empty && own == symbol }
    return cell.integer != nil && cell.integer == number
  }
}

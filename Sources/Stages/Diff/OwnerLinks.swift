import Billing
import Bytes
import Reconciliation

/// Who owns what, from every key that we wrote ourselves.
struct OwnerLinks {
  /// The row of each owner in the owners table.
  private let rowOfOwner: SymbolMap
  private let ledger: StripeLedger
  private let hasOwnersTable: Bool
  /// The owner of each customer by what tables state, by metadata, and by Checkout sessions.
  private let stated: SymbolClaims
  private let metadata: SymbolClaims
  private let sessions: SymbolClaims

  init(ledger: StripeLedger, tables: [DatabaseTable]) {
    self.ledger = ledger
    let owners = tables.first { $0.definition.role == .owners }
    hasOwnersTable = owners != nil
    rowOfOwner = owners.map(Self.rows(of:)) ?? SymbolMap()
    stated = Self.claims(in: tables)
    var metadata = SymbolClaims(minimumCapacity: ledger[.customer].count)
    for customer in ledger[.customer] {
      metadata.claim(customer.id, by: ledger.fact(.owner, of: customer).symbol)
    }
    self.metadata = metadata
    var sessions = SymbolClaims(minimumCapacity: ledger[.checkoutSession].count)
    for session in ledger[.checkoutSession] {
      guard let customer = ledger.fact(.customer, of: session).symbol else { continue }
      sessions.claim(customer, by: ledger.fact(.owner, of: session).symbol)
    }
    self.sessions = sessions
  }

  /// The row of an owner in the owners table.
  func row(ofOwner owner: Symbol) -> Int? { rowOfOwner[owner].map { Int($0) } }

  /// The customer a subscription is billed to; empty when unknown.
  func customer(of object: StripeObject) -> Symbol {
    ledger.fact(.customer, of: object).symbol ?? .empty
  }

  /// The owner a subscription names, by metadata and then by its customer; empty when unknown.
  func owner(of object: StripeObject) -> Symbol {
    let own = ownOwner(of: object)
    return own != .empty ? own : owner(ofCustomer: customer(of: object))
  }

  /// The owner of a subscription from all links together, and whether they disagree.
  ///
  /// - Parameters:
  ///   - object: the subscription.
  ///   - rowOwner: the owner of its row; empty without a row.
  /// - Returns: the owner of the strongest link, empty when there is none.
  func resolution(
    of object: StripeObject, rowOwner: Symbol
  ) -> (owner: Symbol, hasConflict: Bool) {
    var owner = rowOwner
    var hasConflict = false
    for other in [ownOwner(of: object), self.owner(ofCustomer: customer(of: object))]
    where other != .empty {
      if owner == .empty { owner = other }
      hasConflict = hasConflict || other != owner
    }
    return (owner, hasConflict)
  }

  /// The owner of a customer: what tables state, else what Stripe's objects say of us.
  ///
  /// Where links of one strength disagree, they say nothing.
  func owner(ofCustomer customer: Symbol) -> Symbol {
    let owner = stated[sole: customer] ?? metadata[sole: customer] ?? sessions[sole: customer]
    return owner.map { Symbol(rawValue: $0) } ?? .empty
  }

  /// The owner in a subscription's own metadata, which counts only if such an owner exists, where
  /// the owners are known.
  private func ownOwner(of object: StripeObject) -> Symbol {
    guard let owner = ledger.fact(.owner, of: object).symbol else { return .empty }
    return hasOwnersTable && rowOfOwner[owner] == nil ? .empty : owner
  }

  private static func rows(of owners: DatabaseTable) -> SymbolMap {
    var rows = SymbolMap(minimumCapacity: owners.count)
    for row in 0..<owners.count { rows[owners.symbol(row, .key)] = UInt32(row) }
    return rows
  }

  private static func claims(in tables: [DatabaseTable]) -> SymbolClaims {
    let speaking = tables.compactMap { table in
      ownerField(of: table.definition.role).map { (table, $0) }
    }
    var claims = SymbolClaims(minimumCapacity: speaking.map(\.0.count).max() ?? 0)
    for (table, owner) in speaking {
      for row in 0..<table.count {
        claims.claim(table.symbol(row, .customer), by: table.symbol(row, owner))
      }
    }
    return claims
  }

  /// The field that names the owner in tables that tie customers to owners.
  private static func ownerField(of role: TableRole) -> RowField? {
    switch role {
    case .subscriptions, .customers: .owner
    case .owners: .key
    default: nil
    }
  }
}

extension SymbolClaims {
  /// Notes who owns a customer; a claim without an owner says nothing.
  fileprivate mutating func claim(_ customer: Symbol, by owner: Symbol?) {
    if let owner, owner != .empty { claim(customer, by: owner.rawValue) }
  }
}

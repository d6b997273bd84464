import Billing
import Bytes
import Reconciliation

/// Who owns what, from every key that we wrote ourselves.
struct OwnerLinks {
  /// The row of each owner in the owners table.
  let rowOfOwner: [Symbol: Int]
  private let ledger: StripeLedger
  private let ownerOfCustomer: [Symbol: Symbol]
  private let hasOwnersTable: Bool

  init(ledger: StripeLedger, tables: [DatabaseTable], rows: DatabaseTable?) {
    self.ledger = ledger
    var rowOfOwner: [Symbol: Int] = [:]
    let owners = tables.first { $0.definition.role == .owners }
    for row in 0..<(owners?.count ?? 0) {
      if let owners { rowOfOwner[owners.symbol(row, .key)] = row }
    }
    self.rowOfOwner = rowOfOwner
    hasOwnersTable = owners != nil
    ownerOfCustomer = Self.ownersOfCustomers(ledger, tables: tables, rows: rows)
  }

  /// The customer a subscription is billed to; empty when unknown.
  func customer(of object: StripeObject) -> Symbol {
    ledger.fact(.customer, of: object).symbol ?? .empty
  }

  /// The owner a subscription names, by metadata and then by its customer; empty when unknown.
  func owner(ofSubscription index: Int) -> Symbol {
    let object = ledger[.subscription][index]
    if let own = ledger.fact(.owner, of: object).symbol, exists(own) { return own }
    return ownerOfCustomer[customer(of: object)] ?? .empty
  }

  /// The owner of a subscription from all links together, and whether they disagree.
  func resolution(
    ofSubscription index: Int, row: Int?, rows: DatabaseTable?
  ) -> (owner: Symbol, hasConflict: Bool) {
    let object = ledger[.subscription][index]
    let own = ledger.fact(.owner, of: object).symbol
    let named = [
      row.flatMap { rows?.symbol($0, .owner) } ?? .empty,
      own.flatMap { exists($0) ? $0 : nil } ?? .empty,
      ownerOfCustomer[customer(of: object)] ?? .empty,
    ].filter { $0 != .empty }
    return (named.first ?? .empty, named.contains { $0 != named[0] })
  }

  /// The owner of a row that no subscription was found for; empty when unknown.
  func owner(ofRow row: Int, in rows: DatabaseTable) -> Symbol {
    let stated = rows.symbol(row, .owner)
    return stated != .empty ? stated : ownerOfCustomer[rows.symbol(row, .customer)] ?? .empty
  }

  /// A metadata id counts only if such an owner exists, where the owners are known.
  private func exists(_ owner: Symbol) -> Bool {
    owner != .empty && (!hasOwnersTable || rowOfOwner[owner] != nil)
  }

  /// The owner of each customer: what tables state, else what Stripe's objects say of us.
  private static func ownersOfCustomers(
    _ ledger: StripeLedger, tables: [DatabaseTable], rows: DatabaseTable?
  ) -> [Symbol: Symbol] {
    var sessions = CustomerClaims()
    for session in ledger[.checkoutSession] {
      sessions.claim(
        ledger.fact(.customer, of: session).symbol, by: ledger.fact(.owner, of: session).symbol)
    }
    var metadata = CustomerClaims()
    for customer in ledger[.customer] {
      metadata.claim(customer.id, by: ledger.fact(.owner, of: customer).symbol)
    }
    var stated = CustomerClaims()
    for table in tables {
      guard let owner = ownerField(of: table.definition.role) else { continue }
      for row in 0..<table.count {
        stated.claim(table.symbol(row, .customer), by: table.symbol(row, owner))
      }
    }
    return sessions.undisputed.merging(metadata.undisputed) { _, stronger in stronger }
      .merging(stated.undisputed) { _, stronger in stronger }
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

/// Who claims each customer, by links of one strength.
private struct CustomerClaims {
  private var owners: [Symbol: Symbol] = [:]
  private var disputed: Set<Symbol> = []

  /// Notes a claim; one without customer or owner says nothing.
  mutating func claim(_ customer: Symbol?, by owner: Symbol?) {
    guard let customer, let owner, customer != .empty, owner != .empty else { return }
    if let other = owners.updateValue(owner, forKey: customer), other != owner {
      disputed.insert(customer)
    }
  }

  /// The customers that only one owner claims.
  var undisputed: [Symbol: Symbol] { owners.filter { !disputed.contains($0.key) } }
}

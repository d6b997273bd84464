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
    let stated = row.flatMap { rows?.symbol($0, .owner) } ?? .empty
    let linked = owner(ofSubscription: index)
    if stated == .empty { return (linked, false) }
    return (stated, linked != .empty && linked != stated)
  }

  /// A metadata id counts only if such an owner exists, where the owners are known.
  private func exists(_ owner: Symbol) -> Bool {
    owner != .empty && (!hasOwnersTable || rowOfOwner[owner] != nil)
  }

  private static func ownersOfCustomers(
    _ ledger: StripeLedger, tables: [DatabaseTable], rows: DatabaseTable?
  ) -> [Symbol: Symbol] {
    var owners: [Symbol: Symbol] = [:]
    var contested: Set<Symbol> = []
    func claim(_ customer: Symbol, _ owner: Symbol) {
      guard customer != .empty, owner != .empty else { return }
      if let other = owners.updateValue(owner, forKey: customer), other != owner {
        contested.insert(customer)
      }
    }
    // Weakest first, so that a stronger link overwrites it without a contest.
    for session in ledger[.checkoutSession] {
      if let customer = ledger.fact(.customer, of: session).symbol {
        owners[customer] = ledger.fact(.owner, of: session).symbol
      }
    }
    for customer in ledger[.customer] {
      if let owner = ledger.fact(.owner, of: customer).symbol { owners[customer.id] = owner }
    }
    let metadataOwners = owners
    owners = [:]
    for table in tables where [.subscriptions, .customers].contains(table.definition.role) {
      for row in 0..<table.count {
        claim(table.symbol(row, .customer), table.symbol(row, .owner))
      }
    }
    for customer in contested { owners[customer] = nil }
    return metadataOwners.merging(owners) { _, stated in stated }
  }
}

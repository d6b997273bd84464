import Billing
import Bytes
import Reconciliation

extension Check {
  static let sharedCustomer = Check(
    "C04", "shared-customer",
    definition: "The rows of several owners name one customer.",
    origin: "No unique index, or two inputs of one request disagree about who pays.",
    harm: .security, severity: .p0, disposition: .review,
    fix: "Find out whose customer it is, then unlink the other.",
    safeguard: "Nothing of these owners is changed by itself meanwhile.",
    personWhen: "Always.",
    needsFields: [.customer],
    findInTables: { check, file in
      file.sharedCustomers().map { shared in
        var drift = check.finding(
          in: file.board.rowsTableName, story: "\(shared.ownerCount) owners name one customer")
        drift.customer = shared.customer
        drift.evidence = shared.origins
        return drift
      }
    })
}

extension TableCase {
  fileprivate struct Shared {
    var customer: Symbol
    var ownerCount: Int
    var origins: [RecordOrigin]
  }

  /// The customers that rows of several owners name, by their ids.
  ///
  /// An owner who is deleted has let go of the customer.
  fileprivate func sharedCustomers() -> [Shared] {
    guard let rows = board.rows, rows.definition.place(of: .owner) != nil else { return [] }
    var places: [Symbol: [Int]] = [:]
    for row in self.rows(of: rows) {
      let (customer, owner) = (rows.symbol(row, .customer), rows.symbol(row, .owner))
      guard board.holders.isShared(customer), owner != .empty, !board.isDeleted(owner: owner)
      else { continue }
      places[customer, default: []].append(row)
    }
    return places.keys.sorted { symbols.precedes($0, $1) }.compactMap { customer in
      let found = places[customer] ?? []
      let owners = Set(found.map { rows.symbol($0, .owner) })
      guard customer != .empty, owners.count > 1 else { return nil }
      return Shared(
        customer: customer, ownerCount: owners.count, origins: found.map { rows.origins[$0] })
    }
  }
}

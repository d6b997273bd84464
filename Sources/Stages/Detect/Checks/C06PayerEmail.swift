import Billing
import Bytes
import Reconciliation

extension Check {
  static let payerEmail = Check(
    "C06", "payer-email-differs",
    definition: "The customer's e-mail address is not that of the owner the customer is tied to.",
    origin: "Somebody else pays, or the address was changed on one side.",
    harm: .denied, severity: .p1, disposition: .report,
    fix: "Link customers to owners by ids alone; look who this one belongs to.",
    safeguard: "Addresses are compared as fingerprints and never shown.",
    personWhen: "Always, before anything is linked.",
    needs: [.owners], needsFields: [.email], of: .owners,
    findInTables: { check, file in
      guard let owners = file.evidence.table(.owners) else { return [] }
      let book = AddressBook(owners)
      return file.customers.all.compactMap { customer in
        guard customer.hasBought, let address = customer.email.integer,
          let row = file.ownerRow(of: customer), let own = owners[row, .email].integer,
          own != address, !owners[row, .deletedAt].hasValue
        else { return nil }
        let isOthers = book.isKnown(address)
        var drift = check.finding(
          aboutRow: row, of: owners,
          story: isOthers
            ? "the customer has the address of another owner"
            : "the customer has an address that no owner has",
          evidence: [customer.origin])
        // A billing contact is no user; that alone is nothing to wake anybody for.
        if !isOthers { drift.severity = .p3 }
        drift.customer = customer.id
        drift.cause.refutedIf =
          "supply an older dump of the owners to tell on which side the address changed"
        return drift
      }
    })
}

/// The fingerprints of all owners' addresses.
private struct AddressBook {
  private var known: Set<Int64> = []

  init(_ owners: DatabaseTable) {
    for row in 0..<owners.count where !owners[row, .deletedAt].hasValue {
      if let address = owners[row, .email].integer { known.insert(address) }
    }
  }

  func isKnown(_ address: Int64) -> Bool { known.contains(address) }
}

extension TableCase {
  /// The row of the owner that a customer is tied to, by rows or else by metadata.
  fileprivate func ownerRow(of customer: CustomerView) -> Int? {
    let held = board.holders[sole: customer.id].map { Symbol(rawValue: $0) }
    let owner = held ?? (board.holders.isShared(customer.id) ? .empty : customer.owner)
    // Where rows and metadata disagree, whose customer it is comes first.
    guard owner != .empty, customer.owner == .empty || customer.owner == owner else { return nil }
    return board.row(ofOwner: owner)
  }
}

import Billing
import Bytes
import Reconciliation

extension Check {
  static let customerMissing = Check(
    "C01", "customer-missing",
    definition: "A customer who bought carries the owner's id; the owner's row names none.",
    origin: "The customer was made by a pricing table or the portal, not by the application.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Set the customer where the column is null.",
    safeguard: "The customer is not deleted, the owner exists, and neither is tied to another.",
    personWhen: "Another customer, owner or row claims either of them.",
    needs: [.owners], needsFields: [.customer], of: .owners,
    findInTables: { check, file in
      guard let owners = file.evidence.table(.owners) else { return [] }
      let ledger = file.customers
      return file.rows(of: owners).compactMap { row in
        let owner = owners.symbol(row, .key)
        guard owners[row, .customer].isNull, let found = ledger.only(of: owner),
          found.hasBought, !file.board.holders.isClaimed(found.id, besidesBy: owner.rawValue),
          let customer = file.difference(.customer, .symbol(found.id), in: row, of: owners)
        else { return nil }
        var drift = check.finding(
          aboutRow: row, of: owners, fields: [customer],
          story: "a customer with this owner's id bought, and the owner's row names none",
          evidence: [found.origin])
        drift.customer = found.id
        let remedy = Remedy.update(row: row, set: [customer.newCell], guards: [.provenance])
        check.mend(
          &drift, by: remedy, unless: file.policy.reasonToHold(remedy, in: drift.table))
        return drift
      }
    })
}

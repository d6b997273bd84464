import Billing
import Bytes
import Reconciliation

extension Check {
  static let buyerOutsideTenant = Check(
    "L04", "buyer-outside-tenant",
    definition:
      "A live row of the second layer serves an organisation that the buyer is no member of.",
    origin: "The checkout carried a wrong organisation, or the buyer left it without handing over.",
    harm: .security, severity: .p1, disposition: .review,
    fix: "Ask who pays for whom; move the row, or make the buyer a member again.",
    safeguard: "The table of memberships was read whole.",
    personWhen: "Always.",
    needs: [.subscriptions, .platformSubscriptions, .memberships]
  ) { check, file in
    guard let layer = file.board.layer, file.account.owner != .empty else { return }
    for (pair, rows) in file.layered {
      for row in rows where layer.isLive(row) {
        let tenant = layer.table.symbol(row, .tenant)
        guard tenant != .empty, layer.isMember(file.account.owner, of: tenant) == false else {
          continue
        }
        file.add(
          check.finding(
            aboutLayer: row, following: pair, in: file, fields: [],
            story: "the buyer is no member of the organisation that is served"))
      }
    }
  }
}

import Billing
import Bytes
import Reconciliation

extension Check {
  static let severalTenants = Check(
    "L03", "several-tenants",
    definition:
      "Live rows of the second layer serve several organisations for one customer.",
    origin: "A row was moved or made by hand, or a checkout carried another organisation.",
    harm: .security, severity: .p1, disposition: .review,
    fix: "Find out which organisation the customer bought for, and end the other row.",
    safeguard: "Both rows are live.",
    personWhen: "Always.",
    needs: [.subscriptions, .platformSubscriptions]
  ) { check, file in
    guard let layer = file.board.layer else { return }
    var first: [Symbol: Symbol] = [:]
    for (pair, rows) in file.layered where pair.customer != .empty {
      for row in rows where layer.isLive(row) {
        let tenant = layer.table.symbol(row, .tenant)
        guard tenant != .empty else { continue }
        guard let other = first[pair.customer] else {
          first[pair.customer] = tenant
          continue
        }
        guard other != tenant else { continue }
        file.add(
          check.finding(
            aboutLayer: row, following: pair, in: file, fields: [],
            story: "another organisation has a live row of the same customer"))
      }
    }
  }
}

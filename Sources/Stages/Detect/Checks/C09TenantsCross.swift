import Billing
import Bytes
import Reconciliation

extension Check {
  static let tenantsCross = Check(
    "C09", "tenants-cross",
    definition: "A subscription was bought for one tenant, and the row of it is another's.",
    origin: "Tenants share keys or an endpoint, and a row was looked up without its tenant.",
    harm: .security, severity: .p1, disposition: .review,
    fix: "Give the row to the tenant it was bought for, and look up every row by its tenant.",
    safeguard: "The metadata of the paid checkout names the tenant.",
    personWhen: "Always: a tenant may have handed over what it bought.",
    find: { check, file in
      let story = "the checkout was for another tenant than the row is of"
      for pair in file.pairs where !pair.isRowDeleted {
        guard let tenant = file.board.tenantBought(with: pair), pair.row != nil,
          let said = pair[.tenant].symbol, said != tenant
        else { continue }
        let fields = [file.wanted(.tenant, .symbol(tenant), pair)].compactMap(\.self)
        file.add(check.finding(about: pair, in: file, fields: fields, story: story))
      }
      guard let layer = file.board.layer else { return }
      for (pair, rows) in file.layered {
        guard let tenant = file.board.tenantBought(with: pair) else { continue }
        for row in rows where layer.isLive(row) {
          let said = layer.table.symbol(row, .tenant)
          guard said != .empty, said != tenant else { continue }
          var drift = check.finding(
            aboutLayer: row, following: pair, in: file, fields: [], story: story)
          drift.parent = drift.parent ?? file.finding(aboutLayer: row)
          file.add(drift)
        }
      }
    },
    obstacle: { definition in
      let roles: [TableRole] = [.subscriptions, .platformSubscriptions]
      guard roles.contains(where: { definition.table($0)?.place(of: .tenant) != nil }) else {
        return "no column of subscriptions or platform-subscriptions holds tenant"
      }
      return definition.checkout.contains { $0.field == .tenant }
        ? nil : "no key of a checkout names the tenant; add <checkout> to the pipeline"
    })
}

extension CaseBoard {
  /// The tenant that a subscription was bought for, as a symbol of the run; `nil` where no checkout
  /// tells, or no row of the dump has such a tenant.
  fileprivate func tenantBought(with pair: PairView) -> Symbol? {
    guard let object = pair.object, let session = checkouts.session(of: object.id),
      let tenant = checkouts.value(of: .tenant, in: session)
    else { return nil }
    return evidence.symbols.find(tenant)
  }
}

extension AccountCase {
  /// The finding that already tells of a row of the second layer.
  fileprivate func finding(aboutLayer row: Int) -> Int? {
    drifts.firstIndex { $0.code.hasPrefix("L") && $0.row == row }
  }
}

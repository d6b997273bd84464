import Billing
import Bytes
import Reconciliation

extension Check {
  static let ambiguousCatalogue = Check(
    "P07", "ambiguous-catalogue",
    definition: "Several plans claim one price, so that it maps to none.",
    origin: "Plans share a price, or an alias contradicts the table.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Give each plan its own price, or remove the alias that is wrong.",
    safeguard: "No fix is derived through a price that two plans claim.",
    personWhen: "Always.",
    needs: [.plans], needsFields: [.price], of: .plans,
    findInTables: { check, file in
      guard let plans = file.plans, let catalogue = file.evidence.definition.catalogue else {
        return []
      }
      let claims = file.claims(on: plans, catalogue)
      return claims.filter { $0.plans.count > 1 }.map { claim in
        var drift = check.finding(
          aboutRow: claim.rows[0], of: plans,
          story: "\(claim.plans.count) plans claim one price")
        drift.evidence = claim.rows.map { plans.origins[$0] }
        return drift
      }
    })
}

extension TableCase {
  /// A price, the rows that name it and the plans that claim it.
  fileprivate struct Claim {
    var rows: [Int]
    var plans: Set<Symbol>
  }

  /// The claims on every price that a row names, rows in the order of their keys.
  fileprivate func claims(on plans: DatabaseTable, _ catalogue: CatalogueDefinition) -> [Claim] {
    let rows = rows(of: plans).sorted {
      symbols.precedes(plans.symbol($0, .key), plans.symbol($1, .key))
    }
    var places: [Symbol: Int] = [:]
    var claims: [Claim] = []
    for row in rows {
      let (price, plan) = (plans.symbol(row, .price), plans.symbol(row, catalogue.naming))
      guard plan != .empty, !catalogue.isPlaceholder(symbols.text(price)) else { continue }
      if let place = places[price] {
        claims[place].rows.append(row)
        claims[place].plans.insert(plan)
      } else {
        places[price] = claims.count
        claims.append(Claim(rows: [row], plans: [plan]))
      }
    }
    for alias in catalogue.aliases {
      guard let price = symbols.find(alias.price), let plan = symbols.find(alias.plan),
        let place = places[price]
      else { continue }
      claims[place].plans.insert(plan)
    }
    return claims
  }
}

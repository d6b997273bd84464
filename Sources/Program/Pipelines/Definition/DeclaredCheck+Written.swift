import Reconciliation

/// Declared rules as a resolved pipeline shows them.
extension DeclaredCheck {
  /// What must hold, in words.
  var written: String {
    rule.written
      + (conditions.isEmpty ? "" : ", where " + conditions.map(\.written).joined(separator: " "))
  }
}

extension DeclaredCheck.Rule {
  fileprivate var written: String {
    switch self {
    case .unique(let columns, let nullsDistinct):
      "unique " + columns.joined(separator: ", ") + (nullsDistinct ? "" : ", nulls equal")
    case .reference(let column, let table, let target, let mustBeLive):
      "\(column) points at a \(mustBeLive ? "live " : "")row: \(table).\(target)"
    case .retention(let column, let seconds): "\(column) kept \(WrittenTime.duration(seconds))"
    case .copied(let copy): copy.written
    case .oneRow(let columns, let minimum):
      (minimum == 0 ? "at most one row" : "exactly one row") + " for each "
        + columns.joined(separator: ", ")
    case .required(let row): row.written
    case .balance(let balance): balance.written
    case .quota(let quota): quota.written
    case .reset(let reset):
      "\(reset.column) is to come, on day \(reset.day)"
        + (reset.start.map { " after \($0)" } ?? "") + (reset.isInPlace ? ", in its row" : "")
    case .allowed(let values): values.written
    case .grant(let grant): grant.written
    case .metered(let use): use.written
    }
  }
}

extension Breakdown {
  /// What the report says, in words.
  var written: String {
    let chosen =
      conditions.isEmpty ? "" : ", where " + conditions.map(\.written).joined(separator: " ")
    return "\(name): \(used) and \(remaining) of \(table) until \(reset), by \(kind): "
      + kinds.joined(separator: ", ") + chosen
  }
}

extension CopiedValue {
  fileprivate var written: String {
    let place = path.map { " at \($0.text)" } ?? ""
    guard let pointer else { return "\(column) equals \(source)\(place)" }
    return "\(column) equals \(pointer.table).\(source)\(place) through \(pointer.column) to "
      + pointer.target
  }
}

extension RequiredRow {
  fileprivate var written: String {
    let chosen =
      conditions.isEmpty ? "" : " where " + conditions.map(\.written).joined(separator: " ")
    return "\(column) names every \(table).\(target)\(chosen)"
  }
}

extension Balance {
  fileprivate var written: String {
    if let entries { return "\(column) = the sum of \(entries.table).\(entries.amount)" }
    var grants = [granted, metric.map { "the entitlement \($0)" }].compactMap(\.self)
    if let additions {
      let chosen = additions.conditions.map { " " + $0.written }.joined()
      grants.append("\(additions.table)\(chosen) in the month")
    }
    let granted = grants.isEmpty ? "what was granted" : grants.joined(separator: " + ")
    return "\(column) = \(granted) - \(used ?? "what was used"), never below 0"
  }
}

extension Quota {
  fileprivate var written: String {
    let amount = value.map { isTotal ? "the sum of \($0)" : "each \($0)" } ?? "the number of rows"
    return "\(amount)\(instant.map { " at \($0)" } ?? "") within the entitlement \(metric)"
  }
}

extension AllowedValues {
  fileprivate var written: String {
    var parts: [String] = []
    if !values.isEmpty { parts.append("one of " + values.joined(separator: " ")) }
    if !never.isEmpty { parts.append("none of " + never.joined(separator: " ")) }
    if isNeeded { parts.append("never empty") }
    if let least { parts.append("at least \(least)") }
    if let most { parts.append("at most \(most)") }
    return "\(column) is " + (parts.isEmpty ? "anything" : parts.joined(separator: ", "))
  }
}

extension Grant {
  fileprivate var written: String {
    let period = [start, end].compactMap(\.self).joined(separator: " to ")
    return "one row for each owner with the entitlement \(metric)"
      + (amount.map { ", \($0) of it" } ?? "") + (period.isEmpty ? "" : ", for \(period)")
      + (instant.map { ", in the month of \($0)" } ?? "") + (isInPlace ? ", in its row" : "")
  }
}

extension MeteredUse {
  fileprivate var written: String {
    let counters = counters.isEmpty ? "" : " by " + counters.joined(separator: " ")
    return "\(value.map { "the sum of \($0)" } ?? "the number of rows") at \(instant) is what "
      + "Stripe counted" + counters
  }
}

import Reconciliation

/// The comparison once more, over dictionaries of words and by looking at everything each time.
///
/// It knows the worlds of the property tests: no catalogue, no sessions, no ends to come.
struct SlowDiff {
  private let rows: [[String]]
  private let owners: [String]
  private let told: [String: [String: String]]
  private var rowOf: [String: (row: String, link: String)] = [:]

  private static let words = ["active": "ACTIVE", "past_due": "PAST_DUE", "canceled": "EXPIRED"]

  init(_ bench: Bench) {
    rows = (bench.rows[.subscriptions] ?? []).sorted { $0[0] < $1[0] }
    owners = (bench.rows[.owners] ?? []).map { $0[0] }.sorted()
    told = bench.told
    for id in told.keys {
      let named = rows.filter { $0[2] == id }
      if let row = named.first(where: isLive) ?? named.first {
        rowOf[id] = (row[0], "subscription")
      }
    }
    match(by: "customer", column: 3, keys: told.compactMapValues { $0["customer"] })
    let owned = Dictionary(uniqueKeysWithValues: told.keys.map { ($0, owner(told: $0)) })
    match(by: "owner", column: 1, keys: owned.compactMapValues { $0 })
  }

  private func isLive(_ row: [String]) -> Bool { row[6] == "-" && row[4] != "EXPIRED" }

  private mutating func match(by link: String, column: Int, keys: [String: String]) {
    let taken = Set(rowOf.values.map(\.row))
    let free = rows.filter { isLive($0) && $0[2] == "-" && !taken.contains($0[0]) }
    let open = told.keys.filter {
      rowOf[$0] == nil && ["active", "past_due"].contains(told[$0]?["status"])
    }
    for id in open {
      guard let wanted = keys[id], open.count(where: { keys[$0] == wanted }) == 1 else { continue }
      let fitting = free.filter { $0[column] == wanted }
      if fitting.count == 1 { rowOf[id] = (fitting[0][0], link) }
    }
  }

  /// The owner of a customer, where all rows that name both agree.
  private func owner(ofCustomer customer: String) -> String? {
    let claims = Set(rows.filter { $0[3] == customer && $0[1] != "-" }.map { $0[1] })
    return claims.count == 1 ? claims.first : nil
  }

  private func owner(told id: String) -> String? {
    if let own = told[id]?["owner"], owners.contains(own) { return own }
    return told[id]?["customer"].flatMap(owner(ofCustomer:))
  }

  func lines() -> [String] {
    var pairs: [String: [String]] = [:]
    var conflicts: Set<String> = []
    var orphans: [(customer: String, words: String)] = []
    func add(_ words: String, owner: String?, customer: String) {
      if let owner {
        pairs[owner, default: []].append(words)
      } else {
        orphans.append((customer, words))
      }
    }
    for (id, facts) in told.sorted(by: { $0.key < $1.key }) {
      let match = rowOf[id]
      let row = rows.first { $0[0] == match?.row }
      let customer = facts["customer"] ?? ""
      let named = [
        row.flatMap { $0[1] == "-" ? nil : $0[1] },
        facts["owner"].flatMap { owners.contains($0) ? $0 : nil }, owner(ofCustomer: customer),
      ].compactMap { $0 }
      if Set(named).count > 1 { conflicts.insert(named[0]) }
      let words = "\(row?[0] ?? "-")~\(id) \(match?.link ?? "none")"
      add(words + differences(row, id, facts), owner: named.first, customer: customer)
    }
    let taken = Set(rowOf.values.map(\.row))
    for row in rows where !taken.contains(row[0]) {
      let owner = row[1] == "-" ? owner(ofCustomer: row[3]) : row[1]
      add("\(row[0])~- none", owner: owner, customer: row[3])
    }
    let known = Set(owners).union(pairs.keys).sorted().map { owner in
      owner + (owners.contains(owner) ? "#" : "") + (conflicts.contains(owner) ? "!" : "") + ": "
        + (pairs[owner] ?? []).joined(separator: "; ")
    }
    var customers: [String] = []
    for orphan in orphans where !customers.contains(orphan.customer) {
      customers.append(orphan.customer)
    }
    return known
      + customers.map { customer in
        ": "
          + orphans.filter { $0.customer == customer }.map(\.words).joined(separator: "; ")
      }
  }

  private func differences(_ row: [String]?, _ id: String, _ facts: [String: String]) -> String {
    guard let row, let status = facts["status"] else { return "" }
    let word = Self.words[status]
    var text = ""
    func compare(_ field: String, _ stripe: String?, _ database: String) {
      guard let stripe, stripe != database else { return }
      text += " \(field):\(stripe)/\(database == "-" ? "null" : database)"
    }
    compare("subscription", id, row[2])
    if word != "EXPIRED" { compare("customer", facts["customer"], row[3]) }
    compare("status", word, row[4])
    return text
  }
}

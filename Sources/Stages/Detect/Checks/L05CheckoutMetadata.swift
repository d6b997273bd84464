import Billing
import Bytes
import Reconciliation

extension Check {
  static let checkoutMetadata = Check(
    "L05", "checkout-metadata-invalid",
    definition: "The metadata of a paid checkout lacks what the application needs, or is wrong.",
    origin: "The checkout was begun by an old page, by hand, or with what a browser sent.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Correct the metadata in Stripe, then let the application handle the session again.",
    safeguard: "The subscription runs, and every table that is named was read whole.",
    personWhen: "Always: what was meant must be asked.",
    obstacle: {
      $0.checkout.isEmpty
        ? "nothing says what the metadata of a checkout must hold; add <checkout> to the pipeline"
        : nil
    },
    findInTables: { check, file in
      guard let rows = file.board.rows else { return [] }
      let rules = CheckoutRules(file)
      return file.evidence.subscriptions.indices.compactMap { place -> Drift? in
        guard file.evidence.comparison.expected[place].isLive,
          let session = file.board.checkouts.session(of: file.evidence.subscriptions[place].id),
          let metadata = file.board.checkouts.metadata(of: session)
        else { return nil }
        let faults = rules.faults(of: metadata)
        guard !faults.isEmpty else { return nil }
        var drift = check.finding(
          in: rows.definition.name, story: faults.joined(separator: "; "))
        drift.subject = session.id
        drift.evidence = [session.origin]
        file.complete(&drift, session)
        return drift
      }
    })
}

/// What the metadata of a checkout must hold, with what it may name looked up once.
private struct CheckoutRules {
  private let keys: [CheckoutKey]
  /// For each key the values that rows have; `nil` where it names none, or not all were read.
  private let known: [Set<Symbol>?]
  /// For each tenant its members; `nil` where no table tells.
  private let members: [Symbol: Set<Symbol>]?
  private let symbols: Symbols

  init(_ file: TableCase) {
    keys = file.evidence.definition.checkout
    symbols = file.symbols
    let board = file.board
    known = keys.map { key in
      guard let table = board.table(named: key.table), board.isWhole(table) else { return nil }
      let column = TableColumn(key.target, of: table)
      return Set((0..<table.count).compactMap { column[$0].symbol })
    }
    members = file.evidence.table(.memberships).flatMap { table in
      guard board.isWhole(table) else { return nil }
      var members: [Symbol: Set<Symbol>] = [:]
      for row in 0..<table.count where !table[row, .deletedAt].hasValue {
        members[table.symbol(row, .tenant), default: []].insert(table.symbol(row, .owner))
      }
      return members
    }
  }

  /// What is wrong, in the order of the keys; a value itself is never told.
  func faults(of metadata: MetadataList) -> [String] {
    let faults = keys.indices.compactMap { fault(of: metadata[$0], at: $0) }
    return faults.isEmpty && isStranger(metadata)
      ? ["the user is no member of the organisation"] : faults
  }

  private func fault(of value: String?, at place: Int) -> String? {
    let key = keys[place]
    guard let value else { return "\(key.key) is missing" }
    if !key.values.isEmpty, !key.values.contains(where: { $0.utf8.elementsEqual(value.utf8) }) {
      return "\(key.key) is none of \(key.values.joined(separator: ", "))"
    }
    guard let known = known[place] else { return nil }
    return symbols.find(value).map(known.contains) ?? false
      ? nil : "\(key.key) names no row of \(key.table)"
  }

  /// Whether the buyer is known not to belong to the organisation.
  private func isStranger(_ metadata: MetadataList) -> Bool {
    func symbol(_ field: RowField) -> Symbol? {
      keys.firstIndex { $0.field == field }.flatMap { metadata[$0] }.flatMap { symbols.find($0) }
    }
    guard let members, let owner = symbol(.owner), let tenant = symbol(.tenant) else {
      return false
    }
    return !(members[tenant]?.contains(owner) ?? false)
  }
}

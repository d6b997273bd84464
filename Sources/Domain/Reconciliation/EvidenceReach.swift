import Billing
public import Bytes

/// The part of the evidence that a change of some rows can reach.
///
/// Rows and Stripe's objects bear on each other only through the names they share: of a
/// subscription, a customer or an owner. So everything that a chain of shared names ties to a
/// changed row, by its old cells or its new ones, is in the part; what is outside compares and is
/// judged as before, and what is inside as if the rest were there.
public struct EvidenceReach {
  /// How many passes follow the chains of names; what is not followed to its end by then reaches
  /// everything, which is more than it must.
  private static let passLimit = 12

  private let evidence: Evidence
  /// Whether a chain leads to each name; never to the empty one.
  private var isReached: [Bool]
  private var changed: Set<Int> = []

  /// Prepares to follow the names of some evidence.
  public init(in evidence: Evidence) {
    self.evidence = evidence
    isReached = Array(repeating: false, count: evidence.symbols.count)
  }

  /// Takes note of what a change is about, whichever table it is in.
  public mutating func add(names: [Symbol]) { reach(names) }

  /// Takes note of every name that passes a test, whatever is named.
  public mutating func add(namesThat isMeant: (Symbol) -> Bool) {
    for place in isReached.indices.dropFirst() where isMeant(Symbol(rawValue: UInt32(place))) {
      isReached[place] = true
    }
  }

  /// Takes note of a changed row of the subscriptions table.
  ///
  /// - Parameters:
  ///   - row: the row's place.
  ///   - table: the table with the changes: its rows may name others than before.
  public mutating func add(row: Int, in table: DatabaseTable) {
    changed.insert(row)
    guard let fields = Self.names(in: .subscriptions) else { return }
    reach(fields.lazy.map { table.symbol(row, $0) })
    guard let before = evidence.table(.subscriptions) else { return }
    reach(fields.lazy.map { before.symbol(row, $0) })
  }

  /// The evidence that is reached, still to be compared, everything in its old order.
  ///
  /// - Parameter tables: the tables with the changes.
  /// - Returns: the objects and the rows that are reached; of tables that are only looked up, the
  ///   catalogue for example, every row.
  /// - Complexity: linear in the rows and objects.
  public mutating func part(
    of tables: [DatabaseTable]
  ) -> (ledger: StripeLedger, tables: [DatabaseTable]) {
    followChains()
    let isReached = isReached
    let changed = changed
    let reduced = tables.map { table in
      guard let fields = Self.names(in: table.definition.role) else { return table }
      let isSubject = table.definition.role == .subscriptions
      return table.keeping { row in
        // A row without any name is reached by its own change alone.
        fields.contains { isReached[Int(table.symbol(row, $0).rawValue)] }
          || isSubject && changed.contains(row)
      }
    }
    let whole = evidence.ledger
    let ledger = whole.keeping { object in
      if object.kind == .price { return true }
      guard let fields = Self.names(in: object.kind) else { return false }
      return fields.contains { isReached[Int(whole.name($0, of: object).rawValue)] }
    }
    return (ledger, reduced)
  }

  /// Passes over all rows and objects until a pass finds nothing new.
  private mutating func followChains() {
    let links = NameLinks(in: evidence)
    for _ in 0..<Self.passLimit where !links.follow(in: &isReached) {
      return
    }
    isReached = Array(repeating: true, count: isReached.count)
  }

  private mutating func reach(_ names: some Sequence<Symbol>) {
    for name in names where name != .empty { isReached[Int(name.rawValue)] = true }
  }

  /// The fields of a table's rows that name a subscription, a customer or an owner; `nil` for
  /// tables that are only looked up.
  public static func names(in role: TableRole) -> [RowField]? {
    switch role {
    case .subscriptions: [.subscription, .customer, .owner]
    case .owners: [.key, .customer]
    case .customers: [.customer, .owner]
    default: nil
    }
  }

  /// By which names an object is looked up, itself as `nil`; none for kinds that no rule of an
  /// owner looks into, and for prices, which are kept as the catalogue is.
  fileprivate static func names(in kind: StripeKind) -> [StripeField?]? {
    switch kind {
    case .subscription, .checkoutSession: [nil, .customer, .owner]
    case .customer: [nil, .owner]
    case .invoice, .subscriptionSchedule: [.subscription]
    case .price, .paymentIntent, .charge, .refund, .dispute, .balanceTransaction, .usageSummary,
      .other:
      nil
    }
  }
}

/// The names that stand side by side in rows and objects, gathered once for all passes.
private struct NameLinks {
  /// The most names that one row or object has.
  private static let width = 3

  /// The names of one row or object after the other, empty ones at the end of each.
  private var names: [Symbol] = []

  init(in evidence: Evidence) {
    for table in evidence.tables {
      guard let fields = EvidenceReach.names(in: table.definition.role) else { continue }
      for row in 0..<table.count { add(fields) { table.symbol(row, $0) } }
    }
    let ledger = evidence.ledger
    for kind in StripeKind.allCases {
      guard let fields = EvidenceReach.names(in: kind), fields.count > 1 else { continue }
      for object in ledger[kind] { add(fields) { ledger.name($0, of: object) } }
    }
  }

  /// Adds the names in some fields; one name alone leads nowhere.
  @inline(__always)
  private mutating func add<Field>(_ fields: [Field], _ name: (Field) -> Symbol) {
    let start = names.count
    for field in fields {
      let name = name(field)
      if name != .empty { names.append(name) }
    }
    if names.count < start + 2 { return names.removeSubrange(start...) }
    precondition(names.count <= start + Self.width, "a row or object has too many names")
    while names.count < start + Self.width { names.append(.empty) }
  }

  /// Reaches every name that stands beside one that is reached; whether there was any.
  func follow(in isReached: inout [Bool]) -> Bool {
    var isNews = false
    for start in stride(from: 0, to: names.count, by: Self.width) {
      let link = names[start..<start + Self.width]
      var (isMet, isWhole) = (false, true)
      for name in link where name != .empty {
        if isReached[Int(name.rawValue)] { isMet = true } else { isWhole = false }
      }
      guard isMet, !isWhole else { continue }
      for name in link where name != .empty { isReached[Int(name.rawValue)] = true }
      isNews = true
    }
    return isNews
  }
}

extension StripeLedger {
  /// The name that an object gives in a field; its own without one.
  fileprivate func name(_ field: StripeField?, of object: StripeObject) -> Symbol {
    guard let field else { return object.id }
    return fact(field, of: object).symbol ?? .empty
  }

  /// The ledger with some of its objects, in their order.
  fileprivate func keeping(_ isKept: (StripeObject) -> Bool) -> StripeLedger {
    var part = self
    part.objects = objects.map { $0.filter(isKept) }
    return part
  }
}

extension DatabaseTable {
  /// The table with some of its rows, in their order.
  fileprivate func keeping(_ isKept: (Int) -> Bool) -> DatabaseTable {
    var part = self
    let rows = (0..<count).filter(isKept)
    part.passedCount += count - rows.count
    part.origins = rows.map { origins[$0] }
    part.cells = []
    part.cells.reserveCapacity(rows.count * width)
    for row in rows { part.cells += cells[row * width..<(row + 1) * width] }
    return part
  }
}

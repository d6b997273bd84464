import Billing
import Bytes

/// The part of the evidence that a change of some rows can reach.
///
/// Rows and Stripe's objects bear on each other only through the names they share: of a
/// subscription, a customer or an owner. So everything that a chain of shared names ties to a
/// changed row, by its old cells or its new ones, is in the part; what is outside compares and is
/// judged as before, and what is inside as if the rest were there.
public struct EvidenceReach {
  private let evidence: Evidence
  /// Names that are tied to each other.
  private var ties: SymbolGroups
  private var changed: [Int] = []

  /// Prepares to follow the names of some evidence.
  ///
  /// - Complexity: linear in the rows and objects.
  public init(in evidence: Evidence) {
    self.evidence = evidence
    ties = SymbolGroups(of: evidence.symbols)
    for table in evidence.tables {
      guard let fields = Self.names(in: table.definition.role) else { continue }
      for row in 0..<table.count { ties.join(fields.lazy.map { table.symbol(row, $0) }) }
    }
    let ledger = evidence.ledger
    for kind in StripeKind.allCases {
      guard let fields = Self.names(in: kind), fields.count > 1 else { continue }
      for object in ledger[kind] {
        ties.join(fields.lazy.map { ledger.name($0, of: object) })
      }
    }
  }

  /// Takes note of a changed row of the subscriptions table.
  ///
  /// - Parameters:
  ///   - row: the row's place.
  ///   - table: the table with the changes: its rows may name others than before.
  public mutating func add(row: Int, in table: DatabaseTable) {
    changed.append(row)
    guard let fields = Self.names(in: .subscriptions) else { return }
    ties.join(fields.lazy.map { table.symbol(row, $0) })
    guard let before = evidence.table(.subscriptions) else { return }
    for field in fields {
      ties.join([before.symbol(row, field), table.symbol(row, field)])
    }
  }

  /// The evidence that is reached, still to be compared, everything in its old order.
  ///
  /// - Parameter tables: the tables with the changes.
  /// - Returns: the objects and the rows that are reached; of tables that are only looked up, the
  ///   catalogue for example, every row.
  public mutating func part(
    of tables: [DatabaseTable]
  ) -> (ledger: StripeLedger, tables: [DatabaseTable]) {
    var ties = ties
    let isReached = reachedGroups(tables)
    // A row without any name is reached by its own change alone.
    let changed = Set(changed)
    let reduced = tables.map { table in
      guard let fields = Self.names(in: table.definition.role) else { return table }
      let isSubject = table.definition.role == .subscriptions
      return table.keeping { row in
        fields.contains { isReached[Int(ties.group(of: table.symbol(row, $0)))] }
          || isSubject && changed.contains(row)
      }
    }
    let whole = evidence.ledger
    let ledger = whole.keeping { object in
      guard let fields = Self.names(in: object.kind) else { return false }
      return fields.contains { isReached[Int(ties.group(of: whole.name($0, of: object)))] }
    }
    return (ledger, reduced)
  }

  /// Whether each group of names is one of a changed row's; the empty name's never is.
  private mutating func reachedGroups(_ tables: [DatabaseTable]) -> [Bool] {
    var isReached = [Bool](repeating: false, count: evidence.symbols.count)
    guard let table = tables.first(where: { $0.definition.role == .subscriptions }),
      let fields = Self.names(in: .subscriptions)
    else { return isReached }
    for row in changed {
      for field in fields where table.symbol(row, field) != .empty {
        isReached[Int(ties.group(of: table.symbol(row, field)))] = true
      }
    }
    return isReached
  }

  /// The fields of a table's rows that name a subscription, a customer or an owner; `nil` for
  /// tables that are only looked up.
  private static func names(in role: TableRole) -> [RowField]? {
    switch role {
    case .subscriptions: [.subscription, .customer, .owner]
    case .owners: [.key, .customer]
    case .customers: [.customer, .owner]
    default: nil
    }
  }

  /// By which names an object is looked up, itself as `nil`; none for kinds no rule looks into.
  private static func names(in kind: StripeKind) -> [StripeField?]? {
    switch kind {
    case .subscription, .checkoutSession: [nil, .customer, .owner]
    case .customer: [nil, .owner]
    case .invoice, .subscriptionSchedule: [.subscription]
    case .other: nil
    }
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
    part.origins = rows.map { origins[$0] }
    part.cells = []
    part.cells.reserveCapacity(rows.count * width)
    for row in rows { part.cells += cells[row * width..<(row + 1) * width] }
    return part
  }
}

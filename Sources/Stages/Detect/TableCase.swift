import Billing
import Bytes
import Reconciliation

/// Tables and objects that belong to no single owner's case, as the checks look at them.
struct TableCase {
  let board: CaseBoard
  /// What Stripe says about each price that is billed, on sale or archived.
  let prices: PriceBook
  /// The customers in Stripe.
  let customers: CustomerBook
  /// Invoices and payments of both sides.
  let money: MoneyBook
  /// The owner of each subscription that a row names, by its place in the ledger.
  let owners: [Int: Symbol]

  init(_ board: CaseBoard) {
    self.board = board
    prices = PriceBook(board.evidence)
    customers = CustomerBook(board.evidence)
    money = MoneyBook(board)
    owners = money.invoices == nil && money.payments == nil ? [:] : Self.owners(board.evidence)
  }

  private static func owners(_ evidence: Evidence) -> [Int: Symbol] {
    var owners: [Int: Symbol] = [:]
    for account in evidence.comparison.accounts {
      for pair in evidence.comparison.pairs[account.pairs]
      where pair.link == .subscription {
        if let place = pair.subscription { owners[place] = account.owner }
      }
    }
    return owners
  }

  var evidence: Evidence { board.evidence }
  var symbols: Symbols { board.evidence.symbols }

  /// The table of plans that the catalogue names.
  var plans: DatabaseTable? {
    guard let catalogue = evidence.definition.catalogue else { return nil }
    return evidence.tables.first {
      $0.definition.name.utf8.elementsEqual(catalogue.table.utf8)
    }
  }

  /// The rows of a table that count: not deleted softly, and not written too shortly before the
  /// dump to judge.
  func rows(of table: DatabaseTable) -> [Int] {
    let horizon = evidence.definition.clock.horizon
    return (0..<table.count).filter { row in
      guard !table[row, .deletedAt].hasValue else { return false }
      return ![RowField.createdAt, .updatedAt].contains { field in
        table[row, field].time.map { $0 > horizon } ?? false
      }
    }
  }

  /// A difference between what should stand in a row's field and what does; `nil` without a column.
  func difference(
    _ field: RowField, _ stripe: Cell, in row: Int, of table: DatabaseTable
  ) -> FieldDifference? {
    table.definition.place(of: field).map {
      FieldDifference(
        field: field, column: $0, sides: Sides(stripe: stripe, database: table[row, field]))
    }
  }
}

extension Check {
  /// Why a change of a table other than that of the subscriptions is left to a person.
  static let otherTable = "only rows of subscriptions are changed by themselves"

  /// Writes a finding of this check about a row of any table.
  func finding(
    aboutRow row: Int, of table: DatabaseTable, fields: [FieldDifference] = [], story: String,
    evidence: [RecordOrigin] = []
  ) -> Drift {
    var drift = finding(in: table.definition.name, story: story)
    drift.row = row
    drift.owner = table.symbol(row, table.definition.role == .owners ? .key : .owner)
    drift.customer = table.symbol(row, .customer)
    drift.fields = fields
    drift.evidence = evidence + [table.origins[row]]
    return drift
  }

  /// Writes a finding of this check about something that has no row in a table.
  func finding(in table: String, story: String) -> Drift {
    var drift = Drift(of: self, in: table, story: story)
    if disposition == .auto {
      drift.disposition = .review
      drift.heldBack = Self.otherTable
    }
    return drift
  }
}

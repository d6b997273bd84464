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
  /// Who has each subscription that a row names, by its place in the ledger.
  let holders: [Int: Holder]

  /// An owner, and the row that names the subscription.
  struct Holder {
    var owner: Symbol
    var row: Int?
  }

  init(_ board: CaseBoard) {
    self.board = board
    prices = PriceBook(board.evidence)
    customers = CustomerBook(board.evidence)
    money = MoneyBook(board)
    let hasOthers = [TableRole.invoices, .payments, .items, .credits].contains {
      board.evidence.table($0) != nil
    }
    holders = hasOthers ? Self.holders(board.evidence) : [:]
  }

  private static func holders(_ evidence: Evidence) -> [Int: Holder] {
    var holders: [Int: Holder] = [:]
    for account in evidence.comparison.accounts {
      for pair in evidence.comparison.pairs[account.pairs]
      where pair.link == .subscription {
        if let place = pair.subscription {
          holders[place] = Holder(owner: account.owner, row: pair.row)
        }
      }
    }
    return holders
  }

  var evidence: Evidence { board.evidence }
  var symbols: Symbols { board.evidence.symbols }
  var policy: TablePolicy { TablePolicy(evidence: evidence) }

  /// The table of plans that the catalogue names.
  var plans: DatabaseTable? {
    evidence.definition.catalogue.flatMap { evidence.table(named: $0.table) }
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
  /// Writes a finding of this check about a row of any table, still without a remedy.
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
    mend(&drift, by: .none, unless: FixPolicy.unknownValue)
    return drift
  }
}

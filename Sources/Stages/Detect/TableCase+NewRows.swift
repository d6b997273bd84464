import Billing
import Bytes
import Reconciliation

/// What rows of invoices, payments and items say about Stripe's objects, in the database's words.
extension TableCase {
  /// The cells by which a row says what became of an invoice or a payment.
  ///
  /// - Parameters:
  ///   - state: what became of it.
  ///   - row: the row; `nil` for a new one.
  ///   - table: the row's table.
  ///   - object: Stripe's object.
  /// - Returns: the cells; none where the table has no word for the state.
  func cells(
    of state: MoneyState, in row: Int?, of table: DatabaseTable, about object: StripeObject
  ) -> [NewCell] {
    guard let column = table.definition.place(of: .status),
      let word = word(of: state, in: table, about: object)
    else { return [] }
    var cells = [NewCell(column: column, cell: .symbol(word))]
    let paidAt = object.kind == .invoice ? fact(.paidAt, object) : .unknown
    if state == .paid, paidAt.hasValue, let column = table.definition.place(of: .paidAt),
      row.map({ table[$0, .paidAt].isNull }) ?? true
    {
      cells.append(NewCell(column: column, cell: paidAt))
    }
    return cells
  }

  /// How a table says what became of an object; `nil` where that is not known.
  func word(of state: MoneyState, in table: DatabaseTable, about object: StripeObject) -> Symbol? {
    let said = fact(.status, object).symbol.flatMap { word in
      MoneyState(word: symbols.text(word)) == state ? word : nil
    }
    return money.words(of: table).word(of: state, said)
  }

  /// The one amount that Stripe names for an object, in minor units; `nil` where it names several,
  /// or none.
  func onlyAmount(of object: StripeObject) -> Int64? {
    let fields: [StripeField] =
      object.kind == .invoice ? [.total, .amountDue, .amountPaid] : [.amount, .amountPaid]
    let amounts = Set(fields.compactMap { fact($0, object).integer })
    return amounts.count == 1 ? amounts.first : nil
  }

  /// What a new row says about one of Stripe's objects, as far as columns mean something.
  ///
  /// - Parameters:
  ///   - object: the object.
  ///   - table: the table that lacks it.
  ///   - holder: who has the subscription it is for.
  ///   - state: what became of it; `nil` where its rows have no status.
  ///   - amount: the amount, in minor units.
  /// - Returns: the cells that are known, in the order of the columns.
  func newRow(
    about object: StripeObject, in table: DatabaseTable, of holder: Holder, _ state: MoneyState?,
    amount: Int64?
  ) -> [NewCell] {
    var row = state.map { cells(of: $0, in: nil, of: table, about: object) } ?? []
    for (place, column) in table.definition.columns.enumerated()
    where !row.contains(where: { $0.column == place }) {
      let cell = column.field.map { said($0, about: object, in: table, holder.owner, amount) }
      let value = cell ?? reference(of: column, in: table, to: holder)
      if value.hasValue { row.append(NewCell(column: place, cell: value)) }
    }
    return row.sorted { $0.column < $1.column }
  }

  private func said(
    _ field: RowField, about object: StripeObject, in table: DatabaseTable, _ owner: Symbol,
    _ amount: Int64?
  ) -> Cell {
    switch field {
    case .key:
      table.definition.keySource == .stripe && object.kind != .subscription
        ? .symbol(object.id) : .unknown
    case .owner: owner == .empty ? .unknown : .symbol(owner)
    case .amount: amount.map { .integer($0) } ?? .unknown
    case .currency: money.words(of: table).cell(fact(.currency, object), symbols)
    case .createdAt: fact(.created, object)
    case .customer: fact(.customer, object)
    case .subscription:
      object.kind == .subscription ? .symbol(object.id) : fact(.subscription, object)
    case .invoice: object.kind == .invoice ? .symbol(object.id) : fact(.invoice, object)
    case .paymentIntent:
      object.kind == .paymentIntent ? .symbol(object.id) : fact(.paymentIntent, object)
    case .charge: object.kind == .charge ? .symbol(object.id) : fact(.charge, object)
    case .refund: object.kind == .refund ? .symbol(object.id) : .unknown
    default: .unknown
    }
  }

  /// The key of the holder's row that a column without a meaning of its own refers to.
  private func reference(
    of column: ColumnDefinition, in table: DatabaseTable, to holder: Holder
  ) -> Cell {
    let reference = table.definition.references.first {
      $0.column.utf8.elementsEqual(column.name.utf8)
    }
    guard let reference, let rows = board.rows, let row = holder.row,
      reference.table.utf8.elementsEqual(rows.definition.name.utf8)
    else { return .unknown }
    return rows[row, .key]
  }
}

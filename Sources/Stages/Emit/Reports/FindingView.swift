import Billing
import Bytes
import Reconciliation

/// A finding with its places in the evidence turned into what a report may show.
struct FindingView {
  /// What stands in place of a value that no side states.
  static let unknown = "‹unknown›"
  /// What stands in place of a value that is not of its column's type.
  static let unreadable = "‹unreadable›"

  let drift: Drift
  private let evidence: Evidence
  private let table: DatabaseTable?

  init(_ drift: Drift, in evidence: Evidence) {
    self.drift = drift
    self.evidence = evidence
    table = evidence.table(named: drift.table)
  }

  /// The key of the row, exactly; `nil` when there is no row or no column that holds its key.
  var rawRowKey: String? {
    guard let table, let row = drift.row, row < table.count else { return nil }
    let cell = table[row, .key]
    return cell.hasValue ? cell.text(in: evidence.symbols) : nil
  }

  /// The subscription's id; `nil` when there is none.
  var subscriptionID: String? {
    let subscriptions = evidence.subscriptions
    guard let place = drift.subscription, place < subscriptions.count else { return nil }
    return id(subscriptions[place].id)
  }

  /// The event or type of events; `nil` when the finding is about something else.
  var rawSubject: String? { drift.pastEvent.isEmpty ? id(drift.subject) : drift.pastEvent }

  /// The customer's id; `nil` when unknown.
  var customerID: String? { id(drift.customer) }

  /// The owner's id, exactly; `nil` when unknown.
  var rawOwner: String? { id(drift.owner) }

  /// Whom and what the finding is about, as it may be shown.
  var subject: Subject {
    Subject(
      event: shown(rawSubject, of: .event),
      subscription: shown(subscriptionID, of: .subscription),
      customer: shown(customerID, of: .customer), rowKey: shown(rawRowKey, of: .key),
      owner: shown(rawOwner, of: .owner))
  }

  /// The names by which a report says what a finding is about; `nil` for what it has not.
  struct Subject {
    var event: String?
    var subscription: String?
    var customer: String?
    var rowKey: String?
    var owner: String?

    /// One word for all: an event, a subscription, else a row, an owner, a customer.
    var entity: String? { event ?? subscription ?? rowKey ?? owner ?? customer }
  }

  /// The name of the column of a difference.
  func columnName(of difference: FieldDifference) -> String {
    column(difference.column)?.name ?? difference.field.rawValue
  }

  /// What a side says about a field, as it may be shown.
  func shown(_ cell: Cell, of difference: FieldDifference) -> ShownValue {
    // What is in no table is in a cache, of which only named values are looked at.
    guard table != nil else { return ShownValue(cell, in: evidence.symbols) }
    guard let column = column(difference.column), !column.isPrivate else {
      return cell.hasValue ? .marker(Privacy.hidden) : ShownValue(cell, in: evidence.symbols)
    }
    return ShownValue(cell, in: evidence.symbols)
  }

  private func id(_ symbol: Symbol) -> String? {
    symbol == .empty ? nil : evidence.symbols.text(symbol)
  }

  private func column(_ place: Int) -> ColumnDefinition? {
    guard let columns = table?.definition.columns, columns.indices.contains(place) else {
      return nil
    }
    return columns[place]
  }

  private func shown(_ text: String?, of field: RowField) -> String? {
    guard let text else { return nil }
    let isPrivate = table?.definition.place(of: field).map {
      table?.definition.columns[$0].isPrivate ?? false
    }
    return isPrivate == true ? Privacy.hidden : Privacy.shown(text)
  }
}

/// A value as a report shows it.
enum ShownValue: Hashable {
  /// There is no value.
  case null
  /// A truth value.
  case flag(Bool)
  /// A whole number.
  case integer(Int64)
  /// An instant, in ISO form.
  case time(String)
  /// A text.
  case text(String)
  /// A word in place of a value: hidden, unknown, unreadable.
  case marker(String)

  init(_ cell: Cell, in symbols: Symbols) {
    switch cell.kind {
    case .null: self = .null
    case .unknown: self = .marker(FindingView.unknown)
    case .malformed: self = .marker(FindingView.unreadable)
    case .flag: self = .flag(cell.flag ?? false)
    case .integer: self = .integer(cell.integer ?? 0)
    case .time: self = .time(cell.time?.iso ?? "")
    case .symbol:
      let symbol = cell.symbol ?? .empty
      let isHidden = symbols.withView(of: symbol) { Privacy.hides($0) }
      self = isHidden ? .marker(Privacy.hidden) : .text(symbols.text(symbol))
    }
  }
}

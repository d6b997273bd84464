import Billing
import Bytes
import JSON
import Normalize
import Reconciliation

extension Redactor {
  /// A row as a line of the format that bundles write, ``DumpWriter``'s: its columns are those of
  /// the definition, and of those that nobody reads nothing is left.
  mutating func row(_ cells: [[UInt8]?], of place: Int) -> [UInt8] {
    let table = definition.database.tables[place]
    var kept = Set(ColumnChoice(definition).places(of: table))
    // Of a queue less is kept than is read: its entries are folded into the ledger's.
    if table.role == .deadLetters {
      kept.formUnion(table.columns.indices.filter { table.columns[$0].field != nil })
    }
    let sought = definition.soughtColumns(of: table)
    var writer = CaseRows(table)
    for (column, cell) in cells.enumerated() {
      let definition = table.columns[column]
      if let cell, kept.contains(column) {
        writer.append(value(cell, of: definition, in: table, isSought: sought.contains(column)))
      } else {
        let isLeftOut = cell == nil || definition.isNullable
        writer.append(isLeftOut ? nil : DatabaseWord.filler(of: definition.type))
      }
    }
    return writer.line
  }

  /// A value; whoever has a sought one may want to see the row, as if it were the row's own name.
  private mutating func value(
    _ cell: [UInt8], of column: ColumnDefinition, in table: TableDefinition, isSought: Bool
  ) -> [UInt8] {
    switch column.field {
    case .email: return names.standIn(forAddress: cell)
    case .error:
      let kind = ErrorKind.of(cell)
      return Array((kind.isEmpty ? "failed" : kind).utf8)
    case .payload: return payload(cell)
    case .status, .eventStatus:
      return DatabaseWord.isState(cell) ? cell : word(cell)
    case .eventType: return StripeWord.isTypeName(cell) ? cell : word(cell)
    case .currency: return DatabaseWord.isCurrency(cell) ? cell : word(cell)
    case .interval: return DatabaseWord.isPeriod(cell) ? cell : word(cell)
    case .pause where !column.type.isQuantity: return word(cell)
    case let field?:
      if let tie = Self.ties[field] {
        // What a catalogue's rows name is what others cite them by.
        return names.standIn(for: cell, table.role == .plans || isSought ? .own : tie)
      }
    case nil: break
    }
    return value(cell, of: column, as: column.isKey || isSought ? .own : .shared)
  }

  /// A value whose field says nothing about it.
  private mutating func value(
    _ cell: [UInt8], of column: ColumnDefinition, as tie: NameTie
  ) -> [UInt8] {
    if column.isKey { return names.standIn(for: cell, .own) }
    switch column.type {
    case .json, .jsonb: return document(cell)
    case .text, .enumeration, .uuid: return names.standIn(for: cell, tie)
    default:
      // A number by which rows are named is a name.
      if column.isName { return names.standIn(for: cell, tie) }
      let isValue = unsafe cell.withUnsafeBufferPointer {
        unsafe DatabaseWord.isValue(ByteView($0), of: column.type)
      }
      return isValue ? cell : Array("unreadable".utf8)
    }
  }

  /// What the fields that name somebody or something say about whom a row belongs to.
  private static let ties: [RowField: NameTie] = [
    .key: .own, .owner: .kin, .customer: .kin, .subscription: .kin, .parent: .kin, .event: .kin,
    .markerEvent: .kin, .invoice: .kin, .paymentIntent: .kin, .charge: .kin, .refund: .kin,
    .dispute: .kin, .tenant: .shared, .price: .shared, .product: .shared, .item: .kin,
    .plan: .shared, .pendingPlan: .shared, .account: .shared,
  ]

  /// The application's own copy of an event.
  private mutating func payload(_ cell: [UInt8]) -> [UInt8] {
    stripe(cell, .event) ?? Array("unreadable".utf8)
  }

  /// A document of which a rule reads something: numbers and truth values stay, and the names of
  /// members that the definition has.
  private mutating func document(_ cell: [UInt8]) -> [UInt8] {
    var reader = JSONReader()
    let block = ByteBlock(cell)
    guard reader.read(block.view) == nil else { return Array("unreadable".utf8) }
    var writer = JSONWriter()
    write(reader.root, depth: 0, to: &writer)
    withExtendedLifetime(block) {}
    return writer.bytes
  }

  private mutating func write(_ value: JSONValue, depth: Int, to writer: inout JSONWriter) {
    // No path of a definition leads deeper.
    guard depth <= JSONPath.stepLimit else { return writer.null() }
    switch value.kind {
    case .object:
      writer.beginObject()
      for (key, inner) in value.members where names.isWord(key.text(into: &scratch).array) {
        writer.key(key.text)
        write(inner, depth: depth + 1, to: &writer)
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      for element in value.elements { write(element, depth: depth + 1, to: &writer) }
      writer.endArray()
    case .string:
      let text = names.standIn(for: value.text(into: &scratch)?.array ?? [], .shared)
      unsafe text.withUnsafeBufferPointer { unsafe writer.string(ByteView($0)) }
    case .number, .true, .false, .null: writer.number(value.bytes)
    }
  }
}

extension ColumnType {
  /// Whether values are numbers, instants or truth values.
  fileprivate var isQuantity: Bool {
    switch self {
    case .text, .enumeration, .jsonb, .json, .uuid: false
    case .integer, .decimal, .boolean, .timestamp, .timestampWithZone, .date, .epochSeconds: true
    }
  }
}

import Reconciliation

/// What a column of a simulated table holds: its field says so, else its name and type.
enum ColumnFill: Equatable {
  /// What the row says about a field.
  case field(RowField)
  case email, personName, note, json, session
  /// The application's key of a subscription's row.
  case rowKey
  case intent, charge, invoice, invoiceNumber, issuedAt, dueAt, paidAt
  case event, eventType, eventStatus, eventTime, handledAt, attempts, failure
  /// Nothing, or the least that the type allows.
  case empty

  init(_ column: ColumnDefinition, in table: TableDefinition) {
    if let fill = column.field.flatMap(Self.ofRecord) {
      self = fill
    } else if let field = column.isKey ? .key : column.field {
      self = .field(field)
    } else {
      self = Self.named(column, in: table.role)
    }
  }

  /// What a field says about an event or a payment.
  private static func ofRecord(_ field: RowField) -> ColumnFill? {
    switch field {
    case .event: .event
    case .eventType: .eventType
    case .eventStatus: .eventStatus
    case .receivedAt: .eventTime
    case .processedAt: .handledAt
    case .attempts: .attempts
    case .error: .failure
    case .retriedAt, .resolvedAt, .refund, .dispute: .empty
    case .email: .email
    case .paymentIntent: .intent
    case .charge: .charge
    case .invoice: .invoice
    case .paidAt: .paidAt
    default: nil
    }
  }

  /// Names that mean the same in every system, whatever their style.
  private static func named(_ column: ColumnDefinition, in role: TableRole) -> ColumnFill {
    let name = column.name.lowercased().split(separator: "_").joined()
    func ends(_ words: String...) -> Bool { words.contains { name.hasSuffix($0) } }
    let isAboutEvents = role == .ledger || role == .deadLetters
    switch column.type {
    case .json, .jsonb: return .json
    case _ where isAboutEvents: return event(name)
    case _ where ends("email"): return .email
    case _ where role == .owners && ends("name"): return .personName
    case _ where ends("subscriptionid") && (role == .payments || role == .invoices): return .rowKey
    case _ where ends("intentid"): return .intent
    case _ where ends("chargeid"): return .charge
    case _ where ends("invoiceid"): return .invoice
    case _ where ends("invoicenumber"): return .invoiceNumber
    case _ where ends("issuedat"): return .issuedAt
    case _ where ends("dueat"): return .dueAt
    case _ where ends("paidat"): return .paidAt
    case _ where ends("sessionid"): return .session
    case _ where ends("reason", "note", "description"): return .note
    default: return .empty
    }
  }

  private static func event(_ name: String) -> ColumnFill {
    switch name {
    case "eventid", "stripeeventid", "stripeid": .event
    case "type", "eventtype": .eventType
    case "status": .eventStatus
    case "receivedat", "createdat", "created", "failedat": .eventTime
    case "processedat", "handledat": .handledAt
    case "attempts", "retries": .attempts
    case "error", "lasterror", "errormessage": .failure
    default: .empty
    }
  }
}

import Billing
import Reconciliation

/// Writes the rows of one table, as the application would have them and PostgreSQL dumps them.
struct TableWriter {
  /// The table.
  let table: TableDefinition
  private let world: World
  private let identifier: Identifier
  private let fills: [ColumnFill]
  private let keys: LocalKeys
  private var events: EventWriter
  private var bookkeeper: Bookkeeper
  private var out = CellWriter()

  init(_ table: TableDefinition, _ world: World) {
    self.table = table
    self.world = world
    identifier = Identifier(world)
    fills = table.columns.map { ColumnFill($0, in: table) }
    keys = LocalKeys(world)
    events = EventWriter(world)
    bookkeeper = Bookkeeper(world)
  }

  /// Whether rows can be made for a table in a role.
  static func knows(_ role: TableRole) -> Bool {
    switch role {
    case .owners, .subscriptions, .customers, .plans, .payments, .invoices, .ledger, .deadLetters:
      true
    case .platformSubscriptions, .memberships, .items, .usage, .credits, .other: false
    }
  }

  /// The names of the columns, with their line feed.
  var header: [UInt8] {
    var writer = CellWriter()
    for column in table.columns { writer.text(column.name) }
    writer.endRow()
    return writer.bytes
  }

  /// The rows of some accounts, which are given in the order of the heap.
  mutating func rows(of accounts: some Sequence<Int>) -> [UInt8] {
    out = CellWriter()
    for account in accounts { write(account) }
    return out.bytes
  }

  /// The rows of the catalogue.
  mutating func catalogue() -> [UInt8] {
    out = CellWriter()
    for plan in world.catalogue.plans.reversed() {
      for (column, fill) in zip(table.columns, fills) { cell(of: plan, column, fill) }
      out.endRow()
    }
    return out.bytes
  }

  private mutating func write(_ account: Int) {
    switch table.role {
    case .subscriptions:
      for row in bookkeeper.books(of: account).rows { write(row, account) }
    case .owners, .customers:
      let books = bookkeeper.books(of: account)
      for (column, fill) in zip(table.columns, fills) { cell(of: books, account, column, fill) }
      out.endRow()
    case .payments, .invoices: writeMoney(account)
    default: writeEvents(account)
    }
  }

  // MARK: Subscriptions

  private mutating func write(_ row: BookRow, _ account: Int) {
    for (column, fill) in zip(table.columns, fills) {
      if let blank = row.blank, column.field == blank {
        out.null()
      } else if case .field(let field) = fill {
        cell(field, of: row, account, column)
      } else if fill == .session, row.key == .row {
        out.plain { [identifier] in
          $0.append(contentsOf: "cs_live_a1".utf8)
          let number = world.layout.firstSubscription(of: account) + row.ordinal
          Identifier.base62(identifier.place(.session, number), count: 56, to: &$0)
        }
      } else {
        plainCell(account, column, fill, at: row.createdAt)
      }
    }
    out.endRow()
  }

  private mutating func cell(
    _ field: RowField, of row: BookRow, _ account: Int, _ column: ColumnDefinition
  ) {
    let state = row.state
    switch field {
    case .key: out.plain { keys.append(row.key, account, row.ordinal, to: &$0) }
    case .owner: out.plain { keys.append(.owner, account, to: &$0) }
    case .customer: customer(row.customer, account)
    case .subscription: subscription(row, account)
    case .plan: out.text(world.catalogue.plans[row.plan].key)
    case .status: row.word < 0 ? out.null() : out.text(world.definition.statuses[row.word].word)
    case .ending, .cancelAtPeriodEnd: out.flag(state.endsWithPeriod)
    case .cancelAt: out.time(state.cancelAt, as: column.type)
    case .canceledAt: out.time(state.canceledAt, as: column.type)
    case .endedAt: out.time(state.endedAt, as: column.type)
    case .trialStart: out.time(state.trialStart, as: column.type)
    case .trialEnd: out.time(state.trialEnd, as: column.type)
    case .periodStart: out.time(state.periodStart, as: column.type)
    case .periodEnd: out.time(state.periodEnd, as: column.type)
    case .createdAt: out.time(row.createdAt, milliseconds: account % 1000, as: column.type)
    case .updatedAt: out.time(row.updatedAt, milliseconds: account / 7 % 1000, as: column.type)
    case .deletedAt: out.time(row.deletedAt, as: column.type)
    case .markerEvent: marker(row, account)
    case .markerTime:
      let time =
        row.isForeign
        ? Moment(foreign: row).time
        : row.lastEvent < 0 ? 0 : bookkeeper.story.moments[row.lastEvent].time
      out.time(time, as: column.type)
    case .provenance: out.text("stripe")
    default: priceCell(field, row, account, column)
    }
  }

  /// What a row copies from the price it is billed.
  private mutating func priceCell(
    _ field: RowField, _ row: BookRow, _ account: Int, _ column: ColumnDefinition
  ) {
    guard let place = row.price else {
      return column.isNullable ? out.null() : leastValue(column, at: row.createdAt)
    }
    let price = world.catalogue.prices[place]
    switch field {
    case .price: out.text(price.id)
    case .product: out.text(price.product)
    case .item:
      out.plain { [identifier] in
        $0.append(contentsOf: "si_".utf8)
        let number = world.layout.firstSubscription(of: account) + row.ordinal
        Identifier.base62(identifier.place(.item, number), count: 14, to: &$0)
      }
    case .quantity: out.number(1)
    case .amount: out.number(price.amount)
    case .currency: out.text("usd")
    case .interval: out.text(price.interval)
    default: out.null()
    }
  }

  private mutating func customer(_ link: BookRow.Link, _ account: Int) {
    switch link {
    case .none: out.null()
    case .own: out.plain { events.appendCustomer(account, &$0) }
    case .account(let other): out.plain { events.appendCustomer(other, &$0) }
    case .invented:
      out.plain { [identifier] in
        $0.append(contentsOf: "cus_".utf8)
        Identifier.base62(identifier.place(.stranger, account), count: 14, to: &$0)
      }
    }
  }

  private mutating func subscription(_ row: BookRow, _ account: Int) {
    let number = world.layout.firstSubscription(of: account) + row.ordinal
    switch row.subscription {
    case .none: out.null()
    case .invented:
      out.plain { [identifier] in
        $0.append(contentsOf: "sub_".utf8)
        Identifier.timed(identifier.place(.phantom, number), at: row.createdAt, to: &$0)
      }
    default: out.plain { events.appendSubscription(number, startedAt: row.startedAt, &$0) }
    }
  }

  private mutating func marker(_ row: BookRow, _ account: Int) {
    let story = bookkeeper.story
    if row.isForeign {
      out.plain { events.appendEvent(account, story.moments.count, Moment(foreign: row), &$0) }
    } else if row.lastEvent >= 0 {
      let moment = story.moments[row.lastEvent]
      out.plain { events.appendEvent(account, row.lastEvent, moment, &$0) }
    } else {
      out.null()
    }
  }

  // MARK: Owners and plans

  private mutating func cell(
    of books: Books, _ account: Int, _ column: ColumnDefinition, _ fill: ColumnFill
  ) {
    let began = (bookkeeper.story.moments.first?.time ?? world.asOf) - 2 * 86_400
    switch fill {
    case .field(.key) where table.role == .owners, .field(.owner):
      out.plain { keys.append(.owner, account, to: &$0) }
    case .field(.key): out.plain { keys.append(.payment, account, to: &$0) }
    case .field(.customer): customer(.own, account)
    case .field(.deletedAt): out.time(books.ownerDeletedAt, as: column.type)
    case .field(.createdAt), .field(.updatedAt): out.time(began, as: column.type)
    default: plainCell(account, column, fill, at: began)
    }
  }

  private mutating func cell(of plan: Plan, _ column: ColumnDefinition, _ fill: ColumnFill) {
    let price = plan.price.map { world.catalogue.prices[$0] }
    let madeAt = 1_717_232_400
    switch fill {
    case .field(.key): out.text(plan.key)
    case .field(.plan): out.text(plan.tier)
    case .field(.price): price == nil ? out.null() : out.text(priceID(plan))
    case .field(.product): price.map { out.text($0.product) } ?? out.null()
    case .field(.amount): out.number(price?.amount ?? 0)
    case .field(.currency): out.text("USD")
    case .field(.interval): out.text(plan.intervalWord)
    case .field(.createdAt), .field(.updatedAt): out.time(madeAt, as: column.type)
    case .field(.deletedAt): out.null()
    case .json: out.text("{\"note\": \"\(plan.name)\",\n \"limits\": \"as agreed, \\\"fair\\\"\"}")
    default:
      if column.isNullable { return out.null() }
      if column.type == .boolean { return out.flag(true) }
      column.type == .text ? out.text(plan.name) : leastValue(column, at: madeAt)
    }
  }

  /// The price as the catalogue has it: one of them was typed wrongly, if anything goes wrong.
  private func priceID(_ plan: Plan) -> String {
    guard let place = plan.price else { return "" }
    let id = world.catalogue.prices[place].id
    let isWrong = place == world.catalogue.unmapped && world.layout.size.faultsPerMillion > 0
    return isWrong ? String(id.dropLast()) + "O" : id
  }

  // MARK: Money and events

  private mutating func writeMoney(_ account: Int) {
    _ = bookkeeper.books(of: account)
    let story = bookkeeper.story
    for (place, moment) in story.moments.enumerated() where moment.kind == .invoicePaid {
      var record = MoneyRecord(place, of: bookkeeper, in: world)
      for copy in 0..<record.copies(in: table.role) {
        record.copy = copy
        for (column, fill) in zip(table.columns, fills) {
          moneyCell(account, moment, record, column, fill)
        }
        out.endRow()
      }
    }
  }

  private mutating func moneyCell(
    _ account: Int, _ moment: Moment, _ record: MoneyRecord, _ column: ColumnDefinition,
    _ fill: ColumnFill
  ) {
    let isPayment = table.role == .payments
    let number = world.layout.firstSubscription(of: account) + moment.ordinal
    switch fill {
    case .field(.key):
      out.plain {
        keys.append(isPayment ? .payment : .invoiceRow, account, record.keyPart, to: &$0)
      }
    case .field(.owner): out.plain { keys.append(.owner, account, to: &$0) }
    case .field(.amount): out.number(isPayment ? record.amount : record.invoicedAmount)
    case .field(.currency): out.text("USD")
    case .field(.status): out.text(isPayment ? "succeeded" : record.invoiceStatus)
    case .paidAt: out.time(record.paidAt, as: column.type)
    case .field(.createdAt):
      out.time(record.createdAt, milliseconds: account % 1000, as: column.type)
    case .field(.updatedAt):
      out.time(
        record.updatedAt(in: table.role), milliseconds: account % 1000, as: column.type)
    case .issuedAt, .dueAt:
      out.time(moment.time + 2, milliseconds: account % 1000, as: column.type)
    case .rowKey: out.plain { keys.append(.row, account, moment.ordinal, to: &$0) }
    case .intent: out.plain { events.appendInvoice(.paymentIntent, number, moment.state, &$0) }
    case .charge: out.plain { events.appendInvoice(.charge, number, moment.state, &$0) }
    case .invoice: out.plain { events.appendInvoice(.invoice, number, moment.state, &$0) }
    case .invoiceNumber:
      out.plain { events.appendInvoiceNumber(number, at: moment.state.latestInvoice, &$0) }
    default: plainCell(account, column, fill, at: moment.time)
    }
  }

  private mutating func writeEvents(_ account: Int) {
    let books = bookkeeper.books(of: account)
    let story = bookkeeper.story
    for (place, moment) in story.moments.enumerated() where isHandled(moment.kind) {
      write(EventRecord(place, of: bookkeeper), place, moment, account)
    }
    for row in books.rows where row.isForeign {
      let moment = Moment(foreign: row)
      write(EventRecord(foreignAt: moment.time), story.moments.count, moment, account)
    }
  }

  private mutating func write(
    _ record: EventRecord, _ place: Int, _ moment: Moment, _ account: Int
  ) {
    let isKept =
      table.role == .ledger
      ? record.isInLedger && record.arrivedAt >= world.ledgerSince : record.isDeadLetter
    guard isKept else { return }
    for (column, fill) in zip(table.columns, fills) {
      eventCell(account, place, moment, record, column, fill)
    }
    out.endRow()
  }

  private func isHandled(_ kind: Moment.Kind) -> Bool {
    let types = world.definition.stripe.handledTypes
    return types.isEmpty || types.contains("\(kind.type)")
  }

  private mutating func eventCell(
    _ account: Int, _ place: Int, _ moment: Moment, _ record: EventRecord,
    _ column: ColumnDefinition, _ fill: ColumnFill
  ) {
    let kind: Identifier.Kind = table.role == .ledger ? .ledgerRow : .deadLetter
    switch fill {
    case .field(.key): out.plain { keys.append(kind, account, place, to: &$0) }
    case .event, .field(.markerEvent):
      out.plain { events.appendEvent(account, place, moment, &$0) }
    case .eventType: out.text("\(moment.kind.type)")
    case .eventStatus, .field(.status): out.text(record.status)
    case .eventTime, .field(.createdAt):
      out.time(record.arrivedAt, milliseconds: place % 1000, as: column.type)
    case .handledAt, .field(.updatedAt), .field(.markerTime):
      out.time(
        record.isFinished ? record.handledAt : 0, milliseconds: account % 1000, as: column.type)
    case .attempts: out.number(record.attempts)
    case .failure: record.error.isEmpty ? out.null() : out.text(record.error)
    default: plainCell(account, column, fill, at: moment.time)
    }
  }

  // MARK: Columns that mean nothing to anybody

  private mutating func plainCell(
    _ account: Int, _ column: ColumnDefinition, _ fill: ColumnFill, at time: Int
  ) {
    switch fill {
    case .email: out.plain { keys.appendEmail(account, to: &$0) }
    case .personName: out.text("Person \(account), \"known\"\nas such")
    case .note where account % 5 == 0: out.text("said \"no\", then yes")
    case .json:
      account % 3 == 0
        ? out.text("{\"note\": \"\(account)\",\n \"source\": \"wéb \\\\ \\\"shop\\\"\"}")
        : out.text("{}")
    default: column.isNullable ? out.null() : leastValue(column, at: time)
    }
  }

  /// The plainest value that a type has.
  private mutating func leastValue(_ column: ColumnDefinition, at time: Int) {
    switch column.type {
    case .integer, .decimal: out.number(0)
    case .boolean: out.flag(false)
    case .timestamp, .timestampWithZone, .date, .epochSeconds: out.time(time, as: column.type)
    case .json, .jsonb: out.text("{}")
    case .uuid: out.text("00000000-0000-4000-a000-000000000000")
    case .text, .enumeration: out.text("")
    }
  }
}

extension Moment {
  /// The beginning of a subscription of another account, from which a row was written.
  fileprivate init(foreign row: BookRow) {
    self.init(
      kind: .subscriptionCreated, time: row.updatedAt - 3, ordinal: row.ordinal, state: row.state,
      before: row.state)
  }
}

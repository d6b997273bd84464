import Billing
import Reconciliation

extension World {
  /// A system with a free plan, soft deletion and one live row an owner; every field has a column.
  static func system() -> SystemDefinition {
    var system = SystemDefinition(name: "world", clock: ClockRules(asOf: clock))
    system.stripe.isComplete = true
    system.database.tables = [owners, plans, rows, ledger, letters, items, invoices, payments]
    system.statuses = [
      word("TRIALING", .trialing), word("ACTIVE", .active), word("CANCELED", .ending),
      word("PAST_DUE", .pastDue), word("PAUSED", .paused), word("INCOMPLETE", .incomplete),
      word("EXPIRED", .ended), word("NONE", .none),
    ]
    system.statusRule = StatusRule(cases: [
      ending([.active, .trialing], isPast: true, "EXPIRED"),
      ending([.active, .trialing], isPast: false, "CANCELED"),
      StatusRule.Case([.trialing], word: "TRIALING"), StatusRule.Case([.active], word: "ACTIVE"),
      StatusRule.Case([.pastDue], word: "PAST_DUE"),
      StatusRule.Case([.unpaid, .canceled, .incompleteExpired], word: "EXPIRED"),
      StatusRule.Case([.incomplete], word: "INCOMPLETE"),
      StatusRule.Case([.paused], word: "PAUSED"),
    ])
    system.catalogue = CatalogueDefinition(table: "plans")
    system.liveRows = LiveRowRule(
      minimum: 0, maximum: 1, fallbackPlan: "free", fallbackStatus: "ACTIVE")
    return system
  }

  /// A world with a second layer that says `on` or `off` and knows who is a member of what:
  /// `access a1 parent=r1 tenant=o1 status=on`, `member m1 owner=u1 tenant=o1`.
  static func layered(
    _ text: String, _ change: (inout SystemDefinition) -> Void = { _ in }
  ) -> World {
    World(text) { system in
      let fields: [RowField] = [.parent, .tenant, .status]
      system.database.tables.append(
        TableDefinition(
          name: "accesses", role: .platformSubscriptions,
          columns: [ColumnDefinition(name: "id", field: .key, type: .text)]
            + fields.map { column($0, .text) } + [column(.createdAt, .timestamp(precision: 3))]))
      system.database.tables.append(
        TableDefinition(
          name: "members", role: .memberships,
          columns: [ColumnDefinition(name: "id", field: .key, type: .text)]
            + [RowField.owner, .tenant].map { column($0, .text) }))
      system.layer = LayerDefinition(
        statuses: [word("on", .active), word("off", .ended)],
        statusRule: StatusRule(cases: [
          StatusRule.Case([.active, .trialing, .pastDue], word: "on"),
          StatusRule.Case([.canceled, .unpaid], word: "off"),
        ]))
      change(&system)
    }
  }

  /// A world with a cache of each kind, which hold entries for a day.
  static func cached(
    _ text: String, _ change: (inout SystemDefinition) -> Void = { _ in }
  ) -> World {
    World(text) { system in
      system.caches = [cache(.state), cache(.link), cache(.attempts)]
      system.caches[0].negativeWords = ["none"]
      change(&system)
    }
  }

  private static func cache(_ purpose: CacheDefinition.Purpose) -> CacheDefinition {
    var cache = CacheDefinition(
      name: purpose.rawValue, purpose: purpose, keyPrefix: "\(purpose.rawValue):",
      keyField: purpose == .link ? .owner : .customer,
      lifetimeSeconds: purpose == .state ? 86_400 : 0)
    let fields: [CacheField] =
      switch purpose {
      case .state: [.status, .subscription, .price, .periodEnd, .cancelAtPeriodEnd]
      case .link: [.customer]
      case .attempts: [.attempts, .error]
      }
    cache.values = fields.map { .init($0, path: [$0.rawValue]) }
    return cache
  }

  private static let owners = TableDefinition(
    name: "users", role: .owners,
    columns: [
      ColumnDefinition(name: "id", field: .key, type: .text),
      column(.createdAt, .timestamp(precision: 3)), column(.deletedAt, .timestamp(precision: 3)),
      column(.customer, .text), column(.email, .text),
    ])

  private static let invoices = money("stripe_invoices", .invoices, [.invoice])

  private static let payments = money(
    "stripe_payments", .payments, [.paymentIntent, .charge, .invoice, .dispute])

  private static func money(
    _ name: String, _ role: TableRole, _ ids: [RowField]
  ) -> TableDefinition {
    TableDefinition(
      name: name, role: role,
      columns: [ColumnDefinition(name: "id", field: .key, type: .text, isNullable: false)]
        + ([.owner, .currency, .status] + ids).map { column($0, .text) } + [
          column(.amount, .integer)
        ]
        + [.createdAt, .updatedAt, .deletedAt].map { column($0, .timestamp(precision: 3)) })
  }

  private static let plans = TableDefinition(
    name: "plans", role: .plans,
    columns: [
      ColumnDefinition(name: "id", field: .key, type: .text), column(.price, .text),
      column(.amount, .integer), column(.currency, .text), column(.interval, .text),
      column(.product, .text), column(.active, .boolean),
      column(.updatedAt, .timestamp(precision: 3)),
      column(.deletedAt, .timestamp(precision: 3)),
    ])

  private static let rows = TableDefinition(
    name: "subscriptions", role: .subscriptions,
    columns: [ColumnDefinition(name: "id", field: .key, type: .text, isNullable: false)]
      + [RowField.owner, .customer, .subscription, .plan, .price, .status, .pause, .pendingPlan]
      .map { column($0, .text) }
      + [.periodStart, .periodEnd, .canceledAt, .endedAt, .trialStart, .trialEnd]
      .map { column($0, .timestamp(precision: 3)) }
      + [column(.ending, .boolean), column(.quantity, .integer), column(.provenance, .text)]
      + [column(.amount, .integer)]
      + [.currency, .interval, .item, .discount, .product].map { column($0, .text) }
      + [.updatedAt, .createdAt, .deletedAt, .markerTime].map {
        column($0, .timestamp(precision: 3))
      })

  private static let items = TableDefinition(
    name: "subscription_items", role: .items,
    columns: [ColumnDefinition(name: "id", field: .key, type: .text, isNullable: false)]
      + [.item, .subscription].map { column($0, .text) }
      + [column(.deletedAt, .timestamp(precision: 3))])

  private static let ledger = TableDefinition(
    name: "webhook_events", role: .ledger,
    columns: [
      ColumnDefinition(name: "id", field: .event, type: .text, isKey: true),
      column(.createdAt, .timestamp(precision: 3)),
    ])

  private static let letters = TableDefinition(
    name: "failed_webhooks", role: .deadLetters,
    columns: [
      ColumnDefinition(name: "id", field: .key, type: .text), column(.event, .text),
    ])

  private static func column(_ field: RowField, _ type: ColumnType) -> ColumnDefinition {
    ColumnDefinition(name: field.rawValue, field: field, type: type)
  }

  private static func word(_ text: String, _ meaning: StatusMeaning) -> StatusWord {
    StatusWord(
      text, means: meaning,
      isLive: [.trialing, .active, .ending, .pastDue, .paused].contains(meaning),
      givesAccess: [.trialing, .active, .ending].contains(meaning))
  }

  private static func ending(
    _ statuses: Set<SubscriptionStatus>, isPast: Bool, _ word: String
  ) -> StatusRule.Case {
    var one = StatusRule.Case(statuses, word: word)
    one.isEnding = true
    one.endIsPast = isPast
    return one
  }
}

extension SystemDefinition {
  /// Lets the database make the keys of a table, and keep a column unique.
  mutating func insert(into role: TableRole, by column: String) {
    guard let place = database.tables.firstIndex(where: { $0.role == role }) else { return }
    database.tables[place].keySource = .database
    database.tables[place].uniques.append(UniqueDefinition(columns: [column]))
  }

  /// The status words of both layers.
  var allStatuses: [StatusWord] { statuses + (layer?.statuses ?? []) }

  /// The rows' column of a field, to be changed by a test.
  mutating func change(_ field: RowField, _ edit: (inout ColumnDefinition) -> Void) {
    for table in database.tables.indices where database.tables[table].role == .subscriptions {
      for place in database.tables[table].columns.indices
      where database.tables[table].columns[place].field == field {
        edit(&database.tables[table].columns[place])
      }
    }
  }
}

import Billing
public import Bytes
public import Reconciliation

/// Holds every past state of an object against a row as it is now.
///
/// A past state is projected by the same rule as the present one. A row was written when the event
/// came in, and a job of the application may have moved it on by the clock since: so it says what a
/// state says if it says it as of that instant, or as of now.
public struct HistoryDiff: Sendable {
  private let history: StripeHistory
  private let projection: StripeProjection
  private let fields: FieldDiff
  private let tables: [DatabaseTable]
  private let items: ItemDiff?
  private let asOf: Timestamp

  /// Prepares to compare a run's rows with a history.
  public init(_ history: StripeHistory, _ evidence: Evidence) {
    self.history = history
    projection = StripeProjection(
      definition: evidence.definition, ledger: history.ledger, tables: evidence.tables)
    tables = evidence.tables
    items = evidence.table(.items).map { ItemDiff($0, evidence.symbols) }
    fields = FieldDiff(
      projection: projection, ledger: history.ledger,
      rows: evidence.table(.subscriptions) ?? .empty)
    asOf = evidence.definition.clock.asOf
  }

  /// What the history tells of what was asked.
  public func trace(of request: TraceRequest) -> Trace {
    Trace(
      timeline: timeline(of: request.object, in: request),
      siblings: request.siblings.map { timeline(of: $0, in: request) })
  }

  private func timeline(of object: ObjectName, in request: TraceRequest) -> Timeline {
    guard !request.table.isEmpty else {
      return timeline(of: object.id, object.kind, beside: request.row)
    }
    if let items, request.table == items.rows.definition.name {
      return timeline(of: object, beside: items)
    }
    let rows = tables.place(named: request.table).map { tables[$0] } ?? .empty
    let diff = MoneyDiff(ledger: history.ledger, rows: rows)
    let points = history.places(of: object.id, object.kind).map { place in
      let state = history.ledger[object.kind][place]
      return TimelinePoint(
        state: history.state(place, object.kind),
        differing: request.row.map { diff.differing($0, state) } ?? [],
        money: diff.money(of: state))
    }
    return Timeline(points: points, compared: request.row == nil ? [] : diff.compared)
  }

  /// A subscription's past beside the rows of its items.
  private func timeline(of object: ObjectName, beside items: ItemDiff) -> Timeline {
    let points = history.places(of: object.id, object.kind).map { place in
      let state = history.ledger[object.kind][place]
      return TimelinePoint(
        state: history.state(place, object.kind),
        differing: items.agrees(with: state, in: history.ledger) ? [] : [.item])
    }
    return Timeline(points: points, compared: [.item])
  }

  /// An object's past beside a row.
  ///
  /// - Parameters:
  ///   - id: the object's id.
  ///   - kind: its kind; rows are compared with subscriptions only.
  ///   - row: the row's place in the subscriptions table, if there is one.
  /// - Returns: a point for each state, oldest first; none of an object without a past.
  public func timeline(of id: Symbol, _ kind: StripeKind, beside row: Int?) -> Timeline {
    let row = kind == .subscription ? row : nil
    let points = history.places(of: id, kind).map { place in
      let state = history.state(place, kind)
      let differing = row.map {
        self.differing($0, history.ledger[kind][place], at: state.time)
      }
      return TimelinePoint(state: state, differing: differing ?? [])
    }
    return Timeline(points: points, compared: row == nil ? [] : fields.compared)
  }

  private func differing(
    _ row: Int, _ object: StripeObject, at instant: Timestamp
  ) -> Set<RowField> {
    let then = fields.differing(row: row, object, projection.expected(of: object, asOf: instant))
    let now = fields.differing(row: row, object, projection.expected(of: object, asOf: asOf))
    return now.count < then.count ? now : then
  }
}

extension DatabaseTable {
  /// A table that was not dumped.
  fileprivate static var empty: DatabaseTable {
    DatabaseTable(
      definition: TableDefinition(name: "", role: .subscriptions, columns: []), keeping: [])
  }
}

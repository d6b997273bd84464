import Billing
import Bytes
import Diff
import Reconciliation

/// Puts what happened to a few objects, rows and entries of caches into one order.
struct Chronicle {
  private let explanation: Explanation
  private let objects: [Symbol]
  private var evidence: Evidence { explanation.report.evidence }

  /// Prepares to tell of some objects; the explanation has their past.
  init(_ explanation: Explanation, objects: [Symbol]) {
    self.explanation = explanation
    self.objects = objects
  }

  /// Every moment, oldest first.
  var moments: [Explanation.Moment] {
    let clock = evidence.definition.clock
    let all =
      states + rows + entries + [
        Explanation.Moment(.dump, at: clock.dumpTakenAt),
        Explanation.Moment(.judgement, at: clock.asOf),
      ]
    let order = all.indices.sorted { one, other in
      all[one].time == all[other].time ? one < other : all[one].time < all[other].time
    }
    return order.map { all[$0] }
  }

  private var states: [Explanation.Moment] {
    let diff = HistoryDiff(explanation.history, evidence)
    var marks: [String: [Explanation.Mark]] = [:]
    for finding in explanation.findings { note(finding, in: &marks) }
    return objects.flatMap { object in
      StripeKind.allCases.flatMap { kind in
        states(of: object, kind, diff, marks)
      }
    }
  }

  private func states(
    of object: Symbol, _ kind: StripeKind, _ diff: HistoryDiff,
    _ marks: [String: [Explanation.Mark]]
  ) -> [Explanation.Moment] {
    let history = explanation.history
    let places = history.places(of: object, kind)
    guard !places.isEmpty else { return [] }
    let row = kind == .subscription ? row(of: object) : nil
    let timeline = diff.timeline(of: object, kind, beside: row)
    return places.enumerated().map { index, place in
      let state = history.state(place, kind)
      let changes = history.changes(
        at: place, since: index == 0 ? nil : place - 1, kind)
      var moment = Explanation.Moment(
        .state(state, object: object, changes: changes), at: state.time)
      moment.differing = row == nil ? nil : timeline.points[index].differing
      if state.source == .event {
        let books = explanation.entries
        moment.entries = [
          books.ledger(state.event), books.openLetter(state.event),
          books.settledLetter(state.event),
        ].compactMap(\.self)
        moment.marks = marks[state.event] ?? []
      }
      return moment
    }
  }

  private func row(of subscription: Symbol) -> Int? {
    explanation.pairs.first { pair in
      pair.pair.subscription.map { evidence.subscriptions[$0].id } == subscription
    }?.pair.row
  }

  private func note(_ finding: Int, in marks: inout [String: [Explanation.Mark]]) {
    let cause = explanation.report.findings[finding].drift.cause
    func add(_ mark: Explanation.Mark, _ event: String) {
      if marks[event]?.contains(mark) != true { marks[event, default: []].append(mark) }
    }
    if !cause.frozenAtEvent.isEmpty { add(.frozen, cause.frozenAtEvent) }
    for (place, event) in cause.lostEvents.enumerated() {
      add(place == 0 ? .suspect : .lost, event)
    }
  }

  private var rows: [Explanation.Moment] {
    guard let rows = evidence.table(.subscriptions) else { return [] }
    let fields = [RowField.createdAt, .updatedAt, .deletedAt]
    return explanation.pairs.compactMap(\.pair.row).flatMap { row in
      let key = rows[row, .key].text(in: evidence.symbols) ?? ""
      return fields.compactMap { field in
        rows[row, field].time.map {
          Explanation.Moment(.row(key: key, table: rows.definition.name, field), at: $0)
        }
      }
    }
  }

  private var entries: [Explanation.Moment] {
    explanation.cached.compactMap { place in
      evidence.caches[place.cache].entries[place.entry].writtenAt.map {
        Explanation.Moment(.cached(place), at: $0)
      }
    }
  }
}

import Billing
import Reconciliation

/// The point at which a row stopped following its object.
struct Freeze {
  /// How the point was found; surest first.
  enum Scope {
    /// The whole row equals the state, as far as it follows Stripe at all.
    case row
    /// The fields of the finding equal the state, others went on.
    case fields
    /// The row, or the want of one, knows nothing of the object.
    case beginning
    /// The object's last event should have changed something else than its own row.
    case ending
    /// The entry of a cache was written then, and says what was known then.
    case writing
  }

  let scope: Scope
  /// The state that the row equals; `nil` when it knew none.
  let state: PastState?
  /// The events after it, oldest first; empty when none is in the export.
  var suspects: [PastState]
  /// Whether what came right after the state is not in the export as an event.
  let isUnseen: Bool

  /// Finds the point; `nil` when the row equals no state that is known.
  ///
  /// - Parameters:
  ///   - drift: the finding.
  ///   - timeline: the object's past beside the row.
  ///   - isNamed: whether the row names the object.
  init?(_ drift: Drift, _ timeline: Timeline, isNamed: Bool) {
    let points = timeline.points
    guard !points.isEmpty else { return nil }
    switch Self.scopes[drift.code] {
    case .ending: self.init(.ending, points, after: points.count - 2)
    case .beginning: self.init(.beginning, points, after: -1)
    default:
      guard isNamed || Self.keepsState.contains(drift.code) else {
        self.init(.beginning, points, after: -1)
        return
      }
      guard let (scope, place) = Self.latest(drift, timeline) else { return nil }
      self.init(scope, points, after: place)
    }
  }

  /// Finds the point for a row of an invoice or a payment, or for the want of one.
  ///
  /// An application may not write a row before the money came in: where no row equals a state, the
  /// first event that tells of the present state is the one that should have been noted.
  init?(ofMoney drift: Drift, _ timeline: Timeline) {
    let points = timeline.points
    guard let present = points.last?.money else { return nil }
    if drift.row != nil, let (scope, place) = Self.latest(drift, timeline),
      points.dropFirst(place + 1).contains(where: { $0.state.source == .event })
    {
      self.init(scope, points, after: place)
      return
    }
    guard let first = points.firstIndex(where: { $0.money == present }) else { return nil }
    self.init(.beginning, Array(points[first...]), after: -1)
  }

  /// Takes the first event of an object for the one that should have been noted.
  init?(ofFirstEvent timeline: Timeline) {
    guard !timeline.points.isEmpty else { return nil }
    self.init(.beginning, timeline.points, after: -1)
    suspects = Array(suspects.prefix(1))
  }

  /// Finds the point for what was written at an instant.
  init?(writtenAt written: Timestamp, _ timeline: Timeline) {
    guard !timeline.points.isEmpty else { return nil }
    let place = timeline.points.lastIndex { $0.state.time <= written } ?? -1
    self.init(.writing, timeline.points, after: place)
  }

  private init(_ scope: Scope, _ points: [TimelinePoint], after place: Int) {
    self.scope = scope
    state = place >= 0 ? points[place].state : nil
    let later = points.dropFirst(place + 1).map(\.state)
    suspects = later.filter { $0.source == .event }
    isUnseen = later.first.map { $0.source != .event } ?? false
  }

  /// Classes about something that an object's first or last event should have brought about.
  private static let scopes: [String: Scope] = [
    "C05": .ending, "U02": .beginning, "U05": .ending,
  ]

  /// Classes of rows that follow an object without naming it.
  private static let keepsState: Set<String> = ["S07", "S24", "P09"]

  /// The latest state that the row equals in every field that follows Stripe; else the latest that
  /// the finding's own fields equal.
  private static func latest(_ drift: Drift, _ timeline: Timeline) -> (Scope, Int)? {
    let tracked = timeline.compared.subtracting(timeline.foreign)
    let own = Set(drift.fields.lazy.map(\.field)).intersection(tracked)
    if let place = latest(in: timeline, tracked),
      place < timeline.points.count - 1 || own.isEmpty
    {
      return (.row, place)
    }
    return own.isEmpty ? nil : latest(in: timeline, own).map { (.fields, $0) }
  }

  private static func latest(in timeline: Timeline, _ fields: Set<RowField>) -> Int? {
    guard !fields.isEmpty else { return nil }
    return timeline.points.lastIndex { $0.differing.isDisjoint(with: fields) }
  }
}

import Billing
import Bytes
import Reconciliation

/// What sending an event again would do, and why.
///
/// One judgement for the findings about events and for the plan of what to send again.
struct EventReplay {
  let standing: ReplayPlan.Standing
  let reason: String

  /// Why the event must not be sent again; `nil` when it may.
  var reasonNotToSend: String? { standing == .safe ? nil : reason }

  /// Judges an event that the export may have.
  ///
  /// - Parameters:
  ///   - view: the event; `nil` when the export does not have it.
  ///   - isQueued: whether the application's own queue can send it.
  init(_ view: EventView?, isQueued: Bool) {
    guard let view else {
      self.init(.undecided, "the export does not have the event, so nobody knows what it says")
      return
    }
    if view.isConverged {
      self.init(.settled, "the database has by now what the event says")
    } else if !view.isNewest {
      self.init(.superseded, "a newer event of the object exists, which this one would undo")
    } else if !view.isExportWhole {
      self.init(.undecided, "the evidence is incomplete: a newer event of the object may exist")
    } else if view.hasDoubtfulOrder {
      self.init(.undecided, "a newer event of the object may exist, which this one would undo")
    } else if !view.canBeSent, !isQueued {
      self.init(.unrecoverable, "Stripe sends no event again after thirty days")
    } else if view.isPending, view.isRetried, !isQueued {
      self.init(.safe, "the newest event of its object; Stripe still tries by itself")
    } else {
      self.init(.safe, "the newest event of its object, which the database lacks")
    }
  }

  private init(_ standing: ReplayPlan.Standing, _ reason: String) {
    self.standing = standing
    self.reason = reason
  }
}

extension EventView {
  /// Whether it cannot be told if the event is the newest of its object.
  fileprivate var hasDoubtfulOrder: Bool {
    guard let object else { return true }
    return !object.notes.isDisjoint(with: [.inFlight, .ambiguous, .conflicting, .tainted])
  }

  /// What sending it again would do.
  var replay: EventReplay { EventReplay(self, isQueued: false) }
}

extension LetterView {
  /// What trying it again would do.
  var replay: EventReplay { EventReplay(view, isQueued: true) }
}

extension LedgerCase {
  /// Which of the events may be sent again, and which not.
  var replayPlan: ReplayPlan {
    let texts = board.evidence.symbols
    var letters: [Symbol: [LetterView]] = [:]
    for letter in self.letters { letters[letter.event, default: []].append(letter) }
    var entries = events.map { entry(about: $0, texts) }
    entries += letters.values.map { entry(about: $0, texts) }
    entries.sort { one, other in
      guard one.createdAt == other.createdAt else {
        return (one.createdAt ?? .distantFuture) < (other.createdAt ?? .distantFuture)
      }
      return texts.precedes(one.event, other.event)
    }
    return ReplayPlan(entries)
  }

  private func entry(about view: EventView, _ texts: Symbols) -> ReplayPlan.Entry {
    entry(view, view.event.event, view.replay, texts, type: "", isQueued: false, origins: [])
  }

  /// Several rows may be about one event: one of the ledger, and one of the queue.
  private func entry(about letters: [LetterView], _ texts: Symbols) -> ReplayPlan.Entry {
    let isQueued = letters.contains(where: \.row.isDeadLetter)
    let view = letters.lazy.compactMap(\.view).first
    var replay = EventReplay(view, isQueued: isQueued)
    let rules = board.evidence.definition.eventRules
    if letters.contains(where: { $0.isInHand(rules) }), replay.standing == .safe {
      replay = .inHand
    }
    return entry(
      view, letters[0].event, replay, texts,
      type: letters.lazy.map(\.row.type).first { !$0.isEmpty } ?? "", isQueued: isQueued,
      origins: letters.map(\.row.origin))
  }

  private func entry(
    _ view: EventView?, _ event: Symbol, _ replay: EventReplay, _ texts: Symbols, type: String,
    isQueued: Bool, origins: [RecordOrigin]
  ) -> ReplayPlan.Entry {
    let fromStripe = view.map(\.canBeSent) ?? false
    return ReplayPlan.Entry(
      event: event, type: view.map { texts.text($0.event.type) } ?? type,
      object: view?.event.object ?? .empty, createdAt: view?.event.time,
      standing: replay.standing, reason: replay.reason,
      successor: replay.standing == .superseded ? view?.newest ?? .empty : .empty,
      senders: (fromStripe ? [.stripe] : []) + (isQueued ? [.queue] : []),
      origins: (view.map { [$0.event.origin] } ?? []) + origins)
  }
}

extension EventReplay {
  /// The application may be about to finish the event.
  fileprivate static let inHand = EventReplay(
    .undecided, "the application had it in hand when the database was dumped")
}

extension LetterView {
  /// Whether the application may still be at it.
  fileprivate func isInHand(_ rules: EventRules) -> Bool {
    row.progress != .dead && !isOverdue(rules)
  }
}

/// What the application noted of one event that it was to handle.
struct EventRecord {
  /// When it came, in seconds since 1970.
  let arrivedAt: Int
  /// When it was done with it, in seconds since 1970.
  let handledAt: Int
  /// Whether it came to an end with it, well or badly.
  let isFinished: Bool
  let isInLedger: Bool
  let isDeadLetter: Bool
  let status: String
  let attempts: Int
  let error: String

  init(_ place: Int, of bookkeeper: Bookkeeper) {
    let story = bookkeeper.story
    let moment = story.moments[place]
    let isLost = story.isLost(place)
    let cause = isLost ? story.fault?.cause : nil
    switch cause {
    case .notDelivered, .ackedUnrecorded, .typeUnsubscribed:
      (isInLedger, isDeadLetter, status) = (false, false, "")
    case .handlerFailed: (isInLedger, isDeadLetter, status) = (true, true, "failed")
    case .dead: (isInLedger, isDeadLetter, status) = (true, true, "dead")
    case .stuck: (isInLedger, isDeadLetter, status) = (true, false, "processing")
    default: (isInLedger, isDeadLetter, status) = (true, false, "processed")
    }
    isFinished = cause != .stuck
    attempts = cause == .dead ? 5 : cause == .handlerFailed ? 3 : 1
    error =
      isDeadLetter ? "Error: connect ETIMEDOUT, \"billing-db\"\n    at Socket.onTimeout" : ""
    arrivedAt = bookkeeper.arrivals[place]
    handledAt = Self.turn(of: place, moment, in: story) ?? arrivedAt + 3
  }

  /// What was noted of an event of another account, which the application took for one of its own.
  init(foreignAt time: Int) {
    (arrivedAt, handledAt) = (time, time + 3)
    (isFinished, isInLedger, isDeadLetter) = (true, true, false)
    (status, attempts, error) = ("processed", 1, "")
  }

  /// When the event before the last one was handled, if it came out of turn.
  private static func turn(of place: Int, _ moment: Moment, in story: StoryTeller) -> Int? {
    guard story.fault?.cause == .outOfOrder, let last = story.lastPlace(of: moment.ordinal),
      place == story.moments[..<last].lastIndex(where: { $0.kind.showsSubscription })
    else { return nil }
    return story.moments[last].time + 45
  }
}

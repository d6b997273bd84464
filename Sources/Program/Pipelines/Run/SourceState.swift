import Bytes
import Diagnostics
import Read

/// How far the reading of one file is.
struct SourceState: Sendable {
  /// What a thread can do for a file.
  enum Task: Sendable {
    case open
    case digest(DigestLane.Work)
    case read(LinePieces, index: Int)
    case pull(SourceStream)
    case settle(SourceFeed, DigestLane)
  }

  private enum Phase: Sendable {
    case closed
    case opening
    case open(SourceFeed)
    case settling
    case settled
  }

  private(set) var layout = StripeFileLayout.lines
  /// What reading proved, once the file is settled.
  private(set) var receipt: InputReceipt?

  private var phase = Phase.closed
  private var lane: DigestLane
  /// The stretch to be read next, or how many parts of a stream were left in the lane.
  private var nextPlace = 0
  /// How many threads are reading.
  private var readerCount = 0
  private var isExhausted = false

  /// Begins with a file that is not open.
  ///
  /// - Parameter isDigested: whether its digest is wanted.
  init(isDigested: Bool) { lane = DigestLane(isTaken: isDigested) }

  var isSettled: Bool { if case .settled = phase { true } else { false } }

  /// The most useful thing to do, begun; nil when there is nothing to do now.
  ///
  /// Digesting comes first: it is what cannot be divided, so a file is never done sooner.
  ///
  /// - Parameter window: how many parts may wait to be digested.
  /// - Returns: the task, which the caller must do.
  mutating func nextTask(window: Int) -> Task? {
    switch phase {
    case .closed:
      phase = .opening
      return .open
    case .open(let feed):
      if let work = lane.begin() { return .digest(work) }
      if let task = nextReading(feed, window: window) { return task }
      guard isExhausted, readerCount == 0, lane.isIdle else { return nil }
      phase = .settling
      return .settle(feed, lane)
    case .opening, .settling, .settled: return nil
    }
  }

  private mutating func nextReading(_ feed: SourceFeed, window: Int) -> Task? {
    guard !isExhausted, lane.waitingCount + readerCount < window else { return nil }
    switch feed {
    case .stretches(let pieces):
      readerCount += 1
      nextPlace += 1
      isExhausted = nextPlace == pieces.count
      return .read(pieces, index: nextPlace - 1)
    case .stream(let stream):
      guard readerCount == 0 else { return nil }
      readerCount = 1
      return .pull(stream)
    }
  }

  /// Takes over what the first look found.
  mutating func opened(_ opening: SourceFeed.Opening) {
    layout = opening.layout
    phase = .open(opening.feed)
    switch opening.feed {
    case .stretches(let pieces):
      if pieces.count > 0 { lane.add(opening.parts.first, at: 0) }
      nextPlace = min(1, pieces.count)
      isExhausted = nextPlace == pieces.count
    case .stream:
      leave(opening.parts)
      isExhausted = opening.first == nil
    }
  }

  /// Takes over one stretch.
  mutating func didRead(_ part: LinePieces.Part, index: Int) {
    readerCount -= 1
    lane.add(part.stored, at: index)
  }

  /// Takes over one piece of a stream, which the thread keeps if it goes on.
  mutating func didPull(_ pull: SourceStream.Pull, goesOn: Bool) {
    leave(pull.parts)
    isExhausted = pull.piece == nil
    if !goesOn { readerCount = 0 }
  }

  /// Whether the lane has room for what the next piece of a stream brings.
  func hasRoom(window: Int) -> Bool { lane.waitingCount < window }

  mutating func didDigest(_ running: RunningDigest) { lane.end(running) }

  mutating func didSettle(_ receipt: InputReceipt) {
    self.receipt = receipt
    phase = .settled
  }

  private mutating func leave(_ parts: [StoredPart]) {
    for part in parts {
      lane.add(part, at: nextPlace)
      nextPlace += 1
    }
  }
}

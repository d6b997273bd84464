import Bytes

/// The digest of one file, taken in the order of its bytes by whichever thread has time.
///
/// SHA-256 can only go forward, so one thread at a time works on a lane; the others leave their
/// parts here and go on parsing.
struct DigestLane: Sendable {
  /// One part to digest, with the digest of everything before it.
  struct Work: Sendable {
    var running: RunningDigest
    var part: StoredPart
  }

  /// Whether the digest is taken; if not, the parts are only looked at for whether they meet.
  private let isTaken: Bool
  /// Nil between ``begin()`` and ``end(_:)``.
  private var running: RunningDigest? = RunningDigest()
  /// Parts that came before it was their turn, by place; nil for a place that owns no bytes.
  private var waiting: [Int: StoredPart?] = [:]
  private var nextPlace = 0
  /// How many bytes were digested or are being digested.
  private(set) var byteCount: UInt64 = 0

  /// Creates a lane for a file of which nothing was read yet.
  init(isTaken: Bool) { self.isTaken = isTaken }

  /// How many parts are in memory because they wait.
  var waitingCount: Int { waiting.count }

  /// How many places were digested.
  var isIdle: Bool { running != nil && waiting.isEmpty }

  /// The digest of everything so far; nil while a thread is at it, and when it is not taken.
  var digest: Digest? { isTaken ? running?.finish() : nil }

  /// Leaves the part of a place.
  mutating func add(_ part: StoredPart?, at place: Int) { waiting[place] = .some(part) }

  /// Takes the next part, unless it is not there yet or a thread is at the one before.
  ///
  /// - Returns: the work; a part that does not begin where the last one ended is a sign that the
  ///   file was written to, and is answered with nil after `isTorn` was set.
  mutating func begin() -> Work? {
    guard let running else { return nil }
    while let next = waiting.removeValue(forKey: nextPlace) {
      nextPlace += 1
      guard let part = next else { continue }
      isTorn = isTorn || part.startByte != byteCount
      byteCount = part.endByte
      guard isTaken else { continue }
      self.running = nil
      return Work(running: running, part: part)
    }
    return nil
  }

  /// Whether two parts did not meet: the file was written to between the two reads.
  private(set) var isTorn = false

  /// Goes on from a finished work.
  mutating func end(_ running: RunningDigest) { self.running = running }
}

extension DigestLane.Work {
  /// The digest with the part in it.
  func done() -> RunningDigest {
    var running = running
    part.digest(into: &running)
    return running
  }
}

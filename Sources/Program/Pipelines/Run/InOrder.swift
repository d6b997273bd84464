import Diagnostics
import Synchronization

/// Takes over what numbered pieces of work gave, in the order of the numbers: each as soon as all
/// before it are there, so that nothing waits for the end and any number of threads gives the same.
final class InOrder<Part: Sendable, Whole: Sendable>: Sendable {
  private struct Waiting {
    var parts: [Int: Part] = [:]
    var next = 0
    var isTaken = false
  }

  private let waiting = Mutex(Waiting())
  private let whole: Mutex<Whole>
  private let add: @Sendable (inout Whole, Part) -> Void

  /// Begins with a whole to which `add` adds one part after the other.
  init(_ whole: sending Whole, add: @escaping @Sendable (inout Whole, Part) -> Void) {
    self.whole = Mutex(whole)
    self.add = add
  }

  /// Brings the part of a number; whichever thread finds the next one there adds it.
  func bring(_ part: Part, number: Int) {
    waiting.withLock { $0.parts[number] = part }
    while let next = claim() {
      whole.withLock { add(&$0, next) }
      waiting.withLock { $0.isTaken = false }
    }
  }

  private func claim() -> Part? {
    waiting.withLock { waiting in
      guard !waiting.isTaken, let part = waiting.parts.removeValue(forKey: waiting.next) else {
        return nil
      }
      waiting.isTaken = true
      waiting.next += 1
      return part
    }
  }

  /// Takes the whole away, once every part was brought; another one takes its place.
  func take(leaving empty: sending Whole) -> Whole {
    var taken = empty
    whole.withLock { swap(&$0, &taken) }
    return taken
  }

  /// The whole as it is now, for as long as the closure runs.
  func withWhole<Result: Sendable>(_ body: (inout Whole) -> Result) -> Result {
    whole.withLock { body(&$0) }
  }
}

extension Workers {
  /// Makes parts on all threads and adds each to a whole while others are made.
  ///
  /// - Parameters:
  ///   - count: how many parts there are.
  ///   - whole: what they are added to.
  ///   - make: makes a part, by its number.
  ///   - add: adds the parts, in the order of their numbers.
  /// - Returns: the whole.
  /// - Throws: what making a part throws; nothing counts then.
  func gather<Part: Sendable, Whole: Sendable>(
    _ count: Int, into whole: Whole, make: @escaping @Sendable (Int) throws(Failure) -> Part,
    add: @escaping @Sendable (inout Whole, Part) -> Void
  ) throws(Failure) -> Whole {
    let sum = InOrder<Part, Whole>(whole, add: add)
    let failure = Mutex<Failure?>(nil)
    forEach(count) { number in
      do throws(Failure) {
        sum.bring(try make(number), number: number)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return sum.take(leaving: whole)
  }
}

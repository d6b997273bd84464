import Dispatch
import Synchronization

/// The threads of a run.
///
/// Only the program is concurrent; the stages are plain functions.
///
/// Results are placed by index, never by completion, so that one thread and many give the same
/// bytes.
struct Workers: Sendable {
  /// How many threads work at once; one or more.
  let width: Int

  /// Calls a function for every index below a count and collects the results in order.
  func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    forEach(count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// Calls a function for stretches of the indices below a count and collects the results in order.
  func map<Result: Sendable>(
    inChunksOf count: Int, _ body: @escaping @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let size = count / (width * 8) + 1
    let starts = Array(stride(from: 0, to: count, by: size))
    return map(starts.count) { body(starts[$0]..<min(count, starts[$0] + size)) }
  }

  /// Calls a function for every index below a count.
  func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let next = Atomic(0)
    run(atMost: count) {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index)
      }
    }
  }

  /// Runs a function on every thread at once and waits for all of them.
  func run(atMost limit: Int = .max, _ body: @escaping @Sendable () -> Void) {
    let count = max(1, min(width, limit))
    if count == 1 { return body() }
    let group = DispatchGroup()
    for _ in 1..<count { DispatchQueue.global().async(group: group, execute: body) }
    body()
    group.wait()
  }
}

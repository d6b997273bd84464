import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A bar on the standard error while a long run reads its inputs.
final class ProgressBar: Sendable {
  private static let width = 40
  private let shownAt = Mutex<ContinuousClock.Instant?>(nil)

  /// Creates a bar; `nil` when none is wanted.
  ///
  /// - Parameter mode: `auto` shows it on a terminal only, `always` everywhere, `never` nowhere.
  init?(_ mode: String) {
    guard mode == "always" || (mode == "auto" && isatty(STDERR_FILENO) != 0) else { return nil }
  }

  /// Shows how much was read; called from any thread.
  @Sendable func show(done: Int, total: Int) {
    let isDue = shownAt.withLock { last in
      let now = ContinuousClock.now
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue, total > 0 else { return }
    // Compressed files hold more than their size says; the bar then waits at its end.
    let filled = min(Self.width, done * Self.width / total)
    let bar =
      String(repeating: "█", count: filled)
      + String(repeating: "·", count: Self.width - filled)
    write("\r\(bar) \(done / 1_000_000) MB read")
  }

  /// Removes the bar.
  func clear() { write("\r\u{1B}[K") }

  private func write(_ text: String) { StandardError.write(text) }
}

import Synchronization

/// Where a long run tells how far it is; does nothing unless somebody listens.
public final class Progress: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let show: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  /// A progress that nobody listens to.
  static let silent = Progress(total: 0)

  /// Creates a progress over a number of bytes.
  ///
  /// - Parameters:
  ///   - total: the bytes of all inputs as they lie on the disk.
  ///   - show: called from any thread, at most a few hundred times a second.
  public init(total: Int, show: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil) {
    self.total = total
    self.show = show
  }

  /// Notes that some bytes of content were read.
  func advance(by count: Int) {
    guard let show else { return }
    show(done.wrappingAdd(count, ordering: .relaxed).newValue, total)
  }
}

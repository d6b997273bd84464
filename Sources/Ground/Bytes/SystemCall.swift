#if canImport(Glibc)
import Glibc
#endif

/// What a C call that answers -1 on error said.
enum SystemCall {
  /// Repeats a call for as long as a signal interrupts it.
  @inline(__always)
  static func retrying<Result: FixedWidthInteger & SignedInteger>(
    _ call: () -> Result
  ) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }

  /// The system's words for the error of the last call.
  static var lastError: String { words(for: errno) }

  /// The system's words for an error number, without a locale.
  static func words(for number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }
}

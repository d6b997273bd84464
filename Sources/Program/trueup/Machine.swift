#if canImport(Glibc)
import Glibc
#endif

/// The processors of the machine.
enum Processors {
  /// How many are in service; one or more.
  static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// Where files may lie that are gone when the program ends.
enum TemporaryFolder {
  /// What the environment says, or the usual place.
  static var path: String {
    guard let named = unsafe getenv("TMPDIR"), unsafe named.pointee != 0 else { return "/tmp" }
    return unsafe String(cString: named)
  }
}

/// Where a standard stream goes.
struct Terminal {
  /// How many columns a line has there; `nil` where nobody says so, as in a pipe or a file.
  let columns: Int?
  /// Whether colours are wanted.
  let isColored: Bool

  /// How many columns a line may have that is laid out for people.
  var width: Int { columns ?? 80 }

  /// Looks at a stream.
  ///
  /// - Parameters:
  ///   - descriptor: the stream, usually the standard output.
  ///   - color: `auto` colours on a terminal unless the environment says NO_COLOR
  ///     (no-color.org), `always` everywhere, `never` nowhere.
  init(_ descriptor: Int32 = STDOUT_FILENO, color: String = "auto") {
    let isTerminal = isatty(descriptor) != 0
    var size = winsize()
    let answer = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    let named = unsafe getenv("COLUMNS").flatMap { unsafe Int(String(cString: $0)) }
    columns = answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : named
    let isRefused = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
    isColored = color == "always" || (color == "auto" && isTerminal && !isRefused)
  }
}

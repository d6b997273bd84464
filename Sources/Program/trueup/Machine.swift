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

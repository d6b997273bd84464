public import Billing
import Bytes
public import Diagnostics

/// The compiled time zones that the machine has.
///
/// Source: file-hierarchy of the IANA database as distributions install it, one file a zone.
public struct ZoneFolder: Hashable, Sendable {
  /// The folder.
  public var path: String

  /// Creates a folder of zones.
  ///
  /// - Parameter path: where systems with glibc and musl keep them, unless another is named.
  public init(path: String = "/usr/share/zoneinfo") { self.path = path }

  /// The rules of a zone; UTC needs no file.
  ///
  /// - Parameter name: an IANA name, as a pipeline's `time-zone` has it.
  /// - Returns: the rules.
  /// - Throws: `zone-unknown` when there is no such file; `zone-unreadable` when it is damaged;
  ///   `input-unreadable` when it cannot be read.
  public func rules(of name: String) throws(Failure) -> TimeZoneRules {
    guard name != TimeZoneRules.utc.name else { return .utc }
    let bytes: [UInt8]
    do throws(Failure) {
      bytes = try WholeFile.read(path + "/" + name)
    } catch {
      guard error.code == .inputMissing else { throw error }
      throw Failure(
        .zoneUnknown, "the machine has no time zone “\(name)”",
        help: "install the package tzdata, correct time-zone=\"…\", or count in UTC")
    }
    guard bytes.count <= PipelineLimits.textByteCount else {
      throw Failure(
        .zoneUnreadable, "the file is too long for a time zone", file: name,
        help: "install the package tzdata anew")
    }
    let rules: Result<TimeZoneRules, Failure> = unsafe bytes.withUnsafeBufferPointer { buffer in
      do throws(Failure) {
        return .success(try unsafe TimeZoneRules(name: name, tzif: ByteView(buffer)))
      } catch {
        return .failure(error)
      }
    }
    return try rules.get()
  }
}

extension Failure.Code {
  /// A time zone is named that the machine has no file of.
  public static let zoneUnknown = Failure.Code(rawValue: "zone-unknown")
}

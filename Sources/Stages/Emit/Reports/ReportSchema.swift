/// The version of the JSON that reports are written in.
///
/// It rises when a key changes its meaning or goes; a new key does not raise it.
enum ReportSchema {
  /// The present version.
  static let version = 1
}

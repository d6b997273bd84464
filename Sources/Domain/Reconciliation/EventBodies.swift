import Bytes

/// What the application's own copies of events say, as a set of fingerprints.
///
/// Of each copy two things are kept, each together with its event: the version of the API it was
/// written in, and the hash of its content. A copy and an exported event that are of one version
/// must be of one content; of two versions nothing can be said, since the one event has two forms.
/// Memory: 32 bytes for each copy.
public struct EventBodies: Sendable {
  private let claims: RecordedEvents

  /// Creates the set of all copies' claims.
  public init(_ claims: RecordedEvents) { self.claims = claims }

  /// Whether the event's copies are of the same version as an exported event, and none of them of
  /// the same content.
  ///
  /// - Parameters:
  ///   - event: the fingerprint of the event's id.
  ///   - version: the fingerprint of its `api_version`.
  ///   - content: the hash of its content, without `pending_webhooks`.
  /// - Returns: whether somebody changed one of the two.
  public func diverge(event: UInt64, version: UInt64, content: UInt64) -> Bool {
    claims.contains(fingerprint: Self.claim(event, version: version))
      && !claims.contains(fingerprint: Self.claim(event, content: content))
  }

  /// What stands for an event that was written in a version.
  public static func claim(_ event: UInt64, version: UInt64) -> UInt64 {
    pair(event, version, 0x9E37_79B9_7F4A_7C15)
  }

  /// What stands for an event that says something.
  public static func claim(_ event: UInt64, content: UInt64) -> UInt64 {
    pair(event, content, 0xD6E8_FEB8_6659_FD93)
  }

  private static func pair(_ event: UInt64, _ hash: UInt64, _ salt: UInt64) -> UInt64 {
    max(1, Fingerprint.fold(event ^ salt, Fingerprint.fold(hash ^ ~salt, salt)))
  }
}

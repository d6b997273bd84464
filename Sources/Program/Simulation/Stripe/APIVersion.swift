/// The versions that the events of one account are rendered in, oldest first.
///
/// The account was moved up twice within the time that is simulated. Source of the shapes: Stripe
/// API reference and changelog; the last one moved the period to the items, and the invoice's
/// subscription to its parent.
enum APIVersion: Int, CaseIterable {
  case older, old, basil

  var name: String {
    switch self {
    case .older: "2022-11-15"
    case .old: "2024-06-20"
    case .basil: "2025-03-31.basil"
    }
  }

  /// The version of an event, by how long before the end of the world it was made, in seconds.
  init(age: Int) { self = age > 40 * 86_400 ? .older : age > 12 * 86_400 ? .old : .basil }
}

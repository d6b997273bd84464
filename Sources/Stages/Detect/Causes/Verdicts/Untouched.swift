import Reconciliation

extension Verdict {
  /// Classes that show what Stripe itself is in: nothing was lost on the way.
  static let untouched = Verdict(.unknown) { file in
    guard let object = objects[file.drift.code] else { return nil }
    return file.plainCause(
      .unknown, 0,
      ["nothing was lost on the way: what the finding is about is so in Stripe itself"],
      refutedIf: "supply the log of requests that made or changed the \(object) to tell who asked "
        + "for it")
  }

  /// What each of these classes is about.
  private static let objects = [
    "U01": "subscriptions", "S16": "subscription", "C03": "customers", "L05": "checkout",
  ]
}

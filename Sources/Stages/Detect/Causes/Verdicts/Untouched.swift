import Reconciliation

extension Verdict {
  /// Classes that show what Stripe itself is in: nothing was lost on the way.
  static let untouched = Verdict(.unknown) { file in
    guard ["U01", "S16"].contains(file.drift.code) else { return nil }
    return file.plainCause(
      .unknown, 0,
      ["nothing was lost on the way: what the finding is about is so in Stripe itself"],
      refutedIf: "supply the requests that changed the subscription to tell who asked for it")
  }
}

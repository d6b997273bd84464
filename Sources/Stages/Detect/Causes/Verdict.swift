import Billing
import Reconciliation

/// One way to tell how a finding came about, if it applies.
struct Verdict {
  /// The verdicts it can reach.
  let codes: Set<Cause.Code>
  /// Looks at a finding; `nil` when another verdict must tell.
  let decide: @Sendable (CauseCase) -> Cause?

  init(_ codes: Cause.Code..., decide: @escaping @Sendable (CauseCase) -> Cause?) {
    self.codes = Set(codes)
    self.decide = decide
  }

  /// Every verdict, the particular before the general: the first that applies tells.
  static let all: [Verdict] = [
    .told, .cached, .catalogue, .wrongSource, .superseded, .removed, .doubled, .shared,
    .localWrite, .shape, .partialWrite,
    .outOfOrder, .processedNoEffect, .lost, .agedOut, .untouched, .unknown,
  ]
}

extension CauseCase {
  /// Writes a verdict about the suspect: where the row froze, and what became of the event.
  func cause(_ code: Cause.Code, _ confidence: Int, refutedIf: String) -> Cause {
    var cause = Cause(code, refutedIf: refutedIf, confidence: confidence)
    if let freeze {
      cause.frozenAtEvent = freeze.state?.event ?? ""
      cause.evidence.append(sentence(of: freeze))
      if let state = freeze.state, state.source == .event { cause.origins.append(state.origin) }
    }
    guard let suspect, let fate else { return cause }
    cause.lostEvents = lost.map(\.event)
    cause.evidence.append("the next event is \(suspect.title)")
    cause.evidence.append(fate.sentence)
    cause.origins.append(suspect.origin)
    if let entry = fate.entry { cause.origins.append(entry.origin) }
    return cause
  }

  /// Writes a verdict that rests on something else than an event.
  func plainCause(
    _ code: Cause.Code, _ confidence: Int, _ evidence: [String], refutedIf: String
  ) -> Cause {
    var cause = Cause(code, refutedIf: refutedIf, confidence: confidence)
    cause.evidence = evidence
    return cause
  }

  /// How sure a freeze point makes a verdict of a confidence, in percent.
  func weighed(_ confidence: Int) -> Int {
    switch freeze?.scope {
    case .row, .beginning, .ending, .writing: confidence
    case .fields: confidence - 15
    case nil: confidence / 2
    }
  }
}

extension PastState {
  /// The event with its type, where that is known, and its time.
  var title: String { "\(event) \(eventType.map { $0 + " " } ?? "")of \(time.iso)" }
}

extension CauseCase {
  /// Where the row froze, in one sentence.
  fileprivate func sentence(of freeze: Freeze) -> String {
    let foreign = foreign
    let most = foreign.isEmpty ? "" : "but for \(fieldNames(foreign)), "
    let what = most + (freeze.scope == .fields ? "the fields equal" : "the row equals")
    switch (freeze.scope, freeze.state?.source) {
    case (.beginning, _) where drift.code == "C01":
      return "the owner's row does not know of the customer"
    case (.beginning, _):
      let knows = drift.row == nil ? "no row knows" : "the row does not know"
      return drift.objects.isEmpty ? knows + " of the subscription" : knows + " what became of it"
    case (.writing, .event):
      return "the entry was written after \(freeze.state?.title ?? "") and before the next event"
    case (.writing, _): return "the entry was written before the object's first known event"
    case (.ending, .event):
      return "the database does not know of what came after \(freeze.state?.event ?? "")"
    case (.ending, _): return "the database does not know of the object's last event"
    case (_, .event): return what + " the state after \(freeze.state?.title ?? "")"
    case (_, .snapshot): return what + " the snapshot of \(freeze.state?.time.iso ?? "")"
    default:
      return what + " the state before \(freeze.state?.time.iso ?? ""), as the next update tells"
    }
  }
}

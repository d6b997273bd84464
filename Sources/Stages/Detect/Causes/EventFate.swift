import Billing
import Reconciliation

/// What became of one event, as far as the files tell.
enum EventFate {
  /// An endpoint had not answered when the events were exported, and the ledger lacks it.
  case notDelivered(ExportedEvent)
  /// Every endpoint answered, the ledger lacks it, and it is of a type that the application hears.
  case acknowledged(ExportedEvent)
  /// The ledger has none of several events of its type.
  case unheard
  /// No endpoint is sent events of its type.
  case unsent
  /// The ledger lacks it, and there is no other of its type to tell from.
  case alone
  /// The ledger lacks it, and the export does not say whether an endpoint answered.
  case undecided(ExportedEvent)
  /// The pipeline says that the application does not handle its type.
  case unhandled
  /// It failed and may be tried again.
  case failed(EventEntry)
  /// It failed and nobody tries again.
  case dead(EventEntry)
  /// Somebody took it up and never came back.
  case stuck(EventEntry)
  /// Somebody took it up just now.
  case waiting(EventEntry)
  /// It was processed.
  case processed(EventEntry)
  /// It is older than what the ledger keeps, from this instant on.
  case forgotten(Timestamp)
  /// There is no ledger, or it is no evidence.
  case unobserved

  /// The verdict that the fate alone leads to.
  var code: Cause.Code {
    switch self {
    case .notDelivered: .notDelivered
    case .acknowledged: .ackedUnrecorded
    case .unheard, .unsent, .unhandled: .typeUnsubscribed
    case .failed: .handlerFailed
    case .dead: .dead
    case .stuck: .stuck
    case .processed: .processedNoEffect
    case .forgotten: .agedOut
    case .undecided, .alone, .waiting, .unobserved: .unknown
    }
  }

  /// How much the fate explains, compared with that of another event which would have done the
  /// same: an event that was lost explains most.
  var weight: Int {
    switch self {
    case .notDelivered, .acknowledged, .failed, .dead, .stuck: 0
    case .processed: 1
    case .unheard, .unsent, .unhandled, .forgotten: 2
    case .undecided, .alone, .waiting, .unobserved: 3
    }
  }

  /// The row of the ledger or queue that says so.
  var entry: EventEntry? {
    switch self {
    case .failed(let entry), .dead(let entry), .stuck(let entry), .waiting(let entry),
      .processed(let entry):
      entry
    default: nil
    }
  }

  /// What would settle whether an event was dropped or never asked for.
  static let endpointsWanted =
    "export the webhook endpoints, which name the types they are sent, to settle it"

  /// What the files say, in one sentence about the event.
  var sentence: String {
    switch self {
    case .notDelivered(let event):
      "the ledger has no row of it, and \(event.pendingWebhooks) of the endpoints had not answered"
    case .acknowledged:
      "every endpoint answered it, its type is one that the application hears of, and the ledger "
        + "has no row of it"
    case .unheard: "the ledger has no row of it, nor of any other event of its type"
    case .unsent: "the ledger has no row of it, and no endpoint is sent events of its type"
    case .alone:
      "the ledger has no row of it, and no other event of its type tells whether one would come"
    case .undecided: "the ledger has no row of it, and the export does not say who answered"
    case .unhandled: "its type is not among those the application handles"
    case .failed(let entry): "its handler failed" + entry.circumstances
    case .dead(let entry): "its handler failed and nobody tries again" + entry.circumstances
    case .stuck(let entry): "it was taken up and never finished" + entry.circumstances
    case .waiting(let entry): "it is still being processed" + entry.circumstances
    case .processed(let entry): "the ledger says that it was processed" + entry.circumstances
    case .forgotten(let since): "the ledger reaches back to \(since.iso) only"
    case .unobserved: "no ledger at hand tells what became of it"
    }
  }
}

extension EventEntry {
  /// Attempts, kind of error and time, as far as they are known.
  fileprivate var circumstances: String {
    var parts: [String] = []
    if let attempts { parts.append("\(attempts) \(attempts == 1 ? "attempt" : "attempts")") }
    if !errorKind.isEmpty { parts.append(errorKind) }
    if let time = processedAt ?? receivedAt ?? createdAt { parts.append(time.iso) }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
  }
}

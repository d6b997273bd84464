import Bytes
import Reconciliation

/// What the application hears of the types of events, as far as its ledger and endpoints tell.
///
/// An event that was answered and is not in the ledger was dropped after the answer, or is of a
/// type that no endpoint is sent. The ledger tells these apart where it has others of the type;
/// where it has none an export of the endpoints does, and failing that only how many are missing:
/// of a single event it can be either.
struct TypeHearing {
  private let recorded: Set<Symbol>
  private let sent: Set<Symbol>
  private let sendsAll: Bool
  private let missing: [Symbol: Int]

  init(_ audit: LedgerAudit, in symbols: Symbols) {
    recorded = Set(audit.recordedTypes)
    sent = Set(audit.endpointTypes)
    sendsAll = symbols.find("*").map(sent.contains) ?? false
    missing = audit.unrecorded.lazy.filter { $0.pendingWebhooks <= 0 }
      .reduce(into: [:]) { $0[$1.type, default: 0] += 1 }
  }

  /// Whether the ledger has any event of a type.
  func isRecorded(_ type: Symbol) -> Bool { recorded.contains(type) }

  /// Whether an endpoint is sent events of a type; `nil` when no endpoint is exported.
  ///
  /// A type that has no symbol is one that neither the ledger nor an endpoint ever named.
  func isSent(_ type: Symbol?) -> Bool? {
    sent.isEmpty ? nil : sendsAll || type.map(sent.contains) == true
  }

  /// Whether several events of a type were answered and the ledger has not one of it.
  func isPassedOver(_ type: Symbol) -> Bool { !isRecorded(type) && missing[type] ?? 0 > 1 }

  /// Whether a missing event of a type is an exception rather than what becomes of all of them.
  func hears(_ type: Symbol) -> Bool {
    isRecorded(type) || isSent(type) == true && !isPassedOver(type)
  }
}

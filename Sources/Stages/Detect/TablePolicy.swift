import Billing
import Bytes
import Reconciliation

/// When a change of a row of any table is left to a person, though it is safe as a rule.
struct TablePolicy {
  let evidence: Evidence

  /// Says why a person must decide.
  ///
  /// - Parameters:
  ///   - remedy: the change.
  ///   - table: the name of the table that the finding is about.
  ///   - object: what it rests on, if that is one of Stripe's objects.
  /// - Returns: the reason; `nil` when the change may run by itself.
  func reasonToHold(
    _ remedy: Remedy, in table: String, about object: StripeObject? = nil
  ) -> String? {
    if let doubt = object?.doubt { return doubt }
    switch remedy {
    case .update(let row, let sets, _):
      guard let rows = evidence.table(named: table), !sets.isEmpty else {
        return FixPolicy.unknownValue
      }
      return rows.definition.obstacle(toSetting: sets) ?? protection(of: row, in: rows)
    case .softDelete(let row, _):
      guard let rows = evidence.table(named: table),
        rows.definition.place(of: .deletedAt) != nil
      else { return "the table knows no soft delete" }
      return absence(in: rows) ?? protection(of: row, in: rows)
    case .insert(let name, let values, _):
      guard let rows = evidence.table(named: name) else { return "the table is not known" }
      return rows.definition.obstacle(toInserting: values) ?? absence(in: rows)
    case .none, .drop, .inStripe: return FixPolicy.unknownValue
    }
  }

  /// Doubts about whether what is missing on a side is not there at all.
  private func absence(in rows: DatabaseTable) -> String? {
    if !evidence.coverage.isTrustworthy { return "the evidence is incomplete" }
    return rows.isDamaged ? "a row of the table could not be read" : nil
  }

  /// Whether the row comes from a source that is out of bounds.
  func protection(of row: Int, in rows: DatabaseTable) -> String? {
    guard let word = rows[row, .provenance].symbol else { return nil }
    let text = evidence.symbols.text(word)
    let isProtected = evidence.definition.safety.protectedProvenance.contains {
      $0.utf8.elementsEqual(text.utf8)
    }
    return isProtected ? "the row's provenance is protected by the pipeline" : nil
  }
}

extension StripeObject {
  /// Why what the export says of the object is not sure; `nil` where nothing speaks against it.
  var doubt: String? {
    if notes.contains(.conflicting) { return "an event id came with two contents" }
    if notes.contains(.ambiguous) { return "events of one second cannot be ordered" }
    if notes.contains(.tainted) { return "a rejected record may be about it" }
    if notes.contains(.hasGap) { return "an event is missing from the export" }
    return nil
  }
}

extension Check {
  /// Gives a finding its remedy, which runs by itself where the check allows it.
  ///
  /// - Parameters:
  ///   - drift: the finding.
  ///   - remedy: what would mend it.
  ///   - reason: why it is left to a person all the same, if so.
  func mend(_ drift: inout Drift, by remedy: Remedy, unless reason: String?) {
    drift.remedy = remedy.isEmpty ? .none : remedy
    drift.guards = drift.remedy.guards
    guard disposition == .auto else { return }
    drift.disposition = reason == nil ? .auto : .review
    drift.heldBack = reason
  }
}

extension Remedy {
  /// Whether there is nothing that it would set.
  fileprivate var isEmpty: Bool {
    switch self {
    case .update(_, let sets, _): sets.isEmpty
    case .insert(_, let values, _): values.isEmpty
    default: false
    }
  }

  /// What must be true at the moment of the change, in words for people.
  fileprivate var guards: [String] {
    switch self {
    case .update(_, _, let guards), .softDelete(_, let guards):
      ["every old value of the row"] + Self.words(guards)
    case .insert(_, _, let guards): ["no row with the same natural key"] + Self.words(guards)
    case .none, .drop, .inStripe: []
    }
  }

  private static func words(_ guards: [ChangeGuard]) -> [String] {
    guards.contains(.noOtherLiveRow) ? ["no other live row"] : []
  }
}

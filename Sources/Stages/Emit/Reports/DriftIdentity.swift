import Bytes
public import Reconciliation

/// Turns what the detector found into findings of a run: named, ordered, tied to their causes.
public struct DriftIdentity {
  private let evidence: Evidence

  /// Prepares to name findings about some evidence.
  public init(evidence: Evidence) { self.evidence = evidence }

  /// Names and orders what was found.
  ///
  /// The order is: most urgent first, then code, key, fields and name. A finding's parent, a place
  /// in `drifts`, becomes the parent's name and its place in the result.
  ///
  /// - Parameters:
  ///   - drifts: what the detector found, in its order.
  ///   - runID: the run they are new in, until ``History`` knows better.
  /// - Returns: the findings.
  public func findings(from drifts: [Drift], runID: String) -> [RunReport.Finding] {
    let named = distinct(drifts.enumerated().map { NamedDrift(place: $0, basis($1)) })
      .sorted { one, other in
        let (a, b) = (drifts[one.place].severity, drifts[other.place].severity)
        return a != b ? a > b : one.precedes(other)
      }
    var ids = [String](repeating: "", count: drifts.count)
    var ranks = [Int](repeating: 0, count: drifts.count)
    for (rank, name) in named.enumerated() {
      ids[name.place] = name.id
      ranks[name.place] = rank
    }
    return named.map { name in
      var drift = drifts[name.place]
      let parent = drift.parent.flatMap { drifts.indices.contains($0) ? $0 : nil }
      drift.parent = parent.map { ranks[$0] }
      var finding = RunReport.Finding(drift: drift, driftID: name.id, firstSeenRun: runID)
      finding.parentID = parent.map { ids[$0] }
      return finding
    }
  }

  /// The name of a finding that is the only one of its kind: sixteen hex digits.
  ///
  /// It stands on the code, the table, the event or the row's key (else the subscription, the owner
  /// or the customer) and the names of the fields; not on values, places in a file or the run.
  public func driftID(of drift: Drift) -> String { basis(drift).id }

  private func basis(_ drift: Drift) -> Basis {
    let view = FindingView(drift, in: evidence)
    let candidates = [
      ("event", view.rawSubject), ("row", view.rawRowKey),
      ("subscription", view.subscriptionID), ("owner", view.rawOwner),
      ("customer", view.customerID),
    ]
    let (kind, key) = candidates.first { $0.1 != nil } ?? ("none", nil)
    return Basis(
      code: drift.code, table: drift.table, keyKind: kind, key: Array((key ?? "").utf8),
      fields: drift.fields.map { Array($0.field.rawValue.utf8) }.sorted {
        $0.lexicographicallyPrecedes($1)
      })
  }

  /// Numbers findings that would share a name, for example two rows without a key, in the order
  /// they were found.
  private func distinct(_ names: [NamedDrift]) -> [NamedDrift] {
    var seen: [Basis: Int] = [:]
    return names.map { name in
      var name = name
      let count = seen[name.basis, default: 0]
      seen[name.basis] = count + 1
      if count > 0 { name.number(count + 1) }
      return name
    }
  }
}

/// What a finding's name is made from.
private struct Basis: Hashable {
  var code: String
  var table: String
  var keyKind: String
  var key: [UInt8]
  var fields: [[UInt8]]
  /// Which one of several with all else equal; 1 for the first.
  var ordinal = 1

  /// Sixteen hex digits of a SHA-256 over the parts, each behind its length.
  var id: String {
    var form: [UInt8] = []
    let number = ordinal > 1 ? [Array(String(ordinal).utf8)] : []
    for part in [Array(code.utf8), Array(table.utf8), Array(keyKind.utf8), key] + fields + number {
      form += Array("\(part.count):".utf8) + part
    }
    return String(Digest(of: form).hex.prefix(16))
  }

  /// Code, key and fields in one sequence of bytes, to sort by.
  var order: [UInt8] {
    [Array(code.utf8), key, Array(fields.joined(separator: [0]))].joined(separator: [0]) + [0]
  }
}

/// A finding's place in the detector's list, and its name.
private struct NamedDrift {
  let place: Int
  private(set) var basis: Basis
  private(set) var id: String
  private let order: [UInt8]

  init(place: Int, _ basis: Basis) {
    self.place = place
    self.basis = basis
    id = basis.id
    order = basis.order
  }

  mutating func number(_ ordinal: Int) {
    basis.ordinal = ordinal
    id = basis.id
  }

  func precedes(_ other: NamedDrift) -> Bool {
    order == other.order
      ? id.utf8.lexicographicallyPrecedes(other.id.utf8)
      : order.lexicographicallyPrecedes(other.order)
  }
}

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
    var book = NameBook()
    for (place, drift) in drifts.enumerated() { book.add(basis(drift), drift.severity, place) }
    let named = book.sorted()
    var ranks = [Int](repeating: 0, count: drifts.count)
    for (rank, name) in named.enumerated() { ranks[name.place] = rank }
    let ids = named.map(\.text)
    return named.indices.map { rank in
      var drift = drifts[named[rank].place]
      let parent = drift.parent.flatMap { drifts.indices.contains($0) ? ranks[$0] : nil }
      drift.parent = parent
      var finding = RunReport.Finding(drift: drift, driftID: ids[rank], firstSeenRun: runID)
      finding.parentID = parent.map { ids[$0] }
      return finding
    }
  }

  /// The name of a finding that is the only one of its kind: sixteen hex digits.
  ///
  /// It stands on the code, the declared rule, the table, the event or the row's key (else the
  /// subscription, the owner or the customer) and the names of the fields; not on values, places
  /// in a file or the run.
  public func driftID(of drift: Drift) -> String {
    DriftName(id: basis(drift).id(), place: 0).text
  }

  private func basis(_ drift: Drift) -> Basis {
    let view = FindingView(drift, in: evidence)
    var basis = Basis(
      code: drift.code, rule: drift.rule, table: drift.table, keyKind: "none", key: "", fields: [])
    if let key = view.rawSubject {
      (basis.keyKind, basis.key) = ("event", key)
    } else if let key = view.rawRowKey {
      (basis.keyKind, basis.key) = ("row", key)
    } else if let key = view.subscriptionID {
      (basis.keyKind, basis.key) = ("subscription", key)
    } else if let key = view.rawOwner {
      (basis.keyKind, basis.key) = ("owner", key)
    } else if let key = view.customerID {
      (basis.keyKind, basis.key) = ("customer", key)
    }
    basis.fields = drift.fields.map(\.field.rawValue).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    return basis
  }
}

/// What a finding's name is made from.
private struct Basis {
  var code: String
  var rule: String
  var table: String
  var keyKind: String
  var key: String
  var fields: [String]

  /// The first eight bytes of a SHA-256 over the parts, each behind its length.
  ///
  /// - Parameter ordinal: which one of several with all else equal; 1 for the first.
  /// - Returns: the bytes as a number, the first one highest.
  func id(ordinal: Int = 1) -> UInt64 {
    var form: [UInt8] = []
    func add(_ part: String) {
      form.append(contentsOf: String(part.utf8.count).utf8)
      form.append(UInt8(ascii: ":"))
      form.append(contentsOf: part.utf8)
    }
    for part in [code, table, keyKind, key] { add(part) }
    for field in fields { add(field) }
    if !rule.isEmpty { add("rule " + rule) }
    if ordinal > 1 { add(String(ordinal)) }
    return Digest(of: form).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Key and fields in one sequence of bytes, to sort by among findings of one code.
  var order: [UInt8] {
    var order = Array(key.utf8)
    order.append(0)
    for field in fields {
      order.append(contentsOf: field.utf8)
      order.append(0)
    }
    // Findings about a whole end like those with a field of no name.
    if fields.isEmpty { order.append(0) }
    order.append(contentsOf: rule.utf8)
    return order
  }
}

/// The name of a finding, and the finding's place in the detector's list.
private struct DriftName {
  var id: UInt64
  var place: Int
  /// What it is sorted by, in the table of its ``NameBook``.
  var order = Symbol.empty

  /// Sixteen hex digits.
  var text: String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// The names of a run's findings, which it keeps distinct and brings into order.
private struct NameBook {
  /// The names of one severity and code.
  private struct Chapter {
    var severity: Severity
    var code: String
    var names: [DriftName] = []
  }

  private var chapters: [Chapter] = []
  private var orders = Symbols()
  private var counts: [UInt64: Int] = [:]

  /// Adds a finding; those that would share a name, for example two rows without a key, are
  /// numbered in the order they are added.
  mutating func add(_ basis: Basis, _ severity: Severity, _ place: Int) {
    var name = DriftName(id: basis.id(), place: place)
    let count = counts[name.id, default: 0] + 1
    counts[name.id] = count
    if count > 1 { name.id = basis.id(ordinal: count) }
    name.order = unsafe basis.order.withUnsafeBufferPointer { unsafe orders.intern(ByteView($0)) }
    chapters[chapter(severity, basis.code)].names.append(name)
  }

  private mutating func chapter(_ severity: Severity, _ code: String) -> Int {
    let known = chapters.firstIndex {
      $0.severity == severity && $0.code.utf8.elementsEqual(code.utf8)
    }
    if known == nil { chapters.append(Chapter(severity: severity, code: code)) }
    return known ?? chapters.count - 1
  }

  /// All names: most urgent first, then by code, key, fields and name.
  func sorted() -> [DriftName] {
    let inOrder = chapters.sorted { one, other in
      one.severity == other.severity
        ? one.code.utf8.lexicographicallyPrecedes(other.code.utf8) : one.severity > other.severity
    }
    return inOrder.flatMap { chapter in
      var names = chapter.names.sorted { $0.id < $1.id }
      orders.sort(&names) { $0.order }
      return names
    }
  }
}

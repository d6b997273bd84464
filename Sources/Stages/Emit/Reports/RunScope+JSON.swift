public import JSON
public import Reconciliation

extension RunScope {
  /// Reads what a run said of itself beside its exit status; one that says nothing looked for
  /// everything.
  public init(_ value: JSONValue, exitStatus: Int32) {
    func codes(_ name: StaticString) -> Set<String> {
      var codes: Set<String> = []
      var elements = value[name]?.elements
      while let element = elements?.next() {
        if let code = element.string { codes.insert(code) }
      }
      return codes
    }
    self.init(
      only: codes("only"), notEvaluated: codes("not_evaluated"),
      isTrustworthy: exitStatus != RunReport.ExitStatus.untrusted.rawValue)
  }
}

extension JSONWriter {
  /// Writes what a run looked for: members that are left out where there is nothing to say.
  mutating func members(_ scope: RunScope) {
    for (name, codes) in [("only", scope.only), ("not_evaluated", scope.notEvaluated)]
      as [(StaticString, Set<String>)] where !codes.isEmpty
    {
      member(name, texts: codes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }
}

import Bytes
import Diagnostics
import Reconciliation

/// Finds the records that a finding may rest on: those that name whom or what it is about, those
/// that name whatever is named there, and so on; and of what many owners share, a price for
/// example, the record that is cited.
struct CaseSearch {
  let reader: CaseReader
  var redactor: Redactor

  /// What was found.
  struct Outcome {
    var records: [CaseRecord]
    /// Records of others that tell how far the exports reach, and that what they export works.
    var frame: [CaseRecord]
    var truncatedSources: Set<Int>
    /// How many records the inputs have in all.
    var recordCount: Int
  }

  /// How many rounds of names naming names there are at most.
  private static let roundLimit = 6
  /// A case of more records is that of something many share; it is searched no further.
  private static let caseLimit = 4_000

  /// Searches from some names.
  ///
  /// - Throws: what reading a file throws.
  mutating func records(about names: [[UInt8]]) throws(Failure) -> Outcome {
    var kin = Set(names)
    var cited: Set<[UInt8]> = []
    var outcome = Outcome(records: [], frame: [], truncatedSources: [], recordCount: 0)
    for _ in 0..<Self.roundLimit {
      var words = WordSet()
      for name in kin.union(cited) { words.insert(name) }
      let found = try reader.records(with: words)
      let before = kin.count + cited.count
      outcome = Outcome(
        records: accepted(found.records, &kin, &cited), frame: found.frame,
        truncatedSources: found.truncatedSources, recordCount: found.recordCount)
      if kin.count + cited.count == before || outcome.records.count > Self.caseLimit { break }
    }
    return outcome
  }

  /// Some records in the company of their frame, and of those whom the rows there are about: what
  /// went well with them tells what should have gone well.
  ///
  /// - Throws: what reading a file throws.
  mutating func inCompany(_ outcome: Outcome) throws(Failure) -> Outcome {
    let rows = outcome.frame.filter { if case .row = $0.content { true } else { false } }
    let names = rows.flatMap { redactor.names(in: $0) }.filter { $0.tie != .shared }
    let company = try records(about: names.map(\.name))
    var whole = outcome
    var seen: Set<Int> = []
    whole.records = (outcome.records + company.records + outcome.frame)
      .filter { seen.insert($0.number).inserted }
      .sorted { $0.number < $1.number }
    whole.truncatedSources.formUnion(company.truncatedSources)
    return whole
  }

  /// Everything there is, where it is little.
  ///
  /// - Returns: `nil` when there is too much to be gone through.
  func all() throws(Failure) -> Outcome? {
    let found = try reader.records(with: WordSet())
    guard found.recordCount <= Self.caseLimit else { return nil }
    let all = try reader.records(with: nil)
    return Outcome(
      records: all.records, frame: [], truncatedSources: all.truncatedSources,
      recordCount: all.recordCount)
  }

  /// The records that belong to the case; what they name is added to the names.
  private mutating func accepted(
    _ records: [CaseRecord], _ kin: inout Set<[UInt8]>, _ cited: inout Set<[UInt8]>
  ) -> [CaseRecord] {
    let wanted = (kin: kin, cited: cited)
    return records.filter { record in
      let names = redactor.names(in: record)
      let isKin = names.contains { wanted.kin.contains($0.name) }
      guard isKin || names.contains(where: { $0.tie == .own && wanted.cited.contains($0.name) })
      else { return false }
      for (name, tie) in names {
        if isKin, tie != .shared { kin.insert(name) } else { cited.insert(name) }
      }
      return true
    }
  }
}

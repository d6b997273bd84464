import Billing
import Bytes
import Diagnostics
import Emit
import JSON
import Reconciliation

/// The findings as a run wrote them down, to hold others against them.
struct RecordedFindings: Sendable {
  /// A finding, and whom and what it names.
  private struct Record: Sendable {
    var line: ArraySlice<UInt8>
    var id: String
    var subscription: String?
    var customer: String?
    var owner: String?
    var table: String?
    var rowKey: String?

    init?(_ line: ArraySlice<UInt8>, _ value: JSONValue) {
      guard let id = value["drift_id"]?.string else { return nil }
      self.line = line
      self.id = id
      subscription = value["stripe_subscription_id"]?.string
      customer = value["stripe_customer_id"]?.string
      owner = value["user_id"]?.string
      table = value["table"]?.string
      rowKey = value["row_key"]?.string
    }
  }

  /// Those an explanation is about.
  private struct Subject {
    private let subscriptions: Set<String>
    private let customers: Set<String>
    private let owners: Set<String>
    private let rowKeys: Set<String>
    private let table: String?

    init(_ explanation: Explanation) {
      let evidence = explanation.report.evidence
      let rows = evidence.table(.subscriptions)
      func texts(_ symbols: [Symbol]) -> Set<String> {
        Set(symbols.filter { $0 != .empty }.map { evidence.symbols.text($0) })
      }
      let known = explanation.pairs.compactMap(\.pair.subscription).map {
        evidence.subscriptions[$0]
      }
      let own = explanation.pairs.compactMap(\.pair.row)
      subscriptions = texts(known.map(\.id))
      customers = texts(
        known.compactMap { evidence.ledger.fact(.customer, of: $0).symbol }
          + own.compactMap { rows?.symbol($0, .customer) })
      owners = texts(explanation.pairs.map(\.owner))
      rowKeys = Set(own.compactMap { rows?[$0, .key].text(in: evidence.symbols) })
      table = rows?.definition.name
    }

    /// Whether a finding is about any of them.
    func isMeant(by record: Record) -> Bool {
      record.subscription.map(subscriptions.contains) ?? false
        || record.customer.map(customers.contains) ?? false
        || record.owner.map(owners.contains) ?? false
        || record.table == table && record.rowKey.map(rowKeys.contains) ?? false
    }
  }

  private let records: [Record]

  /// Reads the findings of a run; `nil` when they are not there.
  init?(run folder: String) {
    guard let file = try? InputFile(path: folder + "/drift.ndjson.gz"),
      let lines = Self.content(of: file)
    else { return nil }
    var reader = JSONReader()
    var records: [Record] = []
    for line in lines.split(separator: 0x0A) {
      let record = unsafe line.withUnsafeBufferPointer { buffer -> Record? in
        guard unsafe reader.read(ByteView(buffer)) == nil else { return nil }
        return Record(line, reader.root)
      }
      guard let record else { return nil }
      records.append(record)
    }
    self.records = records
  }

  /// Whom and what a finding names, by the finding's id; none when there is no such finding.
  func names(of driftID: String) -> Set<String> {
    guard let record = records.first(where: { $0.id == driftID }) else { return [] }
    return Set(
      [record.subscription, record.customer, record.owner, record.rowKey].compactMap(\.self))
  }

  /// Whether the findings of an explanation are those written down about the same, byte for byte.
  func agree(with explanation: Explanation) -> Bool {
    var report = explanation.report
    report.findings = explanation.findings.sorted().map { report.findings[$0] }
    let subject = Subject(explanation)
    let own = DriftRecordWriter().ndjson(report).split(separator: 0x0A)
    let recorded = records.filter { subject.isMeant(by: $0) }
    return own.elementsEqual(recorded.map(\.line))
  }

  private static func content(of file: InputFile) -> [UInt8]? {
    var reader = PieceReader(file, mode: .whole(limit: 1 << 30), digesting: .nobody)
    do throws(Failure) {
      guard let piece = try reader.next() else { return [] }
      return piece.withView { $0.array }
    } catch {
      return nil
    }
  }
}

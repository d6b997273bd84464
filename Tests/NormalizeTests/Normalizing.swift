import Billing
import Bytes
import Diagnostics
import Foundation
import JSON
import Normalize
import Reconciliation

/// Lends an array as a view.
func withView<Result>(_ bytes: [UInt8], _ body: (ByteView) throws -> Result) rethrows -> Result {
  try unsafe bytes.withUnsafeBufferPointer { try unsafe body(ByteView($0)) }
}

extension StripeNormalizer {
  /// Takes a record given as a JSON text: an event by its `object`, any other as an object.
  mutating func take(_ text: String, takenAt: Int64, number: UInt32) {
    var reader = JSONReader()
    let bytes = Array(text.utf8)
    withView(bytes) { view in
      precondition(reader.read(view) == nil, "not JSON: \(text)")
      let value = reader.root
      take(
        StripeRecord(
          kind: value["object"]?.isString("event") == true ? .event : .object, value: value,
          container: .bare,
          origin: RecordOrigin(
            file: FileID(rawValue: 0), recordNumber: number,
            startByte: UInt64(number - 1) * 10_000, byteCount: UInt32(bytes.count))),
        takenAt: Timestamp(seconds: takenAt))
    }
  }
}

/// What normalizing some records gave.
struct Normalized {
  var facts: StripeFacts
  var log: DiagnosticLog

  /// Normalizes records given as JSON texts: events by their `object`, all others as objects.
  init(
    _ texts: [String], takenAt: Int64 = 1_000, firstNumber: UInt32 = 1, watch: LedgerWatch? = nil,
    looksIntoPayments: Bool = false
  ) {
    var scope = StripeScope()
    if looksIntoPayments { scope.kinds = Set(StripeKind.allCases) }
    var normalizer = StripeNormalizer(scope: scope, watch: watch)
    for (index, text) in texts.enumerated() {
      normalizer.take(text, takenAt: takenAt, number: firstNumber + UInt32(index))
    }
    log = normalizer.log
    facts = normalizer.takeFacts()
  }

  /// A fact of one observation as words: `?` unknown, `!` malformed, times in seconds.
  func word(_ field: StripeField, _ place: Int = 0) -> String {
    facts.fact(field, of: facts.observations[place]).word(in: facts.symbols)
  }

  /// What an update replaced, as `field=word` in the order of the kind's fields.
  func previous(_ place: Int = 0) -> String {
    let sight = facts.observations[place]
    let start = Int(sight.previousStart)
    return facts.previous[start..<start + Int(sight.previousCount)]
      .map { "\($0.field)=\($0.cell.word(in: facts.symbols))" }.joined(separator: " ")
  }
}

extension Cell {
  func word(in symbols: Symbols) -> String {
    switch kind {
    case .unknown: "?"
    case .malformed: "!"
    case .time: time.map { String($0.seconds) } ?? ""
    default: text(in: symbols) ?? ""
    }
  }
}

extension StripeField {
  init?(named name: some StringProtocol) {
    guard let field = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = field
  }
}

/// An object of a kind with these members besides `id` and `object`.
func object(_ kind: StripeKind, _ members: String, id: String = "x_1") -> String {
  #"{"id":"\#(id)","object":"\#(kind.objectName)""# + (members.isEmpty ? "" : "," + members) + "}"
}

/// An event around an object.
func event(
  _ id: String, _ type: String, at created: Int64, _ object: String, previous: String? = nil
) -> String {
  #"{"id":"\#(id)","object":"event","type":"\#(type)","created":\#(created),"pending_webhooks":0,"#
    + #""livemode":true,"request":{"id":null},"data":{"object":\#(object)"#
    + (previous.map { #","previous_attributes":\#($0)"# } ?? "") + "}}"
}

/// Data that others wrote, where the machine has it.
let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"].map { URL(filePath: $0) }

extension StripeFacts {
  /// Appends what the next piece of the input holds.
  ///
  /// Pieces must be absorbed in input order; then the result does not depend on how many there
  /// were.
  ///
  /// - Parameters:
  ///   - piece: the facts, their records numbered from one within the piece.
  ///   - recordBase: how many records stand before the piece in its file.
  mutating func absorb(_ piece: StripeFacts, recordBase: Int) {
    let map = symbols.absorb(piece.symbols)
    let firstRows = tables.map { UInt32($0.count) }
    let firstPrevious = UInt32(previous.count)
    for kind in StripeKind.allCases {
      tables[Int(kind.rawValue)].absorb(piece.tables[Int(kind.rawValue)]) {
        $0.renumbered(by: map)
      }
    }
    previous.append(
      contentsOf: piece.previous.lazy.map {
        PreviousFact(field: $0.field, cell: $0.cell.renumbered(by: map))
      })
    for var observation in piece.observations {
      observation.renumber(by: map)
      observation.row += firstRows[Int(observation.kind.rawValue)]
      observation.previousStart += firstPrevious
      observation.origin.recordNumber += UInt32(recordBase)
      observations.append(observation)
    }
    tainted.append(contentsOf: piece.tainted.map { map[Int($0.rawValue)] })
    survey.add(piece.survey)
    audit.add(piece.audit, recordBase: recordBase)
  }
}

extension Observation {
  fileprivate mutating func renumber(by map: [Symbol]) {
    event = map[Int(event.rawValue)]
    object = map[Int(object.rawValue)]
  }
}

public import Bytes
import JSON

/// Where values stand in a JSON document: names joined by points, `[]` for every element.
///
/// `meta.version` is one place, `history[].version` one in each element of a list.
public struct JSONPath: Hashable, Sendable {
  /// One step down.
  enum Step: Hashable, Sendable {
    /// To the member of a name.
    case member([UInt8])
    /// To every element.
    case elements
  }

  /// The path as a pipeline writes it.
  public let text: String
  let steps: [Step]

  /// The most steps a path may have.
  public static let stepLimit = 16

  /// Reads a path.
  ///
  /// - Parameter text: the path; `nil` comes back for one without steps, with an empty name or
  ///   with more than ``stepLimit`` steps.
  public init?(_ text: String) {
    var steps: [Step] = []
    for (place, part) in text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
      .enumerated()
    {
      var name = Array(part)
      var lists = 0
      while name.suffix(2) == [0x5B, 0x5D] {
        name.removeLast(2)
        lists += 1
      }
      let isWhole = place == 0 && name.isEmpty && lists > 0
      guard !name.isEmpty || isWhole, !name.contains(0x5B), !name.contains(0x5D) else { return nil }
      if !name.isEmpty { steps.append(.member(name)) }
      steps += Array(repeating: .elements, count: lists)
    }
    guard (1...Self.stepLimit).contains(steps.count) else { return nil }
    self.text = text
    self.steps = steps
  }

  /// The texts and numbers that stand at the path; `nil` when the document is no JSON.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - reader: reads it; what it read before is gone.
  /// - Returns: the bytes of each value that is a text, a number, true or false, in the order of
  ///   the document.
  func values(in document: ByteView, _ reader: inout JSONReader) -> [[UInt8]]? {
    guard reader.read(document) == nil else { return nil }
    var scratch: [UInt8] = []
    var values = [reader.root]
    for step in steps {
      switch step {
      case .elements: values = values.flatMap { Array($0.elements) }
      case .member(let name):
        values = values.flatMap { value in
          value.members.filter { $0.key.text(into: &scratch).array == name }.map(\.value)
        }
      }
    }
    return values.compactMap { value in
      if let text = value.text(into: &scratch) { return text.array }
      return value.isNumber || value.bool != nil ? value.bytes.array : nil
    }
  }

  /// The texts and numbers that stand at the path of a document; `nil` when it is no JSON.
  public func values(in document: ByteView) -> [[UInt8]]? {
    var reader = JSONReader()
    return values(in: document, &reader)
  }
}

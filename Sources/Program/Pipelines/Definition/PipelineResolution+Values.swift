import Billing
import Diagnostics

/// Values of attributes: each read here is either right or noted as a problem.
extension PipelineResolution {
  /// The elements inside, after noting those that cannot stand there.
  ///
  /// The schema has seen to what was written in place; what came with an include is seen here.
  mutating func children(of element: PipelineElement, allowed: [String]) -> [PipelineElement] {
    element.children.filter { child in
      if allowed.contains(child.name) { return true }
      note(
        .pipelineMisplaced, "<\(child.name)> cannot stand in <\(element.name)>", at: child.place,
        help: allowed.isEmpty
          ? "nothing can" : "allowed: " + allowed.map { "<\($0)>" }.joined(separator: ", "))
      return false
    }
  }

  /// A text that must not be empty or hold control characters.
  mutating func text(_ element: PipelineElement, _ name: String) -> String? {
    guard let value = element.value(name) else { return nil }
    let isPlain = !value.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard isPlain, (1...PipelineLimits.textLength).contains(value.utf8.count) else {
      note(
        .pipelineName, "“\(name)” is empty, too long or holds a control character",
        at: element.place(of: name))
      return nil
    }
    return value
  }

  /// A text that the schema requires; the empty text after a problem.
  mutating func needed(_ element: PipelineElement, _ name: String) -> String {
    text(element, name) ?? ""
  }

  /// A name in lower case with hyphens.
  mutating func kebab(_ element: PipelineElement, _ name: String) -> String {
    let value = needed(element, name)
    let words = value.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isKebab = words.allSatisfy { word in
      !word.isEmpty
        && word.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
    if !isKebab, !value.isEmpty {
      note(
        .pipelineName, "“\(value)” is not a kebab-case name", at: element.place(of: name),
        help: "lower-case letters and digits, words joined by hyphens, as nightly-close")
    }
    return value
  }

  /// The words of a list set apart by white space, each once.
  mutating func words(_ element: PipelineElement, _ name: String) -> [String] {
    guard let value = text(element, name) else { return [] }
    var words: [String] = []
    for word in value.utf8.split(separator: 0x20).map({ String(decoding: $0, as: UTF8.self) }) {
      if words.contains(word) {
        note(
          .pipelineDuplicate, "“\(word)” stands twice in “\(name)”", at: element.place(of: name))
      } else {
        words.append(word)
      }
    }
    return words
  }

  /// The words of a list that an enumeration knows.
  mutating func choices<Word: RawRepresentable<String> & CaseIterable>(
    _ element: PipelineElement, _ name: String, _ what: String
  ) -> [Word] {
    words(element, name).compactMap { word in
      if let choice = Word(rawValue: word) { return choice }
      note(
        .pipelineWord, "“\(word)” is not \(what)", at: element.place(of: name),
        help: NearestWord.help(word, among: Word.allCases.map(\.rawValue)))
      return nil
    }
  }

  /// The word of an enumeration that the schema has already checked.
  func choice<Word: RawRepresentable<String>>(
    _ element: PipelineElement, _ name: String
  ) -> Word? {
    element.value(name).flatMap { Word(rawValue: $0) }
  }

  /// Yes or no; nil when it was not written.
  func flag(_ element: PipelineElement, _ name: String) -> Bool? {
    element.value(name).map { $0 == "yes" }
  }

  /// A whole number in a range; the default when it was not written.
  mutating func number(
    _ element: PipelineElement, _ name: String, in range: ClosedRange<Int>, or standard: Int
  ) -> Int {
    guard let value = element.value(name) else { return standard }
    if let number = WrittenTime.whole(value), range.contains(number) { return number }
    note(
      .pipelineNumber, "“\(name)” is not a whole number in its range", at: element.place(of: name),
      help: "from \(range.lowerBound) to \(range.upperBound)")
    return standard
  }

  /// A duration in seconds; the default when it was not written.
  mutating func duration(_ element: PipelineElement, _ name: String, or standard: Int64) -> Int64 {
    guard let value = element.value(name) else { return standard }
    if let seconds = WrittenTime.duration(value) { return seconds }
    note(
      .pipelineDuration, "“\(value)” is not a duration", at: element.place(of: name),
      help: "a whole number and a unit: 90s, 5m, 72h or 30d")
    return standard
  }

  /// An instant; nil when it was not written or is wrong.
  mutating func instant(_ element: PipelineElement, _ name: String) -> Timestamp? {
    guard let value = element.value(name) else { return nil }
    if let instant = WrittenTime.instant(value) { return instant }
    note(
      .pipelineInstant, "“\(value)” is not an instant", at: element.place(of: name),
      help: "a date that exists and a time of day in UTC, as 2026-01-15T06:00:00Z")
    return nil
  }

  /// The paths of a list, all of them within the root.
  mutating func paths(_ element: PipelineElement) -> [String] {
    guard let value = element.value("files") else { return [] }
    // References to characters are not folded into spaces, so a line feed arrives as it is.
    var paths = value.utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    if paths.isEmpty { paths = [""] }
    for path in paths {
      guard let fault = file.folder.fault(in: path) else { continue }
      note(.pipelinePath, fault.message, at: element.place(of: "files"), help: fault.help)
    }
    return paths
  }
}

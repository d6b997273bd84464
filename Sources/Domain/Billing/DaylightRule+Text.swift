import Bytes

extension DaylightRule {
  /// Reads a rule; `nil` for a text that is none.
  init?(_ text: ByteView) {
    var reader = RuleReader(text: text)
    guard reader.takeName(), let west = reader.takeTime(hours: 24) else { return nil }
    standardOffset = Int32(-west)
    guard !reader.isAtEnd else { return }
    guard reader.takeName() else { return nil }
    var offset = standardOffset + 3600
    if !reader.isAt(UInt8(ascii: ",")) {
      guard let west = reader.takeTime(hours: 24) else { return nil }
      offset = Int32(-west)
    }
    guard let start = reader.takeYearlyTime(), let end = reader.takeYearlyTime(), reader.isAtEnd
    else { return nil }
    daylight = Daylight(offset: offset, start: start, end: end)
  }
}

/// Takes a rule's text from its start, part by part.
private struct RuleReader {
  let text: ByteView
  var at = 0

  init(text: ByteView) { self.text = text }

  var isAtEnd: Bool { at == text.count }

  func isAt(_ byte: UInt8) -> Bool { at < text.count && text[at] == byte }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard isAt(byte) else { return false }
    at += 1
    return true
  }

  /// Takes a name: letters, or anything between angle brackets.
  mutating func takeName() -> Bool {
    let isQuoted = take(UInt8(ascii: "<"))
    let start = at
    while at < text.count, isQuoted ? text[at] != UInt8(ascii: ">") : isLetter(text[at]) {
      at += 1
    }
    let count = at - start
    return count >= 3 && (!isQuoted || take(UInt8(ascii: ">")))
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Takes `[+-]h[h[h]][:mm[:ss]]` as seconds.
  mutating func takeTime(hours limit: Int) -> Int? {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    guard var seconds = takeNumber(to: limit).map({ $0 * 3600 }) else { return nil }
    if take(UInt8(ascii: ":")) {
      guard let minutes = takeNumber(to: 59) else { return nil }
      seconds += minutes * 60
      if take(UInt8(ascii: ":")) {
        guard let rest = takeNumber(to: 59) else { return nil }
        seconds += rest
      }
    }
    return isNegative ? -seconds : seconds
  }

  /// Takes `,date[/time]`.
  mutating func takeYearlyTime() -> DaylightRule.YearlyTime? {
    guard take(UInt8(ascii: ",")), let day = takeYearlyDay() else { return nil }
    guard take(UInt8(ascii: "/")) else { return DaylightRule.YearlyTime(day: day) }
    guard let seconds = takeTime(hours: 167) else { return nil }
    return DaylightRule.YearlyTime(day: day, seconds: Int64(seconds))
  }

  private mutating func takeYearlyDay() -> DaylightRule.YearlyDay? {
    if take(UInt8(ascii: "J")) {
      return takeNumber(to: 365).flatMap { $0 > 0 ? .ordinal($0) : nil }
    }
    guard take(UInt8(ascii: "M")) else { return takeNumber(to: 365).map { .zeroBased($0) } }
    guard let month = takeNumber(to: 12), take(UInt8(ascii: ".")), let week = takeNumber(to: 5),
      take(UInt8(ascii: ".")), let day = takeNumber(to: 6), month > 0, week > 0
    else { return nil }
    return .weekday(month: month, week: week, day: day)
  }

  /// Takes a number of at most three digits, up to a limit.
  private mutating func takeNumber(to limit: Int) -> Int? {
    let start = at
    var number = 0
    while at < text.count, at - start < 3, (0x30...0x39).contains(text[at]) {
      number = number * 10 + Int(text[at] - 0x30)
      at += 1
    }
    return at > start && number <= limit ? number : nil
  }
}

/// How far the clocks of one place are ahead of UTC, at any time: a zone of the IANA database.
///
/// Source: RFC 8536, “The Time Zone Information Format (TZif)”; see ``init(name:tzif:)``. After the
/// last change that a zone lists, the rule at the end of its file goes on for all years.
public struct TimeZoneRules: Hashable, Sendable {
  /// The name, such as `Europe/Berlin`.
  public let name: String
  /// When the offset changes, in seconds since 1970, ascending.
  let changes: [Int64]
  /// The offset before the first change, then after each, in seconds ahead of UTC.
  let offsets: [Int32]
  /// What holds after the last change.
  let rule: DaylightRule?

  init(name: String, changes: [Int64], offsets: [Int32], rule: DaylightRule?) {
    precondition(offsets.count == changes.count + 1, "an offset for every stretch of time")
    self.name = name
    self.changes = changes
    self.offsets = offsets
    self.rule = rule
  }

  /// Universal time, which needs no file.
  public static let utc = TimeZoneRules(name: "UTC", changes: [], offsets: [0], rule: nil)

  @usableFromInline var isFixed: Bool { changes.isEmpty && rule == nil }

  /// How many seconds the clocks are ahead of UTC at an instant; negative where they are behind.
  public func offset(at time: Timestamp) -> Int64 {
    if isFixed { return Int64(offsets[0]) }
    return stretch(at: time.seconds).offset
  }

  /// What the clocks show at an instant, as if it were UTC.
  public func local(_ time: Timestamp) -> CivilTime {
    CivilTime(time.adding(seconds: offset(at: time)))
  }

  /// A stretch of time with one offset.
  struct Stretch {
    /// Seconds ahead of UTC.
    var offset: Int64
    /// Its first second since 1970; the least number when it has no beginning.
    var start: Int64
    /// The first second that does not belong to it; the greatest number when it has no end.
    var end: Int64
  }

  /// The stretch that a second belongs to.
  ///
  /// - Complexity: O(log n) for n changes.
  func stretch(at second: Int64) -> Stretch {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= second { low = middle + 1 } else { high = middle }
    }
    let listed = Stretch(
      offset: Int64(offsets[low]), start: low == 0 ? .min : changes[low - 1],
      end: low == changes.count ? .max : changes[low])
    guard low == changes.count, let rule else { return listed }
    let ruled = rule.stretch(at: second)
    return Stretch(
      offset: ruled.offset, start: max(listed.start, ruled.start), end: ruled.end)
  }
}

// MARK: Days, weeks and months of the place

extension TimeZoneRules {
  /// The day that the place has at an instant.
  ///
  /// Where clocks are set back over midnight a date would come twice; a day that has begun has
  /// begun, so that days never overlap.
  public func day(of time: Timestamp) -> CalendarDay {
    let day = CalendarDay(time.adding(seconds: offset(at: time)))
    if isFixed { return day }
    let next = day.adding(days: 1)
    return start(of: next) <= time ? next : day
  }

  /// The month that the place has at an instant.
  public func month(of time: Timestamp) -> CalendarMonth {
    isFixed ? CalendarMonth(time.adding(seconds: Int64(offsets[0]))) : day(of: time).month
  }

  /// The first instant of a day: that at which the clocks first show its midnight or later.
  public func start(of day: CalendarDay) -> Timestamp {
    if isFixed { return day.start.adding(seconds: -Int64(offsets[0])) }
    let midnight = day.start.seconds
    // No place is further than 26 hours from UTC, so this stretch begins before the midnight.
    var stretch = stretch(at: midnight - 2 * 86_400)
    while midnight - stretch.offset >= stretch.end { stretch = self.stretch(at: stretch.end) }
    return Timestamp(seconds: max(midnight - stretch.offset, stretch.start))
  }

  /// The first instant of a month.
  public func start(of month: CalendarMonth) -> Timestamp {
    start(of: CalendarDay(month, day: 1))
  }

  /// The instants of a day: from its start up to that of the next; 23 to 25 hours, mostly 24.
  public func range(of day: CalendarDay) -> Range<Timestamp> {
    start(of: day)..<start(of: day.adding(days: 1))
  }

  /// The instants of the week that a day belongs to, from Monday.
  public func range(ofWeekWith day: CalendarDay) -> Range<Timestamp> {
    start(of: day.weekStart)..<start(of: day.weekStart.adding(days: 7))
  }

  /// The instants of a month: from its start up to that of the next.
  public func range(of month: CalendarMonth) -> Range<Timestamp> {
    start(of: month)..<start(of: month.next)
  }
}

/// Figures in the text format of Prometheus: what a figure is, then its samples.
///
/// Samples have no instants: the collector of text files refuses them. Names and helps come from
/// the program; values of labels may come from anywhere.
///
/// Source: Prometheus documentation, “Exposition formats”, text-based format 0.0.4.
struct MetricText {
  /// A label's name, which is a plain word, and its value.
  typealias Label = (name: String, value: String)

  /// What one of a figure's numbers is.
  enum Unit {
    /// A whole.
    case one
    /// A thousandth: written as a fraction, exactly.
    case thousandth

    func text(of value: Int64) -> String {
      switch self {
      case .one: return String(value)
      case .thousandth:
        let (whole, part) = value.magnitude.quotientAndRemainder(dividingBy: 1000)
        return (value < 0 ? "-" : "") + "\(whole).\(String(1000 + part).dropFirst())"
      }
    }
  }

  private var text = ""
  /// Labels that every sample has, in front of its own.
  private let common: [Label]

  init(common: [Label]) { self.common = common }

  /// Everything written so far, as UTF-8.
  var bytes: [UInt8] { Array(text.utf8) }

  /// Adds a figure that can go up and down; one without samples is left out.
  ///
  /// Samples whose labels read the same, because what differed may not be shown, are added up.
  ///
  /// - Parameters:
  ///   - name: after `trueup_`, with its unit at the end.
  ///   - help: one sentence, the same in every file: collectors compare it.
  ///   - samples: labels and a number for each.
  ///   - unit: what one of the numbers is.
  mutating func gauge(
    _ name: String, _ help: String, _ samples: [([Label], Int64)], in unit: Unit = .one
  ) {
    var series: [(labels: String, value: Int64)] = []
    var places: [String: Int] = [:]
    for (labels, value) in samples {
      let written = (common + labels).map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
        .joined(separator: ",")
      if let place = places[written] {
        let (sum, isTooLarge) = series[place].value.addingReportingOverflow(value)
        series[place].value = isTooLarge ? .max : sum
      } else {
        places[written] = series.count
        series.append((written, value))
      }
    }
    guard !series.isEmpty else { return }
    text += "# HELP trueup_\(name) \(help)\n# TYPE trueup_\(name) gauge\n"
    for (labels, value) in series {
      text += "trueup_\(name){\(labels)} \(unit.text(of: value))\n"
    }
  }

  /// Adds a figure that a run has one of.
  mutating func gauge(
    _ name: String, _ help: String, _ value: some BinaryInteger, in unit: Unit = .one
  ) {
    gauge(name, help, [([], Int64(clamping: value))], in: unit)
  }

  /// A label's value between its quotes; control characters are made harmless first.
  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in PlainText.shown(value).unicodeScalars {
      if scalar == "\\" || scalar == "\"" { escaped.unicodeScalars.append("\\") }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }
}

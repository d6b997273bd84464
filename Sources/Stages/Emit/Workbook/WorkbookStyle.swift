import Spreadsheet

/// How the cells of the workbook look.
enum WorkbookStyle {
  static let ink = CellStyle.Color(0x1F3A5F)
  static let grey = CellStyle.Color(0x6B7280)
  static let red = CellStyle.Color(0xB42318)
  static let green = CellStyle.Color(0x1E7B4A)

  /// The colours of series that stand beside each other, the first the most important.
  static let series: [CellStyle.Color] = [
    0x1F3A5F, 0x2E86AB, 0x3CA55C, 0xE0A030, 0xB42318, 0x7D5BA6, 0x5B8E7D, 0xC8553D, 0x4F6D7A,
    0x9A8C98, 0x386641, 0xBC6C25,
  ].map { CellStyle.Color($0) }

  static let plain = CellStyle()
  static let title = plain.with {
    $0.pointSize = 16
    $0.isBold = true
    $0.color = ink
  }
  static let heading = plain.with {
    $0.pointSize = 12
    $0.isBold = true
    $0.color = ink
  }
  static let remark = plain.with { $0.color = grey }
  static let wrapped = plain.with { $0.isWrapped = true }
  static let label = plain.with { $0.isBold = true }
  static let warning = plain.with {
    $0.isBold = true
    $0.color = red
  }
  static let link = plain.with {
    $0.color = CellStyle.Color(0x0563C1)
    $0.isUnderlined = true
  }
  /// The names of columns.
  static let head = plain.with {
    $0.isBold = true
    $0.isWrapped = true
    $0.color = CellStyle.Color(0xFFFFFF)
    $0.fill = ink
  }
  static let numberHead = head.with { $0.alignment = .right }
  static let month = plain.with {
    $0.numberFormat = "yyyy-mm"
    $0.alignment = .left
  }
  static let day = month.with { $0.numberFormat = "yyyy-mm-dd" }
  static let instant = month.with { $0.numberFormat = "yyyy-mm-dd hh:mm:ss" }
  static let count = plain.with { $0.numberFormat = "#,##0;[Red]-#,##0" }
  static let percent = plain.with { $0.numberFormat = "0.0%;[Red]-0.0%" }
  static let times = plain.with { $0.numberFormat = "0.00;[Red]-0.00" }

  /// Amounts in a currency.
  static func money(digits: Int) -> CellStyle {
    plain.with { $0.numberFormat = moneyFormat(digits: digits) }
  }

  /// How amounts in a currency are written.
  static func moneyFormat(digits: Int) -> String {
    let pattern = digits == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: digits)
    return pattern + ";[Red]-" + pattern
  }

  /// The style as it is below a column of numbers that it adds up.
  static func total(_ style: CellStyle) -> CellStyle {
    style.with {
      $0.isBold = true
      $0.hasTopLine = true
    }
  }

  /// How the outcome of a check looks.
  static func verdict(_ word: String) -> CellStyle? {
    switch word {
    case "passed": plain.with { $0.color = green }
    case "failed": warning.with { $0.fill = CellStyle.Color(0xFEE4E2) }
    case "not_evaluated": remark
    default: nil
    }
  }
}

extension String {
  /// A name made of words and underscores as people write it: `customer_id` is “Customer ID”.
  var heading: String {
    let words = split(separator: "_").map { word in
      switch word {
      case "mrr", "arr", "arpa", "arpu", "id", "fx": word.uppercased()
      default: String(word)
      }
    }
    guard let first = words.first else { return self }
    return ([first.prefix(1).uppercased() + first.dropFirst()] + words.dropFirst())
      .joined(separator: " ")
  }
}

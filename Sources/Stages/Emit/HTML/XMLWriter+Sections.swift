import XML

/// What the sections of the page have in common.
extension XMLWriter {
  /// Writes a section that is named by its heading.
  mutating func section(_ name: String, _ title: String, _ content: (inout XMLWriter) -> Void) {
    element("section", ["id": name, "aria-labelledby": "\(name)-title"]) { page in
      page.element("h2", ["id": "\(name)-title"], text: title)
      content(&page)
    }
  }

  /// Writes what may be wider than the page, so that keys can scroll it too.
  mutating func scrolling(_ name: String, _ content: (inout XMLWriter) -> Void) {
    element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": name], content)
  }

  /// Writes the heads of a table's columns: those of texts, then those of numbers.
  ///
  /// A column without a name has a plain cell there, for it heads nothing.
  mutating func tableHead(_ texts: [String], numbers: [String] = []) {
    element("thead") { page in
      page.element("tr") { page in
        for (place, name) in (texts + numbers).enumerated() {
          page.element(
            name.isEmpty ? "td" : "th",
            [
              "scope": name.isEmpty ? nil : "col", "class": place < texts.count ? nil : "number",
            ], text: name)
        }
      }
    }
  }
}

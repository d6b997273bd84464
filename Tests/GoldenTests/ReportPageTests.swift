import Foundation
import TestSupport
import Testing

/// The page of a system with many findings, made once by the real program.
private let made: Result<(scratch: Scratch, page: URL), any Error> = Result {
  let scratch = try Scratch()
  for instant in ["2026-01-15T06:00:00Z", "2026-01-15T12:00:00Z"] {
    let answer = try Program.run([
      "run", "pipelines/letters.xml", "--output", scratch.folder.path, "--quiet",
      "--as-of", instant,
    ])
    #expect(answer.status == 1, "\(answer.errors)")
  }
  return (scratch, scratch.folder.appending(path: "letters/latest/report.html"))
}

private func page() throws -> String {
  try String(contentsOf: try made.get().page, encoding: .utf8)
}

/// All values of an attribute.
private func values(of name: String, in page: String) throws -> [String] {
  page.matches(of: try Regex("\\s\(name)=\"([^\"]*)\"", as: (Substring, Substring).self))
    .map { String($0.output.1) }
}

@Test(.enabled("Python 3 is installed") { (try? tool("python3", ["--version"]))?.status == 0 })
func `the page is well-formed`() throws {
  let check = "import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])"
  let answer = try tool("python3", ["-c", check, try made.get().page.path])
  #expect(answer.status == 0, "\(answer.output)")
}

@Test func `the page needs nothing from elsewhere`() throws {
  let page = try page()
  let addresses = try values(of: "href", in: page) + values(of: "src", in: page)
  #expect(addresses.allSatisfy { $0.hasPrefix("#") }, "\(addresses)")
  #expect(!page.contains("@import") && !page.contains("url("))
}

@Test func `every name on the page is there once, and every reference finds its name`() throws {
  let page = try page()
  let names = try values(of: "id", in: page)
  #expect(Set(names).count == names.count)
  let references =
    try values(of: "aria-labelledby", in: page)
    + values(of: "href", in: page).map { String($0.dropFirst()) }
  #expect(!references.isEmpty)
  #expect(references.allSatisfy(names.contains))
}

@Test func `the page has its landmarks, one title, a language and a label for every control`()
  throws
{
  let page = try page()
  for landmark in ["<header>", "<main>", "<footer>", "role=\"search\"", "lang=\"en\"", "<h1>"] {
    #expect(page.components(separatedBy: landmark).count == 2, "\(landmark)")
  }
  let controls = page.matches(of: /<(input|select)[\s>]/).count
  let labelled = page.matches(of: /<label>(?:(?!<\/label>)[\s\S])*?<(input|select)[\s>]/).count
  #expect(controls == labelled)
  let drawings = page.matches(of: /<svg[^>]*role="img"[^>]*>\s*<title/).count
  #expect(drawings == page.matches(of: /<svg[^>]*role="img"/).count)
  #expect(drawings > 3)
}

@Test func `headings follow each other without a gap, and every section is named by its own`()
  throws
{
  let page = try page()
  let levels = page.matches(of: /<h([1-6])[\s>]/).compactMap { Int($0.output.1) }
  #expect(levels.first == 1)
  #expect(levels.count { $0 == 1 } == 1)
  #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 }, "\(levels)")
  let sections = page.matches(of: /<section id="([a-z]+)" aria-labelledby="([a-z]+)-title">/)
  #expect(sections.count == page.matches(of: /<section/).count)
  #expect(sections.allSatisfy { $0.output.1 == $0.output.2 })
  #expect(
    sections.map(\.output.1) == ["drift", "trend", "worst", "replay", "findings", "coverage"])
}

@Test func `cells of a table stand under a head, and what scrolls can be reached by keys`() throws {
  let page = try page()
  let tables = page.matches(of: /<table[\s\S]*?<\/table>/).map(\.output)
  #expect(tables.count > 3)
  for table in tables {
    #expect(table.contains("scope=\"col\""))
    #expect(table.contains("scope=\"row\""))
  }
  let regions = page.matches(of: /<div class="scroll"[^>]*>/).map(\.output)
  #expect(regions.allSatisfy { $0.contains("tabindex=\"0\"") && $0.contains("aria-label=\"") })
}

@Test func `words stand out from their ground, by day and by night`() throws {
  let page = try page()
  let schemes = page.matches(of: /:root \{([^}]*)\}/).prefix(2).map { String($0.output.1) }
  try #require(schemes.count == 2)
  for scheme in schemes {
    var colors: [String: [Double]] = [:]
    for pair in scheme.matches(of: /--([a-z0-9-]+): #([0-9a-f]{6})/) {
      let number = try #require(Int(pair.output.2, radix: 16))
      colors[String(pair.output.1)] = [16, 8, 0].map { Double(number >> $0 & 255) / 255 }
    }
    let pairs =
      ["ink", "soft", "link", "good", "warn", "bad", "p0", "p1", "p2", "p3"].flatMap {
        [($0, "paper"), ($0, "card")]
      } + [("good", "good-wash"), ("warn", "warn-wash"), ("bad", "bad-wash")]
    for (word, ground) in pairs {
      let contrast = contrast(try #require(colors[word]), try #require(colors[ground]))
      #expect(contrast >= 4.5, "\(word) on \(ground): \(contrast)")
    }
  }
}

/// The contrast of two colours (WCAG 2.2, “contrast ratio”).
private func contrast(_ one: [Double], _ other: [Double]) -> Double {
  func luminance(_ color: [Double]) -> Double {
    let linear = color.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
  let (dark, light) = (min(luminance(one), luminance(other)), max(luminance(one), luminance(other)))
  return (light + 0.05) / (dark + 0.05)
}

@Test(.enabled("a browser is installed") { Browser.isInstalled })
func `a browser has nothing to complain about, and opens the finding of an address`() throws {
  let answer = try Browser.open(try made.get().page, fragment: "d-0e04167d75f3e566")
  #expect(answer.console.isEmpty, "\(answer.console)")
  #expect(answer.document.contains("65 of 65 shown"))
  #expect(
    answer.document.contains(/<details id="d-0e04167d75f3e566" open="">/),
    "the finding stays closed")
}

/// The page of a database in which so many more rows name a subscription that Stripe never had.
private func page(ofPhantoms count: Int) throws -> (scratch: Scratch, page: URL) {
  let scratch = try Scratch()
  let folder = scratch.folder.appending(path: "many")
  try FileManager.default.copyItem(at: Scenario(name: "ghost-active").folder, to: folder)
  for (path, words) in [
    ("database/users.csv", ["cm7vnd12hlu4tolis2abdgb4b", "user1@"]),
    (
      "database/subscriptions.csv",
      [
        "cm7vnd12hlu4tolis2abdgb4b", "cmj6jpt4xr4iccdlwgtmrojeq", "cus_TY5qosWw58WkLY",
        "sub_1SeRhNTq7WhLm2RvM7TChfkN",
      ]
    ),
  ] {
    let table = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    let row = try #require(table.split(separator: "\n").last)
    let rows = (1...count).map { number in
      words.reduce(String(row)) { $0.replacing($1, with: $1.dropLast(4) + "\(1_000 + number)") }
    }
    try scratch.write(table + rows.joined(separator: "\n") + "\n", to: "many/\(path)")
  }
  let answer = try Program.run([
    "run", folder.appending(path: "pipeline.xml").path, "--output", scratch.folder.path, "--quiet",
    "--allow-outside",
  ])
  #expect(answer.output.contains("drift"), "\(answer.errors)")
  return (scratch, scratch.folder.appending(path: "ghost-active/latest/report.html"))
}

@Test(.enabled("a browser is installed") { Browser.isInstalled })
func `of many findings each is on the page, and those are drawn that are asked for`() throws {
  let (scratch, url) = try page(ofPhantoms: 1_500)
  let page = try String(contentsOf: url, encoding: .utf8)
  let block = try #require(page.matches(of: /<pre>([^<]*)<\/pre>/).first).output.1
  let lines = block.split(separator: "\n")
  let count = 1_000 + lines.count
  #expect(count > 1_500 && lines.allSatisfy { $0.utf8.count < 160 })
  let grouped = count.formatted(.number.locale(Locale(identifier: "en_US")))
  let whole = try Browser.open(url)
  #expect(whole.console.isEmpty, "\(whole.console)")
  #expect(whole.document.contains("1,200 of \(grouped) shown"))
  #expect(whole.document.contains("Show 200 more of \(lines.count - 200)"))
  // The last of them is found by its address, and nothing else is left.
  let name = try #require(lines.last).split(separator: "\t", omittingEmptySubsequences: false)[6]
  let last = try Browser.open(url, fragment: "d-\(name)")
  #expect(last.console.isEmpty, "\(last.console)")
  #expect(last.document.contains("<div class=\"line\" id=\"d-\(name)\">"))
  #expect(last.document.contains(">1 of \(grouped) shown<"))
  withExtendedLifetime(scratch) {}
}

@Test(.enabled("a browser is installed") { Browser.isInstalled })
func `typing narrows the list down to what was asked for`() throws {
  // The policy allows no other script than the page's own: here it is taken away.
  let policy = try Regex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
  let typed = """
    <script>
    document.getElementById("words").value = "GHOST-active";
    document.querySelector("input[value=P0]").checked = false;
    document.getElementById("words").dispatchEvent(new Event("input", {bubbles: true}));
    </script></body>
    """
  let (scratch, _) = try made.get()
  let page = try page().replacing(policy, with: "").replacing("</body>", with: typed)
  try scratch.write(page, to: "typed.html")
  let answer = try Browser.open(scratch.folder.appending(path: "typed.html"))
  #expect(answer.console.isEmpty, "\(answer.console)")
  let shown = answer.document.matches(of: /<li data-severity="([^"]*)"[^>]*>/)
    .filter { !$0.output.0.contains("hidden") }
  #expect(shown.allSatisfy { $0.output.1 != "P0" })
  #expect(answer.document.contains("\(shown.count) of 65 shown"))
  #expect((1..<65).contains(shown.count))
}

@Test(.enabled("a browser is installed") { Browser.isInstalled })
func `what an attacker wrote into a row stays a text`() throws {
  let scratch = try Scratch()
  let stage = Scenario(name: "ghost-active").folder
  let folder = scratch.folder.appending(path: "ghost-active")
  try FileManager.default.copyItem(at: stage, to: folder)
  let hostile = "<img src=x onerror=alert(1)></script><script>document.title='taken'</script>"
  let path = "database/subscriptions.csv"
  let rows = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  let key = try #require(rows.split(separator: "\n").dropFirst().first?.split(separator: ",").first)
  try rows.replacing(String(key), with: "\"\(hostile)\"").write(
    to: folder.appending(path: path), atomically: true, encoding: .utf8)
  let answer = try Program.run([
    "run", folder.appending(path: "pipeline.xml").path, "--output", scratch.folder.path, "--quiet",
    "--allow-outside",
  ])
  #expect(answer.status == 1, "\(answer.errors)")
  let page = scratch.folder.appending(path: "ghost-active/latest/report.html")
  let text = try String(contentsOf: page, encoding: .utf8)
  #expect(text.contains("onerror=alert(1)"), "the row is not on the page")
  let opened = try Browser.open(page)
  #expect(opened.console.isEmpty, "\(opened.console)")
  #expect(!opened.document.contains("<img"))
  #expect(!opened.document.contains("<title>taken"))
  #expect(opened.document.matches(of: /<script>/).count == 1)
}

import Testing

/// A text with the lines marked by `✗` that break a law.
private struct Breach: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var file: SwiftFile
  var lineNumbers: [Int]

  init(_ law: String, in path: String, _ text: String) {
    testDescription = law
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    lineNumbers = lines.indices.filter { lines[$0].hasPrefix("✗ ") }.map { $0 + 1 }
    let unmarked = lines.map { $0.hasPrefix("✗ ") ? $0.dropFirst(2) : $0 }
    file = SwiftFile(path: path, unmarked.joined(separator: "\n"))
  }
}

private let ground = "Sources/Ground/JSON/A.swift"
private let stage = "Sources/Stages/Diff/A.swift"
private let program = "Sources/Program/trueup/A.swift"
private let test = "Tests/JSONTests/A.swift"

private let lengths: [Breach] = [
  Breach(
    "a file has at most 400 lines", in: test, String(repeating: "a\n", count: 400) + "✗ a\na"),
  Breach("a file has at most 400 lines", in: test, String(repeating: "a\n", count: 400)),
  Breach(
    "a function has at most 60 lines", in: test,
    function(lineCount: 60) + "✗ " + function(lineCount: 61) + function(lineCount: 2)),
  Breach(
    "a line has at most 100 columns", in: test,
    "//" + String(repeating: "é", count: 98) + "\n✗ //" + String(repeating: "é", count: 99)),
  Breach(
    "a line has at most 100 columns", in: test,
    "a = \"\"\"\n" + String(repeating: "é", count: 101) + "\n\"\"\"\n✗ a = \""
      + String(repeating: "é", count: 95) + "\""),
]

private func function(lineCount: Int) -> String {
  "func a() {\n" + String(repeating: "  a()\n", count: lineCount - 2) + "}\n"
}

private let words: [Breach] = [
  Breach(
    "nobody imports from a higher band", in: ground,
    """
    import Bytes
    ✗ import Billing
    ✗ public import struct Read.StripeFile
    // import Pipelines
    """),
  Breach("nobody imports from a higher band", in: program, "import Billing\nimport Pipelines"),
  Breach("no stage imports a stage", in: stage, "import Billing\n✗ import Read\nimport Diff"),
  Breach("only Ground imports C libraries", in: program, "import Glibc\n✗ import CZlib"),
  Breach("only Ground imports C libraries", in: ground, "import CZlib"),
  Breach(
    "below Program there is no Foundation", in: stage,
    "import Glibc\n✗ import Foundation\n✗ public import FoundationEssentials\n✗ import Dispatch"),
  Breach("below Program there is no Foundation", in: program, "import Foundation"),
  Breach(
    "no number is a floating one", in: program,
    """
    // Double
    ✗ let a: Double
    let b = "Float"
    ✗ let c = [Float]()
    let Doubles = 1
    """),
  Breach(
    "below Program there is no clock", in: ground,
    """
    ✗ let a = Date()
    ✗ let b = time(nil)
    ✗ clock_gettime(CLOCK_REALTIME, &c)
    ✗ ContinuousClock().measure {}
    ✗ wait(until: .now)
    ✗ let d = Date.init()
    ✗ let e = Date.now + 1
    let now = time(f) + table.now(g)
    var time: Int
    """),
  Breach(
    "nothing is left to chance", in: program,
    "✗ Int.random(in: 0..<2)\n✗ a.shuffled()\n✗ UUID()\nlet random = 1"),
  Breach(
    "below Program nothing prints or gives up", in: stage,
    """
    ✗ print(a)
    ✗ guard a else { fatalError() }
    ✗ Swift.print(a)
    printer.print(a)
    func print(_ a: Int) {}
    // print(a)
    """),
  Breach(
    "below Program nothing is forced", in: ground,
    """
    ✗ try! a()
    ✗ let b = a as! B
    ✗ a!.b
    ✗ f()!
    ✗ var a: B!
    ✗ "\\(a!)"
    if a != b, !a, (!b) {}
    "c!" // d!
    """),
  Breach(
    "nothing is left to do", in: test,
    "✗ // \("TO" + "DO"): a\n✗ /* \("FIX" + "ME") */\nlet a = \"\("X" + "XX")\""),
  Breach(
    "a type's name says what it is", in: test,
    """
    ✗ struct FileManager {}
    ✗ enum Utilities {}
    ✗ final class B: C { struct RowInfo {} }
    struct Database { class func manager() {} }
    """),
  Breach("no type has the name of its module", in: ground, "struct A {}\n✗ enum JSON {}"),
  Breach(
    "a code is a kebab-case literal beside its constant", in: ground,
    """
      static let a = Failure.Code(rawValue: "a-b2")
    ✗   throw Failure(Failure.Code(rawValue: "a"), "b")
    ✗   static let b = Failure.Code(rawValue: name)
    ✗   static let c = Diagnostic.Code(rawValue: "a--b")
    """),
]

@Test(arguments: lengths + words)
private func `a breach is found, and nothing else`(_ breach: Breach) throws {
  let law = try #require(Law.all.first { $0.testDescription == breach.testDescription })
  #expect(Set(law.lines(brokenIn: breach.file)) == Set(breach.lineNumbers))
}

@Test(arguments: Law.all)
func `every law can be broken, and none has an exception`(_ law: Law) {
  #expect(
    (lengths + words).contains {
      $0.testDescription == law.testDescription && !$0.lineNumbers.isEmpty
    })
  #expect(law.exceptions.isEmpty)
}

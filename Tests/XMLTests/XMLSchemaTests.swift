import Diagnostics
import TestSupport
import Testing
import XML

private let schemaText = """
  <grammar xmlns="http://relaxng.org/ns/structure/1.0"
      datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
    <start><ref name="pipeline"/></start>
    <define name="pipeline">
      <element name="pipeline">
        <attribute name="name"><data type="NCName"/></attribute>
        <optional><attribute name="width"><data type="positiveInteger"/></attribute></optional>
        <oneOrMore><element name="read">
          <attribute name="side"><ref name="side"/></attribute>
          <zeroOrMore><element name="file"><text/></element></zeroOrMore>
        </element></oneOrMore>
        <element name="diff"><empty/></element>
        <optional><ref name="emit"/></optional>
        <optional><element name="limit"><data type="integer"/></element></optional>
        <optional><element name="money">
          <choice><attribute name="major"/><attribute name="minor"/></choice>
        </element></optional>
        <optional><element name="both"><interleave>
          <element name="one"><empty/></element>
          <optional><element name="two"><empty/></element></optional>
        </interleave></element></optional>
      </element>
    </define>
    <define name="side"><choice><value>stripe</value><value>database</value></choice></define>
    <define name="emit">
      <element name="emit">
        <attribute name="side"/>
        <zeroOrMore><ref name="emit"/></zeroOrMore>
      </element>
    </define>
  </grammar>
  """

/// A document that breaks the schema at the marked place.
private struct Fault: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var text: String
  var help: String?

  init(_ message: String, help: String? = nil, _ text: String) {
    testDescription = message
    self.text = text
    self.help = help
  }
}

private let faults: [Fault] = [
  Fault("the outermost element is <plan>", help: "allowed: <pipeline>", "‹<plan/>›"),
  Fault(
    "the outermost element is <pipeline> of the namespace “urn:x”", help: "allowed: <pipeline>",
    "‹<pipeline› xmlns='urn:x' name='p'><read side='stripe'/><diff/></pipeline>"),
  Fault(
    "<read> has no attribute “sied”", help: "allowed: side",
    "<pipeline name='p'>\n  <read ‹sied›='stripe'/><diff/></pipeline>"),
  Fault(
    "“side” of <read> cannot be “left”", help: "allowed: stripe, database",
    "<pipeline name='p'><read ‹side›='left'/><diff/></pipeline>"),
  Fault(
    "<read> needs the attribute “side”", help: "allowed: stripe, database",
    "<pipeline name='p'>‹<read/>›<diff/></pipeline>"),
  Fault(
    "<fiel> is not allowed in <read>", help: "allowed: <file>",
    "<pipeline name='p'><read side='stripe'>‹<fiel/>›</read><diff/></pipeline>"),
  Fault(
    "<read> is not allowed in <diff>", help: "nothing is allowed there",
    "<pipeline name='p'><read side='stripe'/><diff>‹<read side='stripe'/>›</diff></pipeline>"),
  Fault("<pipeline> needs a <diff>", "‹<pipeline name='p'>›<read side='stripe'/></pipeline>"),
  Fault(
    "text is not allowed in <diff>",
    "<pipeline name='p'><read side='stripe'/>‹<diff>›x</diff></pipeline>"),
  Fault(
    "<xi:include> from elsewhere",
    help: "allowed: <read>, <diff>, <emit>, <limit>, <money>, <both>",
    "<pipeline name='p'>‹<xi:include› xmlns:xi='http://www.w3.org/2001/XInclude'/></pipeline>"),
]

func failureOfValidating(_ text: [UInt8]) throws -> Failure? {
  let schema = try XMLSchema(Array(schemaText.utf8), name: "pipeline.rng")
  let document = try XMLDocument(text, name: "p.xml")
  do throws(Failure) {
    try schema.validate(document)
    return nil
  } catch {
    return error
  }
}

@Test(arguments: [
  "<pipeline name='p'><read side='stripe'/><diff/></pipeline>",
  "<pipeline width='2' name='p'><read side='database'><file>x</file></read><diff/>"
    + "<emit side='any'><emit side='other'/></emit></pipeline>",
])
func `a document that follows the schema is valid, again and again`(_ text: String) throws {
  let schema = try XMLSchema(Array(schemaText.utf8), name: "pipeline.rng")
  let document = try XMLDocument(Array(text.utf8), name: "p.xml")
  let root = document.root
  for _ in 0..<3 { try schema.validate(document) }
  #expect(document.root == root)
}

@Test(arguments: faults)
private func `a wrong word is named where it stands`(_ fault: Fault) throws {
  let marked = Marked(fault.text)
  let failure = try #require(try failureOfValidating(marked.bytes))
  #expect(failure.code == .xmlInvalid)
  #expect(failure.position == marked.position(of: marked.ranges[0].lowerBound))
  #expect(failure.help == fault.help)
  if !fault.testDescription.hasSuffix("elsewhere") {
    #expect(failure.message == fault.testDescription)
  }
}

private let faultsOfOrder: [Fault] = [
  Fault(
    "“width” of <pipeline> cannot be “0”", help: "allowed: positiveInteger",
    "<pipeline name='p' ‹width›='0'><read side='stripe'/><diff/></pipeline>"),
  Fault(
    "“name” of <pipeline> cannot be “p q”", help: "allowed: NCName",
    "<pipeline ‹name›='p q'><read side='stripe'/><diff/></pipeline>"),
  Fault(
    "<diff> is out of order, or stands once too often",
    "<pipeline name='p'>\n‹<diff/>›<read side='stripe'/></pipeline>"),
  Fault(
    "<diff> is out of order, or stands once too often",
    "<pipeline name='p'><read side='stripe'/><diff/>‹<diff/>›</pipeline>"),
  Fault(
    "the text of <limit> is no integer",
    "<pipeline name='p'><read side='stripe'/><diff/>‹<limit>›x</limit></pipeline>"),
  Fault(
    "the attributes of <money> do not go together",
    "<pipeline name='p'><read side='stripe'/><diff/>‹<money/>›</pipeline>"),
  Fault(
    "“minor” does not go with the other attributes of <money>",
    "<pipeline name='p'><read side='stripe'/><diff/><money major='1' ‹minor›='2'/></pipeline>"),
  Fault(
    "<both> needs a <one>",
    "<pipeline name='p'><read side='stripe'/><diff/>‹<both>›<two/></both></pipeline>"),
  Fault(
    "<one> stands once too often",
    "<pipeline name='p'><read side='stripe'/><diff/><both><one/>‹<one/>›<two/></both></pipeline>"),
]

@Test(arguments: faultsOfOrder)
private func `a fault of order, number or datatype is placed too`(_ fault: Fault) throws {
  let marked = Marked(fault.text)
  let failure = try #require(try failureOfValidating(marked.bytes))
  #expect(failure.code == .xmlInvalid)
  #expect(failure.position == marked.position(of: marked.ranges[0].lowerBound))
  #expect(failure.message == fault.testDescription)
  #expect(failure.help == fault.help)
}

@Test(arguments: [
  "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><start><ref name='a'/></start></grammar>",
  "<element name='a'/>",
  "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><include href='file:///etc/x'/></grammar>",
  "<element name='a' xmlns='http://relaxng.org/ns/structure/1.0'><externalRef href='x'/></element>",
])
func `a schema that cannot be compiled is refused`(_ text: String) throws {
  #expect {
    _ = try XMLSchema(Array(text.utf8), name: "s.rng")
  } throws: {
    ($0 as? Failure)?.code == .xmlSchema
  }
}

public import Diagnostics

extension Failure.Code {
  /// The text carries a document type declaration, which this reader never accepts.
  public static let xmlDoctype = Failure.Code(rawValue: "xml-doctype")
  /// The text is not UTF-8, or says that it is not.
  public static let xmlEncoding = Failure.Code(rawValue: "xml-encoding")
  /// The text is longer than ``XMLLimits/byteCount``.
  public static let xmlTooLarge = Failure.Code(rawValue: "xml-too-large")
  /// Elements are nested deeper than ``XMLLimits/depth``.
  public static let xmlTooDeep = Failure.Code(rawValue: "xml-too-deep")
  /// One element has more attributes than ``XMLLimits/attributeCount``.
  public static let xmlTooManyAttributes = Failure.Code(rawValue: "xml-too-many-attributes")
  /// The text is not well-formed XML.
  public static let xmlMalformed = Failure.Code(rawValue: "xml-malformed")
  /// The document is well-formed but does not follow its schema.
  public static let xmlInvalid = Failure.Code(rawValue: "xml-invalid")
  /// A schema cannot be compiled.
  public static let xmlSchema = Failure.Code(rawValue: "xml-schema")
}

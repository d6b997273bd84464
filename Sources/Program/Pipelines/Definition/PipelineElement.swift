public import Diagnostics
public import XML

/// A place in one of the texts that make up a pipeline.
public struct PipelinePlace: Hashable, Sendable {
  /// The file, as messages call it.
  public var file: String
  /// The line and column, both counted from one.
  public var position: Failure.TextPosition

  /// Creates a place.
  public init(file: String, position: Failure.TextPosition) {
    self.file = file
    self.position = position
  }

  /// A failure at this place.
  func failure(_ code: Failure.Code, _ message: String, help: String? = nil) -> Failure {
    Failure(code, message, file: file, position: position, help: help)
  }
}

/// One element as it was written, with what its includes stand for already in place.
public struct PipelineElement: Sendable {
  /// The element's name.
  public var name: String
  /// The attributes in the order they were written.
  public var attributes: [XMLAttribute]
  /// The elements inside, in order, no include among them.
  public var children: [PipelineElement]
  /// Where it stands: the included file for an included element.
  public var place: PipelinePlace

  /// The value of an attribute, if it was written.
  public func value(_ name: String) -> String? {
    attributes.first { $0.name == name }?.value
  }

  /// Where an attribute stands; the element itself for one that was not written.
  public func place(of name: String) -> PipelinePlace {
    guard let attribute = attributes.first(where: { $0.name == name }) else { return place }
    return PipelinePlace(file: place.file, position: attribute.position)
  }

  /// The elements inside of one name.
  public func children(_ name: String) -> [PipelineElement] {
    children.filter { $0.name == name }
  }
}

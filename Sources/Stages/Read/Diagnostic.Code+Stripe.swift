public import Diagnostics

extension Diagnostic.Code {
  /// A file of the Stripe side has nothing in it.
  public static let stripeEmptyFile = Diagnostic.Code(rawValue: "stripe-empty-file")
  /// A list page has no rows.
  public static let stripeEmptyPage = Diagnostic.Code(rawValue: "stripe-empty-page")
  /// A byte order mark at the start of a file was passed over.
  public static let stripeByteOrderMark = Diagnostic.Code(rawValue: "stripe-byte-order-mark")
  /// Valid JSON that is no event, no object and none of the known containers.
  public static let stripeUnknownShape = Diagnostic.Code(rawValue: "stripe-unknown-shape")
  /// The answer to a request that failed stands where its result should.
  public static let stripeErrorResponse = Diagnostic.Code(rawValue: "stripe-error-response")
  /// The inside of an event without the event: nothing says which event, or when.
  public static let stripeBareData = Diagnostic.Code(rawValue: "stripe-bare-data")
  /// An event that only names its object: the state would have to be fetched.
  public static let stripeThinEvent = Diagnostic.Code(rawValue: "stripe-thin-event")
  /// What `stripe listen` prints for people, not the events themselves.
  public static let stripeListenText = Diagnostic.Code(rawValue: "stripe-listen-text")
  /// A logged body is not the JSON it should be.
  public static let stripeEmbeddedText = Diagnostic.Code(rawValue: "stripe-embedded-text")
  /// An event has no id, or one that is no string.
  public static let stripeEventID = Diagnostic.Code(rawValue: "stripe-event-id")
  /// An event has no time, or one that is no whole number of seconds.
  public static let stripeEventCreated = Diagnostic.Code(rawValue: "stripe-event-created")
  /// An event has no type, or one that is no string.
  public static let stripeEventType = Diagnostic.Code(rawValue: "stripe-event-type")
  /// An event has no object, or one that is no object.
  public static let stripeEventObject = Diagnostic.Code(rawValue: "stripe-event-object")
  /// An event is about nothing, such as a ping.
  public static let stripeEventIdle = Diagnostic.Code(rawValue: "stripe-event-idle")
  /// An object's id is no string.
  public static let stripeObjectID = Diagnostic.Code(rawValue: "stripe-object-id")
  /// An object has no id and so no identity, such as an upcoming invoice.
  public static let stripeObjectWithoutID = Diagnostic.Code(rawValue: "stripe-object-without-id")
  /// A list inside an object was cut short by whoever wrote it.
  public static let stripeNestedListCut = Diagnostic.Code(rawValue: "stripe-nested-list-cut")
}

/// The system that is simulated when none is named: one with every table that a run can use.
public enum SamplePipeline {
  /// The text of the pipeline, which the program carries inside.
  public static var bytes: [UInt8] { PackageResources.sample_xml }
}

namespace MLNet.ConvExtensions;

/// <summary>How far an inspection has come.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Done">Photos that are done in this step.</param>
/// <param name="Count">Photos of this step.</param>
public sealed record ImageInspectionProgress(string Step, long Done, long Count);

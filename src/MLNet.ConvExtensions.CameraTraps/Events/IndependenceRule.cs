namespace MLNet.ConvExtensions;

/// <summary>From what the time is counted after which a record of a species is independent.</summary>
public enum IndependenceRule
{
    /// <summary>From the last record of the species in the deployment that was independent: camtrapR's
    /// <c>lastIndependentRecord</c>.</summary>
    LastIndependentRecord,

    /// <summary>From the last record of the species in the deployment, independent or not: camtrapR's <c>lastRecord</c>.</summary>
    LastRecord,
}

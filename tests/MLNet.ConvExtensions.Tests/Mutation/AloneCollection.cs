namespace MLNet.ConvExtensions.Tests.Mutation;

/// <summary>Tests that watch the process's time and memory run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

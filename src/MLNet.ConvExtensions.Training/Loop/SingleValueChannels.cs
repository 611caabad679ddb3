namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Finds the batch normalisation that has one value a channel of each row: with a single row in a batch there is no variance to learn by.
/// </summary>
internal static class SingleValueChannels
{
    /// <summary>The names of the running means.</summary>
    public static IReadOnlyList<string> Find(OnnxNetwork network) =>
        [
            .. network
                .Graph.Node.Where(n =>
                    n.OpType == "BatchNormalization" && network.Info(n.Input[0]).Shape is { } shape && shape.Skip(2).All(d => d.Size == 1)
                )
                .Select(n => n.Input[3]),
        ];
}

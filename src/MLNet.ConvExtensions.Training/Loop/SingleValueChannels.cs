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
                .Nodes.Where(n =>
                    n.Operator == "BatchNormalization"
                    && network.TryGetTensor(n.Inputs[0], out NetworkTensor? input)
                    && input.Shape is { } shape
                    && shape.Skip(2).All(d => d == 1)
                )
                .Select(n => n.Inputs[3]),
        ];
}

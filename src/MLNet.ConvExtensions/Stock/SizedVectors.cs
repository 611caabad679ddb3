using Microsoft.ML;
using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// What a saved stage needs around a mapping of this library: its settings as a column in front, and behind it a vector whose length is part
/// of the column's type.
/// </summary>
internal static class SizedVectors
{
    /// <summary>The column that a mapping writes a vector of any length to.</summary>
    public const string Vector = SizedVectorMapping<SizedVector1024Mapping.Sized>.VectorColumn;

    /// <summary>The longer vector, of which a graph keeps the beginning.</summary>
    public const string Sized = SizedVectorMapping<SizedVector1024Mapping.Sized>.SizedColumn;

    /// <summary>The longest vector that can be saved.</summary>
    public const int Longest = SizedVector4194304Mapping.Length;

    private const int Opset = 13;

    /// <summary>Two stages that write settings to a column of every row.</summary>
    public static IEstimator<ITransformer>[] Settings(MLContext context, string column, string settings) =>
        [
            context.Transforms.CustomMapping(new SettingsKeyMapping().GetMapping(), SettingsKeyMapping.Contract),
            context.Transforms.Conversion.MapValue(
                column,
                [KeyValuePair.Create(SettingsKeyMapping.TheKey, settings)],
                SettingsKeyMapping.KeyColumn
            ),
        ];

    /// <summary>The stage that brings vectors of any length up to this one to a length that is part of their type.</summary>
    /// <exception cref="InvalidOperationException">The vectors are too long.</exception>
    public static (int Length, IEstimator<ITransformer> Stage) Size(MLContext context, int width) =>
        width switch
        {
            <= SizedVector1024Mapping.Length => (
                SizedVector1024Mapping.Length,
                context.Transforms.CustomMapping(new SizedVector1024Mapping().GetMapping(), SizedVector1024Mapping.Contract)
            ),
            <= SizedVector16384Mapping.Length => (
                SizedVector16384Mapping.Length,
                context.Transforms.CustomMapping(new SizedVector16384Mapping().GetMapping(), SizedVector16384Mapping.Contract)
            ),
            <= SizedVector262144Mapping.Length => (
                SizedVector262144Mapping.Length,
                context.Transforms.CustomMapping(new SizedVector262144Mapping().GetMapping(), SizedVector262144Mapping.Contract)
            ),
            <= SizedVector4194304Mapping.Length => (
                SizedVector4194304Mapping.Length,
                context.Transforms.CustomMapping(new SizedVector4194304Mapping().GetMapping(), SizedVector4194304Mapping.Contract)
            ),
            _ => throw new InvalidOperationException(
                $"A stage of {width:N0} numbers can't be saved; up to {Longest:N0} can. Choose a smaller size or fewer kinds."
            ),
        };

    /// <summary>A graph that keeps the first values of the longer vector, and gives them their names where there are names.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="length">The length of the longer vector.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="kept">How many values are kept.</param>
    /// <param name="names">Their names; null for none.</param>
    public static OnnxNetwork Cut(string name, int length, string output, int kept, IReadOnlyList<string>? names = null)
    {
        var graph = new OperatorGraph(name, Opset);
        graph.Input(Sized, OnnxElementType.Float, length);
        graph.Output(output, graph.Op("Slice", [Sized, graph.Integers(0), graph.Integers(kept), graph.Integers(0)]), kept);
        if (names is not null)
            graph.SlotNames(output, names);
        return graph.ToNetwork();
    }
}

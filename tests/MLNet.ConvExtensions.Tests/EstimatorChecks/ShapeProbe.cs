using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>Put at the end of a chain, it keeps the shape of the schema that the stage before it promised, and the data it gave.</summary>
internal sealed class ShapeProbe(MLContext context) : IEstimator<ITransformer>
{
    public SchemaShape? Promised { get; private set; }

    public IDataView? Given { get; private set; }

    public ITransformer Fit(IDataView input)
    {
        Given = input;
        return context.Transforms.CopyColumns("Probe", input.Schema[0].Name).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Promised = inputSchema;
        return inputSchema;
    }
}

using Microsoft.ML;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Export;

/// <summary>A stage as part of a model in ONNX form.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Input">What it sees.</param>
/// <param name="Reads">The columns that it needs.</param>
/// <param name="Makes">The columns of it that later stages, or the model's outputs, need.</param>
internal sealed record PipelineStep(ITransformer Stage, DataViewSchema Input, IReadOnlyList<string> Reads, IReadOnlyList<string> Makes)
{
    /// <summary>The stages that outputs depend on, in their order.</summary>
    /// <param name="stages">All stages.</param>
    /// <param name="input">The schema of what the first sees.</param>
    /// <param name="outputs">The columns that are wanted of the last.</param>
    /// <exception cref="NotSupportedException">A stage that is needed doesn't compute row by row.</exception>
    public static IReadOnlyList<PipelineStep> Plan(IReadOnlyList<ITransformer> stages, DataViewSchema input, IEnumerable<string> outputs)
    {
        DataViewSchema[] schemas = new DataViewSchema[stages.Count + 1];
        schemas[0] = input;
        for (int i = 0; i < stages.Count; i++)
            schemas[i + 1] = stages[i].GetOutputSchema(schemas[i]);

        var steps = new List<PipelineStep>();
        HashSet<string> needed = [.. outputs];
        for (int i = stages.Count - 1; i >= 0; i--)
        {
            string[] made = [.. needed.Where(name => Count(schemas[i + 1], name) > Count(schemas[i], name)).Order(StringComparer.Ordinal)];
            if (made.Length == 0)
                continue;
            string[] read = [.. Dependencies(stages[i], schemas[i], schemas[i + 1], made)];
            steps.Insert(0, new PipelineStep(stages[i], schemas[i], read, made));
            needed.ExceptWith(made);
            needed.UnionWith(read);
        }

        return steps;
    }

    private static int Count(DataViewSchema schema, string name) => schema.Count(c => c.Name == name);

    private static IEnumerable<string> Dependencies(ITransformer stage, DataViewSchema before, DataViewSchema after, string[] made)
    {
        if (stage is IExportedStage exported)
            return [exported.InputColumn];
        if (!stage.IsRowToRowMapper)
            throw StockStage.Refused(stage, made, "it doesn't compute row by row");
        IEnumerable<DataViewSchema.Column> read = stage.GetRowToRowMapper(before).GetDependencies(made.Select(name => after[name]));
        return read.Where(c => !c.IsHidden).Select(c => c.Name).Distinct();
    }
}

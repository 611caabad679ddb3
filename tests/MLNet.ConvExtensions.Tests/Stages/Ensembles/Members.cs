using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

/// <summary>Made-up members whose predictions are columns of the data, so that what an ensemble does with them is known.</summary>
internal static class Members
{
    /// <summary>
    /// A classifier of several classes that says what is in columns 'Score&lt;n&gt;' (shares of the classes), in the classes' order given.
    /// </summary>
    public static IEstimator<ITransformer> Classifier(MLContext context, int number, params string[] classes)
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(Answer));
        output["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes.Length);
        output["PredictedLabel"].ColumnType = new KeyDataViewType(typeof(uint), classes.Length);
        ReadOnlyMemory<char>[] names = [.. classes.Select(c => c.AsMemory())];
        output["PredictedLabel"]
            .AddAnnotation(
                "KeyValues",
                new VBuffer<ReadOnlyMemory<char>>(names.Length, names),
                new VectorDataViewType(TextDataViewType.Instance, names.Length)
            );
        return context.Transforms.CustomMapping<Input, Answer>(
            (input, answer) =>
            {
                float[] shares = input.Said(number);
                answer.Score = shares;
                answer.PredictedLabel = (uint)Array.IndexOf(shares, shares.Max());
            },
            null,
            outputSchemaDefinition: output
        );
    }

    /// <summary>A classifier of two classes whose probability is the first number of column 'Score&lt;n&gt;'.</summary>
    public static IEstimator<ITransformer> Binary(MLContext context, int number) =>
        context.Transforms.CustomMapping<Input, BinaryAnswer>(
            (input, answer) =>
            {
                answer.Probability = input.Said(number)[0];
                answer.Score = answer.Probability - 0.5f;
                answer.PredictedLabel = answer.Score > 0;
            },
            null
        );

    /// <summary>Rows with a label, a group, and what three members say.</summary>
    public sealed class Input
    {
        public string Kind { get; set; } = "";

        public bool IsFirst { get; set; }

        public string Burst { get; set; } = "";

        public VBuffer<float> Score0 { get; set; }

        public VBuffer<float> Score1 { get; set; }

        public VBuffer<float> Score2 { get; set; }

        public float[] Said(int number) =>
            [
                .. (
                    number switch
                    {
                        0 => Score0,
                        1 => Score1,
                        _ => Score2,
                    }
                ).DenseValues(),
            ];
    }

    public static IDataView View(MLContext context, IEnumerable<Input> rows, string[] classes, params int[] widths)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Input));
        for (int i = 0; i < 3; i++)
            schema[$"Score{i}"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, widths[Math.Min(i, widths.Length - 1)]);
        IDataView known = context.Data.LoadFromEnumerable(classes.Select(c => new { Kind = c }));
        IDataView data = context.Data.LoadFromEnumerable(rows.ToList(), schema);
        return context.Transforms.Conversion.MapValueToKey("Label", "Kind", keyData: known).Fit(data).Transform(data);
    }

    public static VBuffer<float> Dense(params float[] values) => new(values.Length, values);

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    private sealed class BinaryAnswer
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}

using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Sets of classes that hold the right one as often as asked.</summary>
public sealed record PredictionSetOptions
{
    /// <summary>How often the set is to hold the right class, above 0 and below 1.</summary>
    public double Coverage { get; init; } = 0.9;

    /// <summary>Which classes go into the set.</summary>
    public PredictionSetMethod Method { get; init; } = PredictionSetMethod.LeastAmbiguous;

    /// <summary>
    /// Name of the column to add: a vector of Boolean, true for the classes in the set; its elements have the classes' names.
    /// </summary>
    public string OutputColumnName { get; init; } = "PredictionSet";

    /// <summary>Name of the column of labels, a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    internal void Validate()
    {
        this.Require(Coverage is > 0 and < 1, nameof(Coverage), Coverage, "above 0 and below 1");
        this.Require(Enum.IsDefined(Method), nameof(Method), Method, string.Join(", ", Enum.GetNames<PredictionSetMethod>()));
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
    }
}

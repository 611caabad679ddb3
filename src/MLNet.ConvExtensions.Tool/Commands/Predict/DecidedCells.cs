using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The columns of a table of predictions that a model's decisions add.</summary>
/// <param name="Head">The column's name.</param>
/// <param name="Of">Its value for an image that could be read.</param>
internal sealed record DecidedCells(string Head, Func<ImagePrediction, string> Of)
{
    /// <summary>What stands where a model says no class.</summary>
    public const string Unknown = "unknown";

    /// <summary>What stands between the classes of a set.</summary>
    private const string Separator = "|";

    /// <summary>The columns of a model; none of a network, or of a model without decisions.</summary>
    public static IReadOnlyList<DecidedCells> For(ImageModel? model)
    {
        var cells = new List<DecidedCells>();
        if (model?.TellsUnknown == true)
            cells.Add(new("unknown_score", p => Text(p.UnknownScore ?? float.NaN)));
        if (model?.HasPredictionSets == true)
            cells.Add(new("prediction_set", p => string.Join(Separator, p.PredictionSet ?? [])));
        if (model?.HasTaxa == true)
        {
            cells.Add(new("taxon", p => p.Taxon ?? Unknown));
            cells.Add(new("taxon_probability", p => Text(p.TaxonProbability)));
        }

        return cells;
    }

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);
}

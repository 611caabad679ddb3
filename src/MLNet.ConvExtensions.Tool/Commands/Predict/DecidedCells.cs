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

    private const string Score = "unknown_score",
        Set = "prediction_set",
        Taxon = "taxon",
        TaxonProbability = "taxon_probability";

    /// <summary>Whether it is text, and not a number.</summary>
    public bool IsText => Head is Set or Taxon;

    /// <summary>Whether a column of this name is one of these: no class's column is called so.</summary>
    public static bool IsHead(string name) => name is Score or Set or Taxon or TaxonProbability;

    /// <summary>The columns of a model; none of a network, or of a model without decisions.</summary>
    public static IReadOnlyList<DecidedCells> For(ImageModel? model)
    {
        var cells = new List<DecidedCells>();
        if (model?.TellsUnknown == true)
            cells.Add(new(Score, p => Text(p.UnknownScore ?? float.NaN)));
        if (model?.HasPredictionSets == true)
            cells.Add(new(Set, p => string.Join(Separator, p.PredictionSet ?? [])));
        if (model?.HasTaxa == true)
        {
            cells.Add(new(Taxon, p => p.Taxon ?? Unknown));
            cells.Add(new(TaxonProbability, p => Text(p.TaxonProbability)));
        }

        return cells;
    }

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);
}

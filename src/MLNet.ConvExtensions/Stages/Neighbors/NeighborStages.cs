using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>The stages that a fitted classifier by neighbours is made of.</summary>
internal static class NeighborStages
{
    private const string Shares = "KNearestNeighbors.Shares";

    /// <summary>Shares of the classes, and Score and PredictedLabel of them.</summary>
    public static TransformerChain<ITransformer> Of(NeighborTable table, ClassList classes)
    {
        var context = new MLContext();
        IDataView empty = EmptyData.Of(
            context,
            Shares,
            ImageColumnKind.Pixels,
            new VectorDataViewType(NumberDataViewType.Single, classes.Count)
        );
        return new TransformerChain<ITransformer>(
            new NeighborShares(table, Shares),
            LinearModels.Sums(context, Shares, classes.Count, classes, c => ([c], [1f])),
            context.Transforms.DropColumns(Shares).Fit(empty)
        );
    }

    /// <summary>The classes of a column of labels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or no key with a count.</exception>
    public static ClassList Classes(DataViewSchema schema, string name)
    {
        DataViewSchema.Column label =
            schema.GetColumnOrNull(name) ?? throw FeatureColumn.Missing(name, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        return label.Type is KeyDataViewType
            ? ClassList.Of(label) ?? throw FeatureColumn.NoKey(label.Name, $"{label.Type} without a count")
            : throw FeatureColumn.NoKey(label.Name, label.Type.ToString()!);
    }
}

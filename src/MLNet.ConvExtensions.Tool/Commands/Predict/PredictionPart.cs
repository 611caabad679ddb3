using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The part of a table of predictions that a process of several makes.</summary>
/// <param name="Images">The images of the part.</param>
/// <param name="File">The file of the part.</param>
/// <param name="Range">Which of all images they are; null where there is one part alone.</param>
internal sealed record PredictionPart(NamedImages Images, FileInfo? File, ImageRange? Range)
{
    /// <param name="options">The options that share images out.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="images">All images.</param>
    /// <param name="table">The table of all images; null for lines on the output, which aren't shared out.</param>
    public static PredictionPart Of(ShardOptions options, ParseResult arguments, NamedImages images, FileInfo? table)
    {
        if (table is null)
            VoidOption.Refuse(arguments, "--out", options.All);
        if (table is null || options.Get(arguments) is not { } shard || (shard.Count == 1 && PredictionTable.IsParquet(table)))
            return new PredictionPart(images, table, null);
        if (PredictionTable.IsParquet(table))
            throw new UsageException(
                $"--out is '{table.Name}', and the images are shared out as part {shard}; allowed: .csv, which 'mlconv merge' puts together, or "
                    + "'--shard 1/1' for all images in one table."
            );
        ImageRange range = TablePart.RangeOf(images.Names, shard);
        return new PredictionPart(images.Part(range), new FileInfo(shard.FileName(table.FullName)), range);
    }

    /// <summary>Describes the table of the part, when it is written.</summary>
    /// <param name="model">The model; null for a network.</param>
    /// <param name="network">The network; null for a model.</param>
    /// <param name="classes">The classes.</param>
    public void Describe(FileInfo? model, NetworkClassifier? network, IReadOnlyList<string> classes)
    {
        if (Range is null)
            return;
        TablePart.Save(File!.FullName, PredictionSource.Hash(model, network, classes), Range);
    }
}

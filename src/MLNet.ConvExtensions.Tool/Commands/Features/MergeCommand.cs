using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary><c>mlconv merge --out FILE.csv|.npy|.parquet</c>: the parts of a job put together.</summary>
internal static class MergeCommand
{
    public static Command Create(TextWriter output, Interruption interruption)
    {
        var file = new Option<string>("--out")
        {
            Description = "The file that the parts were made of: the value of --out in 'mlconv features' or 'predict' with --shard I/N.",
            Required = true,
        };
        file.Validators.Add(FeaturesCommand.CheckExtension);
        var command = new Command(
            "merge",
            "Puts the parts that 'mlconv features' or 'predict' made with --shard I/N together: the result is what one run without parts gives, "
                + "byte by byte."
        )
        {
            file,
        };
        command.SetAction(arguments =>
        {
            CancellationToken stop = interruption.Listen();
            string merged = Path.GetFullPath(arguments.GetRequiredValue(file));
            new FeatureFiles(merged).RefuseFolders();
            string[] parts = PartFiles.Of(merged);
            long rows = Array.Exists(parts, TableMerge.IsPart)
                ? TableMerge.Write(merged, parts, stop)
                : new MergeJob(merged).Run(parts, stop);
            output.Write($"{rows} rows of {parts.Length} parts: {merged}\n");
            return CommandLineTool.Success;
        });
        return command;
    }
}

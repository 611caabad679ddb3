using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary><c>mlconv merge --out FILE.csv|.npy</c>: the parts of a job put together.</summary>
internal static class MergeCommand
{
    public static Command Create(TextWriter output, Interruption interruption)
    {
        var file = new Option<string>("--out")
        {
            Description = "The file that the parts were made of: the value of --out in 'mlconv features --shard I/N'.",
            Required = true,
        };
        file.Validators.Add(FeaturesCommand.CheckExtension);
        var command = new Command(
            "merge",
            "Puts the parts that 'mlconv features --shard I/N' made together: the result is what one run without parts gives, byte by byte."
        )
        {
            file,
        };
        command.SetAction(arguments =>
        {
            var merge = new MergeJob(arguments.GetRequiredValue(file));
            (long rows, int parts) = merge.Run(interruption.Listen());
            output.Write($"{rows} rows of {parts} parts: {merge.Output}\n");
            return CommandLineTool.Success;
        });
        return command;
    }
}

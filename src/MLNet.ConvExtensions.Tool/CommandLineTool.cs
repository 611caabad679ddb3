using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Archive;
using MLNet.ConvExtensions.Tool.Commands.Compare;
using MLNet.ConvExtensions.Tool.Commands.Decide;
using MLNet.ConvExtensions.Tool.Commands.Detect;
using MLNet.ConvExtensions.Tool.Commands.Explain;
using MLNet.ConvExtensions.Tool.Commands.Features;
using MLNet.ConvExtensions.Tool.Commands.FineTune;
using MLNet.ConvExtensions.Tool.Commands.Inspect;
using MLNet.ConvExtensions.Tool.Commands.Look;
using MLNet.ConvExtensions.Tool.Commands.Map;
using MLNet.ConvExtensions.Tool.Commands.Models;
using MLNet.ConvExtensions.Tool.Commands.Predict;
using MLNet.ConvExtensions.Tool.Commands.Quantize;
using MLNet.ConvExtensions.Tool.Commands.Review;
using MLNet.ConvExtensions.Tool.Commands.Search;
using MLNet.ConvExtensions.Tool.Commands.Train;

namespace MLNet.ConvExtensions.Tool;

/// <summary>
/// The command line: what a program would read goes to the output, errors in one line and progress to the error stream. The exit
/// code is 0 when all went well, 1 when the job failed, 2 when the arguments were wrong, 130 when it was stopped by Ctrl+C or a request to
/// end, 75 when it was paused by SIGUSR1 and the same command goes on.
/// </summary>
internal static class CommandLineTool
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int WrongUsage = 2;
    public const int Interrupted = 130;

    /// <summary>What the C library calls a failure for the time being: the same command is worth another try.</summary>
    public const int Paused = 75;

    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        using var interruption = new Interruption();
        int code = Run(arguments, output, error, interruption);
        if (code != Failure || !interruption.Happened)
            return code;
        return interruption.IsPause ? Paused : Interrupted;
    }

    private static int Run(string[] arguments, TextWriter output, TextWriter error, Interruption interruption)
    {
        var root = new RootCommand("Convolutional networks on images, from a shell.")
        {
            ModelsCommand.Create(output),
            SummaryCommand.Create(output),
            ArchiveCommand.Create(output, error, interruption),
            FeaturesCommand.Create(output, error, interruption),
            MergeCommand.Create(output, interruption),
            PredictCommand.Create(output, error, interruption),
            DetectCommand.Create(output, error, interruption),
            CompareCommand.Create(output, error, interruption),
            InspectCommand.Create(output, error, interruption),
            TrainCommand.Create(output, error, interruption),
            FineTuneCommand.Create(output, error, interruption),
            EvaluateCommand.Create(output, error, interruption),
            QuantizeCommand.Create(output, error, interruption),
            DecideCommand.Create(output, error, interruption),
            ExplainCommand.Create(output, error, interruption),
            LookCommand.Create(output, error, interruption),
            MapCommand.Create(output, error, interruption),
            SearchCommand.Create(output, error, interruption),
            ReviewCommand.Create(output, error, interruption),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionLines(output);
        ParseResult parsed = root.Parse(arguments);
        if (UnknownOption.In(parsed) is { } unknown)
            return Fail(error, unknown + $" See 'mlconv {CommandName(parsed)}--help'.", WrongUsage);
        if (parsed.Errors.Count > 0)
            return Fail(
                error,
                string.Join(" ", parsed.Errors.Select(e => e.Message)) + $" See 'mlconv {CommandName(parsed)}--help'.",
                WrongUsage
            );

        try
        {
            return parsed.Invoke(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        catch (UsageException exception)
        {
            return Fail(error, exception.Message, WrongUsage);
        }
        catch (Exception exception)
            when (exception
                    is OnnxNetworkException
                        or QuantizationException
                        or ImageInputException
                        or ArgumentException
                        or OperationCanceledException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or FormatException
                        or NotSupportedException
                        or InvalidDataException
            )
        {
            return Fail(error, exception.Message, Failure);
        }
        catch (Exception exception)
        {
            // What nobody foresaw is told in one line, too: a shell's user has no use for a stack trace.
            return Fail(error, $"{exception.GetType().Name}: {exception.Message}", Failure);
        }
    }

    private static string CommandName(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";

    private static int Fail(TextWriter error, string message, int code)
    {
        error.WriteLine("mlconv: " + message.ReplaceLineEndings(" "));
        return code;
    }
}

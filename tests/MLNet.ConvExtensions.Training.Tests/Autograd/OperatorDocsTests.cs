using System.Runtime.CompilerServices;
using MLNet.ConvExtensions.Training.Autograd.Plan;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>
/// docs/operators.md lists the operators that can be trained through, with the ONNX project's cases that BackendTests runs for each. After
/// a change: CONV_UPDATE_OPERATORS=1 dotnet test tests/MLNet.ConvExtensions.Training.Tests --filter OperatorDocs
/// </summary>
public sealed class OperatorDocsTests
{
    private const string Heading = """
        # Operators that can be trained through

        `TrainableNetwork` runs networks of these operators, in operator sets 7 to 21, on TorchSharp's tensors with gradients. Beside each
        is the number of the ONNX project's backend cases (Debian's libonnx-testdata 1.12: node, pytorch-converted and pytorch-operator) that
        hold it. All of them are run by the tests and pass; cases of random numbers (training dropout) are left out, as are those that hold text or
        sequences, or another operator that isn't listed.

        | operator | backend cases passed |
        |---|--:|
        """;

    [SkippableFact]
    public void The_table_of_operators_is_true()
    {
        Skip.IfNot(BackendCase.AreThere, "Debian's package libonnx-testdata is not installed");
        IReadOnlySet<string>[] cases = BackendCase
            .OfKnownOperators.Except(BackendTests.Random)
            .Select(name => BackendCase.Load(name).Operators)
            .ToArray();
        string[] lines =
        [
            .. Heading.Split('\n').Select(line => line.TrimEnd('\r')),
            .. OperatorTable.Names.Order(StringComparer.Ordinal).Select(name => $"| {name} | {cases.Count(c => c.Contains(name))} |"),
            "",
            $"{cases.Length} cases in all.",
        ];
        if (Environment.GetEnvironmentVariable("CONV_UPDATE_OPERATORS") == "1")
        {
            File.WriteAllLines(Path.Combine(SourceFolder(), "../../../docs/operators.md"), lines);
            return;
        }

        Assert.Equal(lines, File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "operators.md")));
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

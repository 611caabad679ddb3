namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>The ONNX project's own cases for every operator that can be trained through.</summary>
public sealed class BackendTests
{
    private const string Absent = "(absent)";

    /// <summary>Cases whose outputs are drawn by another generator of random numbers.</summary>
    public static IReadOnlyCollection<string> Random { get; } =
    [
        "node/test_training_dropout",
        "node/test_training_dropout_default",
        "node/test_training_dropout_default_mask",
        "node/test_training_dropout_mask",
    ];

    public static TheoryData<string> Cases => new(BackendCase.AreThere ? BackendCase.OfKnownOperators.Except(Random) : [Absent]);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Gives_what_the_ONNX_project_expects(string name)
    {
        Skip.If(name == Absent, "Debian's package libonnx-testdata is not installed");
        Assert.Null(BackendCase.Load(name).Run());
    }
}

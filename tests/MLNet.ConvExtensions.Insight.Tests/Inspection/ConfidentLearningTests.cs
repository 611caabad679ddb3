using MLNet.ConvExtensions.Insight.Inspection.Labels;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Confident learning gives what NumPy gives.</summary>
public sealed class ConfidentLearningTests
{
    public static TheoryData<int> Cases => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Thresholds_joint_and_margins_are_those_of_the_paper(int index)
    {
        Expected.LabelCase expected = Expected.Read().Labels[index];
        var found = new ConfidentLearning(expected.Probabilities, expected.Labels);
        Assert.Equal(expected.Confident, found.Confident);
        AssertNear(expected.Thresholds, found.Thresholds);
        AssertNear(expected.Margins, [.. Enumerable.Range(0, expected.Labels.Length).Select(found.Margin)]);
        for (int i = 0; i < expected.Joint.Length; i++)
            AssertNear(expected.Joint[i], found.Joint[i]);
    }

    [Fact]
    public void A_photo_is_doubtful_where_it_is_confidently_of_another_class_only()
    {
        float[][] probabilities =
        [
            [0.9f, 0.1f],
            [0.8f, 0.2f],
            [0.55f, 0.45f],
            [0.1f, 0.9f],
            [0.2f, 0.8f],
            [0.95f, 0.05f],
        ];
        var found = new ConfidentLearning(probabilities, [0, 0, 0, 1, 1, 1]);
        Assert.Equal([5], Enumerable.Range(0, 6).Where(found.IsDoubtful));
    }

    private static void AssertNear(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-6);
    }
}

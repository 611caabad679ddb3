using System.Text.Json;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>The changes of TrivialAugment and RandAugment against torchvision's of bytes (make_policies.py).</summary>
public sealed class PolicyTests
{
    private static readonly SampleShape Shape = new(3, 18, 16);
    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "policies.json")))
        .RootElement;
    private static readonly float[] Image = Expected.GetProperty("image").Deserialize<float[]>()!;

    [Theory]
    [InlineData(0f, 255f)]
    [InlineData(-1f, 1f)]
    public void Every_change_is_torchvisions(float least, float most)
    {
        float unit = (most - least) / 255;
        var seen = new HashSet<PolicyOperation>();
        foreach (JsonElement move in Expected.GetProperty("moves").EnumerateArray())
        {
            PolicyOperation operation = Enum.Parse<PolicyOperation>(move.GetProperty("operation").GetString()!);
            float[] planes = [.. Image.Select(v => least + (v * unit))],
                expected = move.GetProperty("values").Deserialize<float[]>()!;
            var drawn = new PolicyMove(operation, move.GetProperty("magnitude").GetDouble());
            PlanePolicy.Apply(new ImagePlanes(planes, Shape), drawn, least + (9 * unit), (least, most), new float[Shape.Length]);
            seen.Add(operation);

            // Bytes are cut off, once or, where a mean comes in between, twice, which the strongest change doubles.
            bool exact = operation < PolicyOperation.Brightness || operation is PolicyOperation.Posterize or PolicyOperation.Equalize;
            float tolerance = exact ? 0.01f : 2.01f;
            for (int i = 0; i < planes.Length; i++)
            {
                float value = (planes[i] - least) / unit;
                Assert.True(Math.Abs(expected[i] - value) <= tolerance, $"{drawn} at {i}: {expected[i]} expected, {value} found.");
            }
        }

        Assert.Equal(Enum.GetValues<PolicyOperation>(), seen.Order());
    }

    [Fact]
    public void Every_step_is_as_strong_as_torchvisions()
    {
        foreach (PolicyOperation operation in Enum.GetValues<PolicyOperation>())
        {
            double[] wide = Table("wide", operation),
                narrow = Table("narrow", operation);
            for (int step = 0; step < PolicyMove.Steps; step++)
            {
                Assert.Equal(wide[step], PolicyMove.Wide(operation, step), tolerance: 1e-3);
                Assert.Equal(narrow[step], PolicyMove.Narrow(operation, step, Shape), tolerance: 1e-3);
            }
        }

        double[] Table(string name, PolicyOperation operation) =>
            Expected.GetProperty(name).GetProperty(operation.ToString()).Deserialize<double[]>()!;
    }

    [Fact]
    public void Changes_strengths_and_directions_are_drawn_equally_often()
    {
        const int Draws = 28_000;
        var counts = new Dictionary<PolicyMove, int>();
        for (int i = 0; i < Draws; i++)
        {
            var random = new SampleRandom(1, 2, i);
            PolicyMove move = PolicyMove.Trivial(ref random);
            counts[move] = counts.GetValueOrDefault(move) + 1;
        }

        HashSet<string> signed = [.. Expected.GetProperty("signed").EnumerateArray().Select(s => s.GetString()!)];
        foreach (IGrouping<PolicyOperation, KeyValuePair<PolicyMove, int>> moves in counts.GroupBy(c => c.Key.Operation))
        {
            // Five deviations of the binomial distribution.
            Assert.InRange(moves.Sum(m => m.Value), 2000 - 216, 2000 + 216);
            int negative = moves.Where(m => m.Key.Magnitude < 0).Sum(m => m.Value);
            if (signed.Contains(moves.Key.ToString()))
                Assert.InRange(negative, 800, 1130);
            else
                Assert.Equal(0, negative);
        }

        Assert.Equal(14, counts.Keys.Select(k => k.Operation).Distinct().Count());
        Assert.Equal(31, counts.Keys.Count(k => k.Operation == PolicyOperation.Solarize));
    }
}

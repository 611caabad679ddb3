using System.Globalization;

namespace MLNet.ConvExtensions.AutoML.Tests.Spaces;

public class HyperParameterTests
{
    [Fact]
    public void Positions_reach_from_the_least_to_the_greatest_value_and_the_start_value_has_one()
    {
        foreach (HyperParameter parameter in ComparedTrainer.Defaults.SelectMany(t => t.Space))
            Assert.Equal(parameter.StartValue, parameter.At(parameter.Start));

        Assert.Equal((0.001, 100.0), Ends(new RealHyperParameter("a", 0.001, 100, 1, logarithmic: true)));
        Assert.Equal((-2.0, 3.0), Ends(new RealHyperParameter("a", -2, 3, 0)));
        Assert.Equal((1, 25), Ends(new IntegerHyperParameter("a", 1, 25, 5, logarithmic: true)));
        Assert.Equal((0, 3), Ends(new IntegerHyperParameter("a", 0, 3, 1)));
        Assert.Equal(("x", "z"), Ends(new ChoiceHyperParameter("a", ["x", "y", "z"], "y")));
    }

    [Fact]
    public void Logarithmic_steps_are_factors_and_numbers_have_four_digits()
    {
        Assert.Equal(0.01, new RealHyperParameter("a", 0.0001, 1, 1, logarithmic: true).At(0.5));
        Assert.Equal(0.3333, new RealHyperParameter("a", 0, 1, 0).At(1 / 3.0));
        Assert.Equal(
            10,
            new IntegerHyperParameter("a", 1, 100, 1, logarithmic: true).At(
                new IntegerHyperParameter("a", 1, 100, 10, logarithmic: true).Start
            )
        );
    }

    [Fact]
    public void Every_whole_number_and_choice_has_its_share_of_the_positions()
    {
        Assert.Equal([25, 25, 25, 25], Shares(new IntegerHyperParameter("a", 0, 3, 1)));
        Assert.Equal([50, 50], Shares(new ChoiceHyperParameter("a", ["x", "y"], "y")));
    }

    [Fact]
    public void Values_have_one_text_in_every_culture_and_are_equal_by_it()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = german;
            var values = new HyperParameterValues([new("L2", 0.25), new("Trees", 60), new("Distance", "L1")]);

            Assert.Equal("""{"L2":0.25,"Trees":60,"Distance":"L1"}""", values.ToString());
            Assert.Equal(values, new HyperParameterValues([new("L2", 0.25), new("Trees", 60), new("Distance", "L1")]));
            Assert.NotEqual(values, new HyperParameterValues([new("L2", 0.5), new("Trees", 60), new("Distance", "L1")]));
            Assert.Equal((0.25, 60, "L1"), (values.GetDouble("L2"), values.GetInt32("Trees"), values.GetString("Distance")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_value_that_is_not_there_is_named()
    {
        var values = new HyperParameterValues([new("L2", 0.25)]);

        Assert.Contains(
            "'Trees'; there are L2",
            Assert.Throws<ArgumentException>(() => values.GetInt32("Trees")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'L2' is 0.25, not a whole number",
            Assert.Throws<ArgumentException>(() => values.GetInt32("L2")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Ranges_that_cannot_be_searched_are_refused_by_name()
    {
        Refused(
            "'a' has the range 0 to 1 and start 0.5; allowed: 0 < minimum",
            () => new RealHyperParameter("a", 0, 1, 0.5, logarithmic: true)
        );
        Refused("'a' has the range 0 to 1 and start 2", () => new RealHyperParameter("a", 0, 1, 2));
        Refused("'a' has the range 3 to 3 and start 3", () => new IntegerHyperParameter("a", 3, 3, 3));
        Refused("'a' has the choices x, x and start x", () => new ChoiceHyperParameter("a", ["x", "x"], "x"));
    }

    private static void Refused(string part, Func<HyperParameter> create) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);

    private static (object, object) Ends(HyperParameter parameter) => (parameter.At(0), parameter.At(1));

    private static int[] Shares(HyperParameter parameter) =>
        [.. Enumerable.Range(0, 100).GroupBy(i => parameter.At((i + 0.5) / 100)).OrderBy(g => g.Key).Select(g => g.Count())];
}

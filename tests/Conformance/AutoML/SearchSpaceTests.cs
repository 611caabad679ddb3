using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNet.ConvExtensions.Conformance.AutoML;

public class SearchSpaceTests
{
    private static readonly SearchSpace Space = new()
    {
        ["rate"] = new UniformDoubleOption(0.0001, 1, logBase: true, defaultValue: 0.01),
        ["leaves"] = new UniformIntOption(2, 10, defaultValue: 6),
        ["share"] = new UniformSingleOption(0.5f, 1f, defaultValue: 1f),
        ["kind"] = new ChoiceOption(["l1", "l2", "cosine"], "l2"),
    };

    [Fact]
    public void Options_stand_in_the_order_of_their_names()
    {
        Assert.Equal(4, Space.FeatureSpaceDim);
        double[] start = Space.Default!;

        Assert.Equal(1.0 / 3, start[0], 1e-6);
        Assert.Equal(0.5, start[1], 1e-12);
        Assert.Equal(0.5, start[2], 1e-12);
        Assert.Equal(1, start[3], 1e-12);
    }

    [Fact]
    public void A_sample_has_each_option_by_its_name()
    {
        Parameter sample = Space.SampleFromFeatureSpace([0, 0.99, 0.25, 0.5]);

        Assert.Equal("l1", sample["kind"].AsType<string>());
        Assert.Equal(9, sample["leaves"].AsType<int>());
        Assert.Equal(0.001, sample["rate"].AsType<double>(), 1e-12);
        Assert.Equal(0.75f, sample["share"].AsType<float>());
        Assert.Equal(["kind", "leaves", "rate", "share"], sample.Keys.Order());
    }

    [Fact]
    public void The_end_of_a_range_can_be_sampled()
    {
        Parameter sample = Space.SampleFromFeatureSpace([1, 1, 1, 1]);

        Assert.Equal("cosine", sample["kind"].AsType<string>());
        Assert.Equal(10, sample["leaves"].AsType<int>());
        Assert.Equal(1, sample["rate"].AsType<double>(), 1e-12);
    }

    [Fact]
    public void Start_values_come_back_from_the_feature_space()
    {
        Parameter start = Space.SampleFromFeatureSpace(Space.Default!);

        Assert.Equal("l2", start["kind"].AsType<string>());
        Assert.Equal(6, start["leaves"].AsType<int>());
        Assert.Equal(0.01, start["rate"].AsType<double>(), 1e-12);
        Assert.Equal(Space.Default!, Space.MappingToFeatureSpace(start));
    }

    [Fact]
    public void A_choice_without_alternatives_takes_no_dimension()
    {
        var only = new ChoiceOption("l2");

        Assert.Equal(0, only.FeatureSpaceDim);
        Assert.Equal("l2", only.SampleFromFeatureSpace([]).AsType<string>());
    }

    [Fact]
    public void Without_a_start_value_an_option_starts_at_its_least()
    {
        Assert.Equal([0.0], new UniformDoubleOption(2, 4).Default!);
        Assert.Equal([0.0], new ChoiceOption("a", "b").Default!);
    }

    [Fact]
    public void Numbers_of_a_parameter_can_be_read_as_other_numbers()
    {
        Assert.Equal(3.0, Parameter.FromInt(3).AsType<double>());
        Assert.Equal(0.5f, Parameter.FromDouble(0.5).AsType<float>());
        Assert.Equal(ParameterType.Number, Parameter.FromDouble(0.5).ParameterType);
    }

    [Fact]
    public void Parameters_are_equal_by_value()
    {
        Assert.Equal(Space.SampleFromFeatureSpace([0, 0, 0, 0]), Space.SampleFromFeatureSpace([0, 0, 0, 0]));
        Assert.NotEqual(Space.SampleFromFeatureSpace([0, 0, 0, 0]), Space.SampleFromFeatureSpace([0, 0, 1, 0]));
        Assert.Equal("""{"a":1,"b":"x"}""", Nested().ToString());
    }

    private static Parameter Nested() => Parameter.CreateNestedParameter(
        new KeyValuePair<string, Parameter>("a", Parameter.FromInt(1)), new KeyValuePair<string, Parameter>("b", Parameter.FromString("x")));
}

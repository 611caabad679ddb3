namespace Microsoft.ML.SearchSpace.Option;

public sealed class ChoiceOption : OptionBase
{
    private readonly UniformSingleOption _position;

    public ChoiceOption(params object[] choices)
    {
        Choices = [.. choices.Distinct().Select(Parameter.FromChoice)];
        _position = new UniformSingleOption(0, Choices.Length);
        Default = new double[FeatureSpaceDim];
    }

    public ChoiceOption(object[] choices, object? defaultChoice)
        : this(choices)
    {
        if (defaultChoice is not null)
            Default = MappingToFeatureSpace(Parameter.FromChoice(defaultChoice));
    }

    public Parameter[] Choices { get; }

    public override int FeatureSpaceDim => Choices.Length == 1 ? 0 : 1;

    public override double[] MappingToFeatureSpace(Parameter param) =>
        FeatureSpaceDim == 0 ? [] : _position.MappingToFeatureSpace(Parameter.FromInt(Array.IndexOf(Choices, param)));

    public override Parameter SampleFromFeatureSpace(double[] values) => values.Length == 0
        ? Choices[0]
        : Choices[Math.Min((int)Math.Floor(_position.SampleFromFeatureSpace(values).AsType<float>()), Choices.Length - 1)];
}

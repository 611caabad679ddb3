namespace Microsoft.ML.SearchSpace.Option;

public sealed class UniformIntOption : UniformNumericOption
{
    public UniformIntOption(int min, int max, bool logBase = false, int? defaultValue = null)
        : base(min, max, logBase)
    {
        if (defaultValue is { } value)
            Default = MappingToFeatureSpace(Parameter.FromInt(value));
    }

    public override double[] MappingToFeatureSpace(Parameter param) =>
        base.MappingToFeatureSpace(Parameter.FromDouble(param.AsType<int>()));

    /// <summary>Rounds down: a start value in the middle of a logarithmic range may come back one less.</summary>
    public override Parameter SampleFromFeatureSpace(double[] values) =>
        Parameter.FromInt(Convert.ToInt32(Math.Floor(base.SampleFromFeatureSpace(values).AsType<double>())));
}

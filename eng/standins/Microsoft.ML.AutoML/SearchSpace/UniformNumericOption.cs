namespace Microsoft.ML.SearchSpace.Option;

public abstract class UniformNumericOption : OptionBase
{
    public UniformNumericOption(double min, double max, bool logBase = false)
    {
        (Min, Max, LogBase) = (min, max, logBase);
        Default = [0.0];
    }

    public double Min { get; }

    public double Max { get; }

    public bool LogBase { get; }

    public override int FeatureSpaceDim => 1;

    public override double[] MappingToFeatureSpace(Parameter param)
    {
        double value = param.AsType<double>();
        if (!LogBase)
            return [(value / (Max - Min)) - (Min / (Max - Min))];
        double range = Math.Log(Max) - Math.Log(Min);
        return [(Math.Log(value) / range) - (Math.Log(Min) / range)];
    }

    public override Parameter SampleFromFeatureSpace(double[] values) =>
        Parameter.FromDouble(LogBase ? Min * Math.Pow(Max / Min, values[0]) : Min + ((Max - Min) * values[0]));
}

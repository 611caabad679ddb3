namespace Microsoft.ML.SearchSpace.Option;

/// <summary>A hyper-parameter's range. Its feature space is the unit cube, of no dimension where there is nothing to choose.</summary>
public abstract class OptionBase
{
    public abstract int FeatureSpaceDim { get; }

    public virtual double[]? Default { get; protected set; }

    public abstract double[] MappingToFeatureSpace(Parameter value);

    public abstract Parameter SampleFromFeatureSpace(double[] values);
}

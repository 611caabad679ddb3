namespace Microsoft.ML.Trainers;

public class ModelStatisticsBase
{
    public readonly long TrainingExampleCount;
    public readonly float Deviance;
    public readonly float NullDeviance;
    public readonly int ParametersCount;

    internal ModelStatisticsBase(long trainingExampleCount, int parametersCount, float deviance, float nullDeviance)
    {
        TrainingExampleCount = trainingExampleCount;
        ParametersCount = parametersCount;
        Deviance = deviance;
        NullDeviance = nullDeviance;
    }
}

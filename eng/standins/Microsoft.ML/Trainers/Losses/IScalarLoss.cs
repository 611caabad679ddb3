namespace Microsoft.ML.Trainers;

public interface IScalarLoss : ILossFunction<float, float>
{
    float Derivative(float output, float label);
}

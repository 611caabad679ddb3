namespace Microsoft.ML.Trainers;

public interface ISupportSdcaClassificationLoss : ISupportSdcaLoss, IClassificationLoss
{
}

namespace MLNet.ConvExtensions;

/// <summary>The regularization that a linear probe would take.</summary>
/// <param name="L2Regularization">The weight of the squared weights in ML.NET's logistic regression.</param>
/// <param name="Accuracy">The part of the rows that were told right by classifiers that hadn't seen them, 0 to 1.</param>
/// <param name="LogLoss">The mean of the negative logarithms of the probabilities that these gave the right class.</param>
public sealed record LinearProbeChoice(float L2Regularization, double Accuracy, double LogLoss);

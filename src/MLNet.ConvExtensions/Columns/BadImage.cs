namespace MLNet.ConvExtensions;

/// <summary>An image that could not be read and was replaced by missing values.</summary>
/// <param name="Row">The position of its row among the rows read, from 0.</param>
/// <param name="Reason">What was wrong, with the name of the image.</param>
public sealed record BadImage(long Row, string Reason);

namespace MLNet.ConvExtensions;

/// <summary>A row that a search has found.</summary>
/// <param name="Row">Its number in the index, from 0.</param>
/// <param name="Name">What it is called, such as a photo's path.</param>
/// <param name="Distance">How far it is from what was searched for, 0 or more.</param>
public readonly record struct SimilarRow(int Row, string Name, float Distance);

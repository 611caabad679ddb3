namespace MLNet.ConvExtensions;

/// <summary>How far a measurement of robustness is.</summary>
/// <param name="Photos">How many photos are done, with all their changes.</param>
/// <param name="AllPhotos">How many there are.</param>
public sealed record RobustnessProgress(int Photos, int AllPhotos);

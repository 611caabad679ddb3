namespace MLNet.ConvExtensions;

/// <summary>A row's place on a map.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public readonly record struct MapPoint(float X, float Y);

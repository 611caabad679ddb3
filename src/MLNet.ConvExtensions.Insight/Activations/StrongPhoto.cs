namespace MLNet.ConvExtensions;

/// <summary>A photo that excites a unit.</summary>
/// <param name="Image">The photo's file.</param>
/// <param name="Value">The unit's largest value for it.</param>
/// <param name="Row">The row of that value in the unit's map, from 0.</param>
/// <param name="Column">The column of that value, from 0.</param>
public sealed record StrongPhoto(string Image, float Value, int Row, int Column);

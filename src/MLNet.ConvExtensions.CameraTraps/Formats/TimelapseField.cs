namespace MLNet.ConvExtensions;

/// <summary>A field of a Timelapse template, and what is written into it.</summary>
/// <param name="Name">The field's data label.</param>
/// <param name="Content">
/// 'class', 'category', 'probability', 'count', 'event', 'deployment', 'site' or 'failure'; or 'blank', or a class's name, for a flag that
/// is true where the photo is blank, or shows that class.
/// </param>
public readonly record struct TimelapseField(string Name, string Content);

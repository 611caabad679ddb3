namespace MLNet.ConvExtensions;

/// <summary>A photo that couldn't be judged.</summary>
/// <param name="Image">The photo's file.</param>
/// <param name="Reason">Why it couldn't be read, or why the model says nothing of it.</param>
public sealed record UnreadPhoto(string Image, string Reason);

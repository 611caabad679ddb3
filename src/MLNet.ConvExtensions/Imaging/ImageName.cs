namespace MLNet.ConvExtensions.Imaging;

/// <summary>What to call an image at the start of a sentence, put together only when something is wrong with it.</summary>
internal readonly record struct ImageName(string Kind, string? Path = null)
{
    public static implicit operator ImageName(string kind) => new(kind);

    public override string ToString() => Path is null ? Kind : $"{Kind} '{Path}'";
}

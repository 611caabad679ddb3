namespace MLNet.ConvExtensions.Backbones;

/// <summary>A size in a configuration: a width and a height, or the length of the shorter side.</summary>
internal sealed record HubSize(int? Width, int? Height, int? ShortestEdge)
{
    public bool IsSquare => Width is not null && Width == Height;

    public static HubSize Square(int side) => new(side, side, null);

    public static HubSize Shorter(int side) => new(null, null, side);
}

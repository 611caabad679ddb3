namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>A type of one room that knows a type of another.</summary>
internal sealed record Arrow(Room From, string User, Room To, string Used)
{
    public bool IsUpwards => To.Order > From.Order;

    public override string ToString() => $"{From} knows {To}: {User} uses {Used}";
}

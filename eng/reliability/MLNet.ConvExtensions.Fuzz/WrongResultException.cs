namespace MLNet.ConvExtensions.Fuzz;

/// <summary>An input was taken, and what was made of it is wrong.</summary>
internal sealed class WrongResultException(string message) : Exception(message)
{
    public static void ThrowUnless(bool right, string what)
    {
        if (!right)
            throw new WrongResultException(what);
    }
}

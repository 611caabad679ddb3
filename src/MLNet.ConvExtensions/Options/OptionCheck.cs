namespace MLNet.ConvExtensions.Options;

/// <summary>Refuses an option that is out of range: by its name, with its value and what is allowed.</summary>
internal static class OptionCheck
{
    /// <exception cref="ArgumentException">The condition isn't met.</exception>
    public static void Require(this object options, bool condition, string name, object? value, string allowed)
    {
        if (!condition)
            throw new ArgumentException(
                FormattableString.Invariant($"{options.GetType().Name}.{name} is {value ?? "null"}; allowed: {allowed}."),
                name
            );
    }
}

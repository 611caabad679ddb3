using System.CommandLine;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>An option that changes nothing would let its user believe that it had.</summary>
internal static class VoidOption
{
    /// <summary>Refuses options that are given where they have no meaning.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="allowed">What they are allowed with.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="UsageException">One of them is given.</exception>
    public static void Refuse(ParseResult arguments, string allowed, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (arguments.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is given and would change nothing; allowed with {allowed}.");
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>
/// Finds what looks like an option and isn't one. A command that takes files, or an option that takes text, would take it for that.
/// </summary>
internal static class UnknownOption
{
    /// <summary>What is wrong, in a sentence; null for nothing. Behind '--' anything may stand.</summary>
    public static string? In(ParseResult parsed)
    {
        foreach (Token token in parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash))
        {
            if (token.Type == TokenType.Argument && LooksLikeOption(token.Value))
            {
                string nearest = Nearest(parsed.CommandResult.Command, token.Value);
                return $"The option '{token.Value}' is unknown{nearest}. For a file of that name write './{token.Value}'.";
            }
        }

        return null;
    }

    // Numbers below zero are values.
    private static bool LooksLikeOption(string value) =>
        value.TrimStart('-') is { Length: > 0 } name && name.Length < value.Length && char.IsAsciiLetter(name[0]);

    private static string Nearest(Command command, string value)
    {
        string given = value.Split('=', ':')[0];
        string? nearest = command
            .Options.Select(o => o.Name)
            .Where(n => n.StartsWith(given, StringComparison.Ordinal) || given.StartsWith(n, StringComparison.Ordinal))
            .OrderBy(n => n.Length)
            .MaxBy(n => Math.Min(n.Length, given.Length));
        return nearest is null ? "" : $"; perhaps '{nearest}' is meant";
    }
}

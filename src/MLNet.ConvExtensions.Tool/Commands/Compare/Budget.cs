using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>How long a comparison may take: a time, or trials.</summary>
internal sealed partial record Budget(TimeSpan? Time, int? Trials)
{
    public const string Help = "How much to search: a time for everything (90s, 10m, 2h) or a number of trials (20trials).";

    public static Budget Default { get; } = new(TimeSpan.FromMinutes(10), null);

    public static Budget? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        Match match = Pattern().Match(text);
        if (
            match.Success
            && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out double number)
            && number is > 0 and < 1e6
        )
        {
            switch (match.Groups[2].Value)
            {
                case "s":
                    return new Budget(TimeSpan.FromSeconds(number), null);
                case "m":
                    return new Budget(TimeSpan.FromMinutes(number), null);
                case "h":
                    return new Budget(TimeSpan.FromHours(number), null);
                case "trial" or "trials" when number == Math.Floor(number):
                    return new Budget(null, (int)number);
            }
        }

        result.AddError($"Option '--budget' is '{text}'; allowed: a time such as 90s, 10m or 2h, or a number of trials such as 20trials.");
        return null;
    }

    public override string ToString() =>
        Time is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes}m") : $"{Trials}trials";

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)(s|m|h|trials?)$")]
    private static partial Regex Pattern();
}

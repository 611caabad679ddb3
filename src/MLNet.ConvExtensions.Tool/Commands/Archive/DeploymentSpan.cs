using System.Globalization;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>How many photos a deployment has, and of what time.</summary>
internal sealed class DeploymentSpan(string deployment)
{
    public string Deployment { get; } = deployment;

    public long Photos { get; private set; }

    public DateTime? First { get; private set; }

    public DateTime? Last { get; private set; }

    [JsonIgnore]
    public string Span => First is { } first && Last is { } last ? $", {Text(first)} to {Text(last)}" : "";

    public void Add(DateTime? time)
    {
        Photos++;
        if (time is null)
            return;
        First = First is null || time < First ? time : First;
        Last = Last is null || time > Last ? time : Last;
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Models;

/// <summary><c>mlconv models [--json]</c>: the networks that are known by name.</summary>
internal static class ModelsCommand
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private static readonly string[] Heads =
    [
        "name",
        "architecture",
        "weights",
        "top-1 %",
        "input",
        "features",
        "MB",
        "licence",
        "verified",
        "cached",
    ];

    private static readonly HashSet<string> Numbers = ["top-1 %", "input", "features", "MB"];

    public static Command Create(TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        Option<DirectoryInfo?> folder = BackboneOptions.Cache();
        var command = new Command("models", "Lists the networks that are known by name, with their accuracy on ImageNet.") { folder, json };
        command.SetAction(arguments =>
        {
            var cache = new BackboneCache { Folder = arguments.GetValue(folder)?.FullName };
            BackboneRecord[] records = [.. Backbone.All.Select(b => b.Record!)];
            output.Write(arguments.GetValue(json) ? Json(records, cache) + "\n" : Table(records, cache));
            return CommandLineTool.Success;
        });
        return command;
    }

    private static string Table(BackboneRecord[] records, BackboneCache cache)
    {
        string[][] rows = [Heads, .. records.Select(r => Row(r, cache))];
        int[] widths = [.. Heads.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select(
                (cell, i) => Numbers.Contains(Heads[i]) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])
            );
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.Append(
                $"These are downloaded on first use. '{BackboneOptions.Default}' comes with this program and is used when no other is "
                    + "named: a ResNet-18 trained on ImageNet, "
            )
            .Append("224x224, 512 features, no classifier (package Microsoft.ML.DnnImageFeaturizer.ResNet18, MIT).\n")
            .Append("'embedded' is inside this program, too: trained on CIFAR-10, 64x64, 256 features; for first trials.\n")
            .Append("Without weights, for 'mlconv train --network': ")
            .AppendJoin(", ", NetworkRegistry.All.Select(n => n.Architecture?.Name).OfType<string>())
            .Append(".\n")
            .ToString();
    }

    private static string[] Row(BackboneRecord record, BackboneCache cache) =>
        [
            record.Name,
            record.Architecture,
            record.Weights,
            record.ImageNetTop1?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
            $"{record.Preprocessing.Width}x{record.Preprocessing.Height}",
            record.FeatureCount?.ToString(CultureInfo.InvariantCulture) ?? "",
            record.Bytes is { } bytes ? (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) : "",
            record.License,
            record.IsVerified ? "yes" : "no",
            cache.Contains(record) ? "yes" : "no",
        ];

    private static string Json(BackboneRecord[] records, BackboneCache cache) =>
        JsonSerializer.Serialize(
            records.Select(r => new
            {
                r.Name,
                r.Architecture,
                r.Weights,
                r.ImageNetTop1,
                r.Preprocessing.Width,
                r.Preprocessing.Height,
                r.Preprocessing.CropFraction,
                Interpolation = r.Preprocessing.Interpolation.ToString(),
                r.Preprocessing.Mean,
                r.Preprocessing.StandardDeviation,
                Features = r.FeatureCount,
                r.Bytes,
                r.License,
                r.Sha256,
                r.Addresses,
                Verified = r.IsVerified,
                Cached = cache.Contains(r),
                Path = cache.PathOf(r),
            }),
            Format
        );
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>Writes datapackage.json: what the package is, and what is in it.</summary>
internal static class CamtrapDescriptor
{
    public const string FileName = "datapackage.json";

    private const string Schemas = "https://raw.githubusercontent.com/tdwg/camtrap-dp/" + CamtrapPackage.Version + "/";

    public static void Write(
        string file,
        CamtrapOptions options,
        IReadOnlyList<DeploymentSpan> deployments,
        IEnumerable<string> scientificNames,
        bool hasEvents
    )
    {
        using FileStream stream = File.Create(file);
        // Names are for people to read, and nothing here goes into a web page.
        using var json = new Utf8JsonWriter(
            stream,
            new JsonWriterOptions
            {
                Indented = true,
                NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
        json.WriteStartObject();
        WriteResources(json);
        json.WriteString("profile", Schemas + "camtrap-dp-profile.json");
        json.WriteString("created", CamtrapClock.Text(options.Created ?? DateTimeOffset.UtcNow));
        json.WriteString("title", options.Title ?? options.ProjectTitle);
        WriteContributors(json, options);
        json.WriteStartObject("project");
        json.WriteString("title", options.ProjectTitle);
        json.WriteString("samplingDesign", options.SamplingDesign);
        WriteList(json, "captureMethod", options.CaptureMethods.Distinct());
        json.WriteBoolean("individualAnimals", options.IndividualAnimals);
        WriteList(json, "observationLevel", hasEvents ? ["media", "event"] : ["media"]);
        json.WriteEndObject();
        WriteSpatial(json, deployments);
        json.WriteStartObject("temporal");
        // A package without deployments covers the day on which it was made.
        DateTime today = (options.Created ?? DateTimeOffset.UtcNow).DateTime;
        json.WriteString("start", Day(deployments.Count == 0 ? today : deployments.Min(d => d.Start!.Value)));
        json.WriteString("end", Day(deployments.Count == 0 ? today : deployments.Max(d => d.End!.Value)));
        json.WriteEndObject();
        json.WriteStartArray("taxonomic");
        foreach (string name in scientificNames)
        {
            json.WriteStartObject();
            json.WriteString("scientificName", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json)
    {
        json.WriteStartArray("resources");
        foreach (string table in (string[])[CamtrapColumns.Deployments, CamtrapColumns.Media, CamtrapColumns.Observations])
        {
            json.WriteStartObject();
            json.WriteString("name", table);
            json.WriteString("path", CamtrapWriter.FileOf(table));
            json.WriteString("profile", "tabular-data-resource");
            json.WriteString("format", "csv");
            json.WriteString("mediatype", "text/csv");
            json.WriteString("encoding", "utf-8");
            json.WriteString("schema", $"{Schemas}{table}-table-schema.json");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteContributors(Utf8JsonWriter json, CamtrapOptions options)
    {
        json.WriteStartArray("contributors");
        foreach (CamtrapContributor one in options.Contributors)
        {
            json.WriteStartObject();
            json.WriteString("title", one.Title);
            if (one.Email is { } email)
                json.WriteString("email", email);
            if (one.Role is { } role)
                json.WriteString("role", role);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// The rectangle around all deployments, or the point where they all are, as GeoJSON: longitude first, against the clock.
    /// </summary>
    private static void WriteSpatial(Utf8JsonWriter json, IReadOnlyList<DeploymentSpan> deployments)
    {
        double[] longitudes = [.. deployments.Select(d => d.Deployment.Longitude!.Value).DefaultIfEmpty()],
            latitudes = [.. deployments.Select(d => d.Deployment.Latitude!.Value).DefaultIfEmpty()];
        double west = longitudes.Min(),
            east = longitudes.Max(),
            south = latitudes.Min(),
            north = latitudes.Max();
        json.WriteStartObject("spatial");
        if (west == east && south == north)
        {
            json.WriteString("type", "Point");
            WritePosition("coordinates", west, south);
        }
        else
        {
            json.WriteString("type", "Polygon");
            json.WriteStartArray("coordinates");
            json.WriteStartArray();
            foreach ((double x, double y) in new[] { (west, south), (east, south), (east, north), (west, north), (west, south) })
                WritePosition(null, x, y);
            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndObject();

        void WritePosition(string? name, double x, double y)
        {
            if (name is null)
                json.WriteStartArray();
            else
                json.WriteStartArray(name);
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

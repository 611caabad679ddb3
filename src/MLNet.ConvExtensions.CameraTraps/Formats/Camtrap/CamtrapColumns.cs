namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>The columns of Camtrap DP 1.0.2's tables, all of them and in its order.</summary>
internal static class CamtrapColumns
{
    public const string Deployments = "deployments",
        Media = "media",
        Observations = "observations";

    // csharpier-ignore - a table
    public static readonly string[] OfDeployments =
    [
        "deploymentID", "locationID", "locationName", "latitude", "longitude", "coordinateUncertainty", "deploymentStart", "deploymentEnd",
        "setupBy", "cameraID", "cameraModel", "cameraDelay", "cameraHeight", "cameraDepth", "cameraTilt", "cameraHeading",
        "detectionDistance", "timestampIssues", "baitUse", "featureType", "habitat", "deploymentGroups", "deploymentTags",
        "deploymentComments",
    ];

    // csharpier-ignore - a table
    public static readonly string[] OfMedia =
    [
        "mediaID", "deploymentID", "captureMethod", "timestamp", "filePath", "filePublic", "fileName", "fileMediatype", "exifData",
        "favorite", "mediaComments",
    ];

    // csharpier-ignore - a table
    public static readonly string[] OfObservations =
    [
        "observationID", "deploymentID", "mediaID", "eventID", "eventStart", "eventEnd", "observationLevel", "observationType",
        "cameraSetupType", "scientificName", "count", "lifeStage", "sex", "behavior", "individualID", "individualPositionRadius",
        "individualPositionAngle", "individualSpeed", "bboxX", "bboxY", "bboxWidth", "bboxHeight", "classificationMethod", "classifiedBy",
        "classificationTimestamp", "classificationProbability", "observationTags", "observationComments",
    ];

    /// <summary>A row of a table, of values by columns; the other columns are empty.</summary>
    public static string[] Row(string[] columns, params ReadOnlySpan<(string Column, string Value)> values)
    {
        var row = new string[columns.Length];
        Array.Fill(row, "");
        foreach ((string column, string value) in values)
            row[Array.IndexOf(columns, column)] = value;
        return row;
    }
}

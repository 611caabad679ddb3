using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>What predictions depend on beside their images.</summary>
internal static class PredictionSource
{
    /// <summary>SHA-256 of it.</summary>
    /// <param name="model">The saved model; null for a network.</param>
    /// <param name="network">The network; null for a model.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="more">Whatever else there is, as it is serialised; null for nothing.</param>
    public static string Hash(FileInfo? model, NetworkClassifier? network, IReadOnlyList<string> classes, object? more = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(model is null ? network!.Backbone.Network.ToBytes() : File.ReadAllBytes(model.FullName));
        object settings = new
        {
            Preprocessing = network?.Backbone.GetPreprocessing(out _),
            network?.Output,
            Classes = classes,
        };
        hash.AppendData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(settings)));
        if (more is not null)
            hash.AppendData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(more)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// Features that were computed before, so that trainers that make several passes run the network once per image. Safe for several
/// threads. One cache serves all transformers that an estimator fits: the folds of a cross-validation share it.
/// </summary>
internal abstract class FeatureCache
{
    private readonly byte[] _fingerprint;

    /// <param name="fingerprint">What decides the features beside the image; empty for a cache that serves one estimator alone.</param>
    protected FeatureCache(byte[] fingerprint) => _fingerprint = fingerprint;

    /// <summary>A cache in a file, or in memory, or none.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="megabytes">The memory's budget where there is no file; 0 for no cache.</param>
    /// <param name="width">Length of an image's features.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <param name="identity">What decides the features beside the image, for a file that other stages use too.</param>
    public static FeatureCache? Create(string? path, int megabytes, int width, ILogger? logger, Func<object> identity)
    {
        if (path is not null)
            return new FileFeatureCache(
                SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(identity())),
                Path.GetFullPath(path),
                width,
                logger
            );
        return megabytes == 0 ? null : new MemoryFeatureCache(megabytes * (1L << 20), width, logger);
    }

    /// <summary>The name of an image in the cache: of its content, or of its place, size and time.</summary>
    public UInt128 KeyOf(ImageColumnKind kind, ReadOnlySpan<byte> identity)
    {
        Span<byte> parts = stackalloc byte[(2 * SHA256.HashSizeInBytes) + 1],
            hash = stackalloc byte[SHA256.HashSizeInBytes];
        parts.Clear();
        _fingerprint.CopyTo(parts);
        SHA256.HashData(identity, parts[SHA256.HashSizeInBytes..]);
        parts[^1] = (byte)kind;
        SHA256.HashData(parts, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Somebody begins to use the cache. Every call is answered by one of <see cref="Release"/>.</summary>
    /// <exception cref="IOException">The cache's file can't be used; the message names it.</exception>
    public abstract void Acquire();

    /// <summary>Somebody is done. With the last one, what is not yet written is written and the file is closed.</summary>
    public abstract void Release();

    /// <summary>Copies the features of an image, if they are there.</summary>
    public abstract bool TryGet(UInt128 key, Span<float> features);

    /// <summary>Keeps the features of an image, if there is room.</summary>
    public abstract void Add(UInt128 key, ReadOnlySpan<float> features);
}

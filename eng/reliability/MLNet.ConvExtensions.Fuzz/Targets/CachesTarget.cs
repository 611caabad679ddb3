using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Feature caches: whatever became of the file, no other features come out of it than those that went in.</summary>
internal sealed class CachesTarget : FuzzTarget
{
    private const int Width = 4,
        Records = 5;

    private const string Name = "features.cache";

    private readonly byte[] _whole;

    public CachesTarget(string folder)
        : base(folder)
    {
        FileFeatureCache cache = Open();
        cache.Acquire();
        for (int i = 1; i <= Records; i++)
            cache.Add((UInt128)i, Features(i));
        cache.Release();
        _whole = File.ReadAllBytes(Path.Combine(folder, Name));
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        return new FuzzInput(seed, Name, new InputMaker(random, [_whole], []).Damage(_whole));
    }

    public override bool Read(FuzzInput input)
    {
        Write(input);
        FileFeatureCache cache = Open();
        cache.Acquire();
        int found = 0;
        try
        {
            var features = new float[Width];
            for (int i = 1; i <= Records; i++)
            {
                if (!cache.TryGet((UInt128)i, features))
                {
                    cache.Add((UInt128)i, Features(i));
                    continue;
                }

                found++;
                WrongResultException.ThrowUnless(features.AsSpan().SequenceEqual(Features(i)), $"record {i} has other features");
            }
        }
        finally
        {
            cache.Release();
        }

        RequireAll();
        return found == Records;
    }

    public override bool IsDocumented(Exception exception) => Is<IOException>(exception);

    /// <summary>What was damaged has been added again.</summary>
    private void RequireAll()
    {
        FileFeatureCache cache = Open();
        cache.Acquire();
        try
        {
            var features = new float[Width];
            for (int i = 1; i <= Records; i++)
                WrongResultException.ThrowUnless(cache.TryGet((UInt128)i, features), $"record {i} was added again and isn't there");
        }
        finally
        {
            cache.Release();
        }
    }

    private static float[] Features(int record) => [.. Enumerable.Range(0, Width).Select(i => record + (i / 10f))];

    private FileFeatureCache Open() => new([1, 2, 3], Path.Combine(Folder, Name), Width, logger: null);
}

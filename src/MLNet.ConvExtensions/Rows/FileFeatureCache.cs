using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using MLNet.ConvExtensions.Hub;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// Features in a file that later runs, other processes and other networks use too. The file only grows, by whole batches of records, under
/// a lock; what a killed process or a bad disk left of a record is cut off when the file is next opened, and every record is checked when
/// it is read.
/// </summary>
internal sealed class FileFeatureCache(byte[] fingerprint, string path, int width, ILogger? logger) : FeatureCache(fingerprint)
{
    private const int PendingRecords = 64;

    private static readonly byte[] Magic = "MLConvFeatures1\n"u8.ToArray();
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, long> _index = [];
    private readonly Dictionary<UInt128, byte[]> _pending = [];
    private readonly int _recordLength = CacheRecord.LengthFor(width);
    private SafeFileHandle? _file;
    private long _indexed;
    private int _users;
    private bool _full;

    public override void Acquire()
    {
        lock (_lock)
        {
            if (_users == 0)
                Open();
            _users++;
        }
    }

    public override void Release()
    {
        lock (_lock)
        {
            if (--_users > 0)
                return;
            try
            {
                Flush();
            }
            finally
            {
                _file!.Dispose();
                _file = null;
            }
        }
    }

    public override bool TryGet(UInt128 key, Span<float> features)
    {
        byte[] record = ArrayPool<byte>.Shared.Rent(_recordLength);
        try
        {
            Span<byte> bytes = record.AsSpan(0, _recordLength);
            lock (_lock)
            {
                if (_pending.TryGetValue(key, out byte[]? pending))
                    return CacheRecord.TryRead(pending, key, features);
                if (!_index.TryGetValue(key, out long offset))
                    return false;
                if (RandomAccess.Read(_file!, bytes, offset) == bytes.Length && CacheRecord.TryRead(bytes, key, features))
                    return true;

                // Damaged: it is computed again, and added again.
                _index.Remove(key);
                return false;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    public override void Add(UInt128 key, ReadOnlySpan<float> features)
    {
        var record = new byte[_recordLength];
        CacheRecord.Write(key, features, record);
        lock (_lock)
        {
            if (_full || _index.ContainsKey(key) || !_pending.TryAdd(key, record))
                return;
            if (_pending.Count >= PendingRecords)
                Flush();
        }
    }

    private void Open()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using CacheLock held = Hold();
            _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            try
            {
                // Since it was closed, the file may have become another one.
                _index.Clear();
                _indexed = 0;
                Index(_file);
            }
            catch
            {
                _file.Dispose();
                _file = null;
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new IOException(
                $"The feature cache '{path}' ({nameof(ConvFeaturesOptions)}.{nameof(ConvFeaturesOptions.CacheTo)}) can't be used: "
                    + $"{e.Message}",
                e
            );
        }
    }

    /// <summary>Finds the records that were added since the last time, by this process or another. The lock is held.</summary>
    private void Index(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        if (length < _indexed)
        {
            _index.Clear();
            _indexed = 0;
        }

        if (_indexed == 0)
        {
            Span<byte> magic = stackalloc byte[Magic.Length];
            int read = RandomAccess.Read(file, magic, 0);
            if (!Magic.AsSpan().StartsWith(magic[..read]))
                throw new IOException("it is another kind of file. Name a new file, or delete this one.");
            if (read < Magic.Length)
                RandomAccess.Write(file, Magic, 0);
            _indexed = Magic.Length;
            length = Math.Max(length, _indexed);
        }

        Span<byte> header = stackalloc byte[CacheRecord.HeaderLength];
        while (_indexed < length)
        {
            int read = RandomAccess.Read(file, header, _indexed);
            bool good = CacheRecord.TryReadHeader(header, out UInt128 key, out int count);
            if (read < header.Length || !good || _indexed + CacheRecord.LengthFor(count) > length)
            {
                logger?.LogWarning(
                    "The feature cache '{Path}' is damaged from byte {Position} on; that part is built again.",
                    path,
                    _indexed
                );
                RandomAccess.SetLength(file, _indexed);
                return;
            }

            // The last one counts: a record that was found damaged was added again.
            if (count == width)
                _index[key] = _indexed;
            _indexed += CacheRecord.LengthFor(count);
        }
    }

    private void Flush()
    {
        if (_pending.Count == 0)
            return;
        try
        {
            using CacheLock held = Hold();
            Index(_file!);
            var block = new byte[_pending.Count * _recordLength];
            int length = 0;
            foreach (byte[] record in _pending.Values)
            {
                record.CopyTo(block, length);
                length += _recordLength;
            }

            RandomAccess.Write(_file!, block, _indexed);
            long offset = _indexed;
            foreach (UInt128 key in _pending.Keys)
            {
                _index[key] = offset;
                offset += _recordLength;
            }

            _indexed = offset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The features are right without a cache too.
            _full = true;
            logger?.LogWarning("The feature cache '{Path}' can't be written and is only read from now on: {Reason}", path, e.Message);
        }

        _pending.Clear();
    }

    private CacheLock Hold()
    {
        using var patience = new CancellationTokenSource(LongestWait);
        try
        {
            return CacheLock.AcquireAsync(path + ".lock", () => { }, patience.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e)
        {
            throw new IOException($"another process has held '{path}.lock' for {LongestWait.TotalSeconds} seconds.", e);
        }
    }
}

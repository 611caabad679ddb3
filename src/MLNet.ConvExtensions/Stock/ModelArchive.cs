using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// The entries of a model file of ML.NET: a zip with one folder per stage, folders of chains holding those of their stages.
/// </summary>
internal sealed class ModelArchive : IDisposable
{
    private const string ChainFolder = "TransformerChain",
        NetworkEntry = "/OnnxModel";

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private ModelArchive(ZipArchive zip)
    {
        _zip = zip;
        // ML.NET writes the separator of the system it runs on.
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            // What ML.NET reads must be what was looked at here.
            if (!_entries.TryAdd(entry.FullName.Replace('\\', '/'), entry))
                throw new InvalidDataException($"it has two entries '{entry.FullName}'.");
        }

        // ML.NET takes as much memory for a network as its first bytes say.
        foreach (string folder in _entries.Keys.Where(n => n.EndsWith(NetworkEntry, StringComparison.Ordinal)))
            using (OpenNetwork(folder[..^NetworkEntry.Length], out _)) { }
    }

    /// <summary>The folder of the transformer that Model.Load gives.</summary>
    public string Root
    {
        get
        {
            // A model saved with its loader is put in a chain of its own, out of which Model.Load takes it again.
            string only = Stage(ChainFolder, 0);
            bool wrapped =
                !_entries.ContainsKey("Schema")
                && _entries.ContainsKey("Model.key")
                && HasFolder(only)
                && !HasFolder(Stage(ChainFolder, 1));
            return wrapped ? only : ChainFolder;
        }
    }

    /// <param name="stream">The model; it stays open.</param>
    /// <exception cref="InvalidDataException">It isn't a zip, or an entry is damaged.</exception>
    public static ModelArchive Open(Stream stream)
    {
        var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            // Nobody else would: a zip is read without a look at its checksums, and damaged weights load as well as others.
            foreach (ZipArchiveEntry entry in zip.Entries)
                Check(entry);
            return new ModelArchive(zip);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>The folder of a chain's stage.</summary>
    public static string Stage(string chain, int index) => $"{chain}/Transform_{index:000}";

    /// <summary>The ONNX network of a stage that applies one; null for any other stage.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public byte[]? ReadNetwork(string folder)
    {
        if (!_entries.ContainsKey(folder + NetworkEntry))
            return null;
        using Stream stream = OpenNetwork(folder, out int length);
        var network = new byte[length];
        stream.ReadExactly(network);
        return network;
    }

    private Stream OpenNetwork(string folder, out int length)
    {
        ZipArchiveEntry entry = _entries[folder + NetworkEntry];
        Stream stream = entry.Open();
        try
        {
            Span<byte> prefix = stackalloc byte[sizeof(int)];
            stream.ReadExactly(prefix);
            length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
            return length >= 0 && length == entry.Length - sizeof(int)
                ? stream
                : throw new InvalidDataException(
                    $"'{entry.FullName}' has {entry.Length:N0} bytes and says that {length:N0} of them are a network."
                );
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => _zip.Dispose();

    private static void Check(ZipArchiveEntry entry)
    {
        var crc = new Crc32();
        long length = 0;
        try
        {
            using Stream content = entry.Open();
            var buffer = new byte[1 << 16];
            for (int read; (read = content.Read(buffer)) > 0; length += read)
                crc.Append(buffer.AsSpan(0, read));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{entry.FullName}' in it is damaged: {e.Message}", e);
        }

        // What reads an entry believes its length.
        if (length != entry.Length)
            throw new InvalidDataException(
                $"'{entry.FullName}' in it is damaged: it has {length:N0} bytes and should have {entry.Length:N0}."
            );
        uint checksum = crc.GetCurrentHashAsUInt32();
        if (checksum != entry.Crc32)
            throw new InvalidDataException(
                $"'{entry.FullName}' in it is damaged: its checksum is {checksum:x8} and should be {entry.Crc32:x8}."
            );
    }

    private bool HasFolder(string folder) => _entries.ContainsKey($"{folder}/Model.key");
}

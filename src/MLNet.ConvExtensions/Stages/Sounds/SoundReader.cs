using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>Takes paths of WAV files, or their contents, from rows, and reads them later, on a worker.</summary>
internal sealed class SoundReader : ColumnReader
{
    private readonly ValueGetter<ReadOnlyMemory<char>>? _path;
    private readonly ValueGetter<VBuffer<byte>>? _contents;
    private readonly string?[] _paths;
    private readonly VBuffer<byte>[] _bytes;
    private readonly string? _folder;
    private readonly int _sampleRate;

    public SoundReader(DataViewRow row, DataViewSchema.Column column, ImageColumnKind kind, string? folder, int sampleRate, int places)
    {
        (_folder, _sampleRate) = (folder, sampleRate);
        _paths = new string?[places];
        _bytes = new VBuffer<byte>[places];
        if (kind == ImageColumnKind.Path)
            _path = row.GetGetter<ReadOnlyMemory<char>>(column);
        else
            _contents = row.GetGetter<VBuffer<byte>>(column);
    }

    public override void Take(int place)
    {
        if (_path is null)
        {
            _contents!(ref _bytes[place]);
            return;
        }

        ReadOnlyMemory<char> path = default;
        _path(ref path);
        _paths[place] = path.ToString();
    }

    public override void Write(int place, Imaging.ImageWorkspace? images, Span<float> planes) =>
        Write(_path is null ? OfBytes(_bytes[place]) : OfFile(_paths[place]!, _folder), _sampleRate, planes);

    /// <summary>Writes a sound of one channel, at one rate, from its beginning, with silence behind it.</summary>
    public static void Write(Sound sound, int sampleRate, Span<float> samples)
    {
        float[] heard = sound.ToMono().Resample(sampleRate).Channels[0];
        int count = Math.Min(heard.Length, samples.Length);
        heard.AsSpan(0, count).CopyTo(samples);
        samples[count..].Clear();
    }

    /// <exception cref="SoundInputException">The path is missing, or the file can't be read.</exception>
    public static Sound OfFile(string path, string? folder) =>
        string.IsNullOrWhiteSpace(path)
            ? throw new SoundInputException("The path of the sound is missing (empty).")
            : Sound.Load(folder is null ? path : Path.Combine(folder, path));

    /// <exception cref="SoundInputException">It is no WAV that can be read.</exception>
    public static Sound OfBytes(VBuffer<byte> bytes) => Sound.FromWav(bytes.IsDense ? bytes.GetValues() : bytes.DenseValues().ToArray());
}

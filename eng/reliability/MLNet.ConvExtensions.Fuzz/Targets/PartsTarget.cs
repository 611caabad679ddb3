using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>
/// Parts of features (.npy with their names and .csv) and their manifests, put together by <c>mlconv merge</c>: refused in one line, or a
/// file that agrees with itself.
/// </summary>
internal sealed partial class PartsTarget : FuzzTarget
{
    private const int HeaderLength = 128;

    private readonly Dictionary<string, byte[]> _whole;

    public PartsTarget(string folder)
        : base(folder)
    {
        string images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        for (int i = 0; i < 5; i++)
            File.WriteAllBytes(Path.Combine(images, $"{i}.png"), TestImages.Png(i, 20, 20));
        string network = Path.Combine(AppContext.BaseDirectory, "Corpus", "tiny.onnx");
        foreach (string extension in (string[])[".npy", ".csv"])
        {
            foreach (string shard in (string[])["1/2", "2/2"])
                Run(
                    "features",
                    "--images",
                    images,
                    "--backbone",
                    network,
                    "--out",
                    Path.Combine(folder, "f" + extension),
                    "--shard",
                    shard
                );
        }

        _whole = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        (string name, byte[] original) = _whole.ElementAt(random.Next(_whole.Count));
        return new FuzzInput(seed, name, new InputMaker(random, [.. _whole.Values], JsonWords.All).Damage(original));
    }

    public override bool Read(FuzzInput input)
    {
        string extension = input.Name.Contains(".csv", StringComparison.Ordinal) ? ".csv" : ".npy",
            output = Path.Combine(Folder, "f" + extension);
        foreach (string file in (string[])[output, Path.ChangeExtension(output, ".txt"), output + ".manifest.jsonl"])
            File.Delete(file);
        Write(input);
        try
        {
            (int code, string error) = Run("merge", "--out", output);
            if (code != 0)
            {
                WrongResultException.ThrowUnless(
                    code == 1
                        && error.StartsWith("mlconv: ", StringComparison.Ordinal)
                        && error.TrimEnd().IndexOf('\n') < 0
                        && !File.Exists(output),
                    $"exit code {code}: {error}"
                );
                return false;
            }

            if (extension == ".npy")
                Check(File.ReadAllBytes(output), File.ReadAllText(Path.ChangeExtension(output, ".txt")));
            return true;
        }
        finally
        {
            File.WriteAllBytes(Path.Combine(Folder, input.Name), _whole[input.Name]);
            if (Directory.Exists(output + ".work"))
                Directory.Delete(output + ".work", recursive: true);
        }
    }

    public override bool IsDocumented(Exception exception) => false;

    [GeneratedRegex(@"'shape': \((\d+), (\d+)\)")]
    private static partial Regex Shape();

    /// <summary>The header, the rows and the names speak of the same images.</summary>
    private static void Check(byte[] file, string names)
    {
        Match shape = Shape().Match(Encoding.Latin1.GetString(file, 0, Math.Min(file.Length, HeaderLength)));
        WrongResultException.ThrowUnless(
            shape.Success && BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)) == HeaderLength - 10,
            "the header is none of .npy"
        );
        int rows = int.Parse(shape.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            width = int.Parse(shape.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
            lines = names.Count(c => c == '\n');
        WrongResultException.ThrowUnless(
            file.Length == HeaderLength + (4L * rows * width) && lines == rows,
            $"{rows} rows of {width} in {file.Length} bytes, with {lines} names"
        );
    }

    private static (int Code, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (CommandLineTool.Run(arguments, output, error), error.ToString());
    }
}

using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>The files of a job by the name of its output.</summary>
internal sealed record FeatureFiles(string Output)
{
    public bool IsNpy => string.Equals(Path.GetExtension(Output), ".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>The images' paths, beside .npy.</summary>
    public string Names => Path.ChangeExtension(Output, ".txt");

    public string Manifest => Output + ".manifest.jsonl";

    /// <summary>Holds what isn't complete yet; gone when the job is done.</summary>
    public string Work => Output + ".work";

    public string PartialRows => Path.Combine(Work, "rows");

    public string PartialNames => Path.Combine(Work, "names");

    /// <summary>Everything that a job writes.</summary>
    public IEnumerable<string> All => [.. Results, Manifest, Work];

    /// <summary>What a job is done for.</summary>
    public IEnumerable<string> Results => IsNpy ? [Output, Names] : [Output];

    /// <exception cref="UsageException">There is a folder where a file is to be written.</exception>
    public void RefuseFolders()
    {
        OutputFiles.RefuseFolder("--out", Output);
        foreach (string beside in All.Except([Output, Work]).Where(Directory.Exists))
            throw new UsageException($"--out is '{Output}', beside which '{beside}' would be written, and is a folder.");
    }

    /// <summary>Gives complete files their names. May be called again after it was cut short.</summary>
    public void MoveIntoPlace()
    {
        Move(PartialRows, Output);
        if (IsNpy)
            Move(PartialNames, Names);
    }

    /// <summary>
    /// Copies the output to <see cref="PartialRows"/> and <see cref="PartialNames"/>, in two steps of which the first can be cut short.
    /// </summary>
    public Action CopyBack()
    {
        Copy(Output, PartialRows);
        if (IsNpy)
            Copy(Names, PartialNames);
        return () =>
        {
            Move(Copied(PartialRows), PartialRows);
            if (IsNpy)
                Move(Copied(PartialNames), PartialNames);
        };
    }

    public void DeleteWork()
    {
        if (Directory.Exists(Work))
            Directory.Delete(Work, recursive: true);
    }

    private static string Copied(string path) => path + ".copy";

    private static void Copy(string from, string to) => File.Copy(from, Copied(to), overwrite: true);

    private static void Move(string from, string to)
    {
        if (File.Exists(from))
            File.Move(from, to, overwrite: true);
    }
}

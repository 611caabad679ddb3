using System.Runtime.InteropServices;
using System.Text;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.FeatureTables;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>The files of a job by the name of its output.</summary>
internal sealed record FeatureFiles(string Output)
{
    public bool IsNpy => HasExtension(".npy");

    public bool IsParquet => HasExtension(".parquet");

    /// <summary>Whether rows are numbers of 32 bits while the job isn't complete, with the paths line by line beside them.</summary>
    public bool IsBinary => IsNpy || IsParquet;

    /// <summary>The images' paths, beside .npy.</summary>
    public string Names => Path.ChangeExtension(Output, ".txt");

    public string Manifest => Output + ".manifest.jsonl";

    /// <summary>Holds what isn't complete yet; gone when the job is done.</summary>
    public string Work => Output + ".work";

    public string PartialRows => Path.Combine(Work, "rows");

    public string PartialNames => Path.Combine(Work, "names");

    /// <summary>The Parquet table of all rows, until it gets its name.</summary>
    public string PartialTable => Path.Combine(Work, "table");

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
        Move(IsParquet ? PartialTable : PartialRows, Output);
        if (IsNpy)
            Move(PartialNames, Names);
    }

    /// <summary>
    /// Copies the output to <see cref="PartialRows"/> and <see cref="PartialNames"/>, in two steps of which the first can be cut short.
    /// </summary>
    public Action CopyBack()
    {
        if (IsParquet)
        {
            using FileStream rows = File.Create(Copied(PartialRows)),
                names = File.Create(Copied(PartialNames));
            CopyTable(rows, names);
        }
        else
        {
            Copy(Output, PartialRows);
            if (IsNpy)
                Copy(Names, PartialNames);
        }

        return () =>
        {
            Move(Copied(PartialRows), PartialRows);
            if (IsBinary)
                Move(Copied(PartialNames), PartialNames);
        };
    }

    /// <summary>Writes the rows and paths of the Parquet table that the output is.</summary>
    public void CopyTable(Stream rows, Stream names)
    {
        foreach ((string[] paths, float[] values) in ParquetFeatures.Read(Output))
        {
            rows.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            foreach (string path in paths)
                names.Write(Encoding.UTF8.GetBytes(path + "\n"));
        }
    }

    public void DeleteWork()
    {
        if (Directory.Exists(Work))
            Directory.Delete(Work, recursive: true);
    }

    private bool HasExtension(string extension) => string.Equals(Path.GetExtension(Output), extension, StringComparison.OrdinalIgnoreCase);

    private static string Copied(string path) => path + ".copy";

    private static void Copy(string from, string to) => File.Copy(from, Copied(to), overwrite: true);

    private static void Move(string from, string to)
    {
        if (File.Exists(from))
            File.Move(from, to, overwrite: true);
    }
}

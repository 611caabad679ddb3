using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Train;

/// <summary>Looks at where a training is to write before it begins: what is found out afterwards costs hours.</summary>
internal static class TrainOutputs
{
    /// <param name="files">The files by the options that name them; null where an option isn't given.</param>
    /// <param name="images">What may not be overwritten; null for nothing.</param>
    /// <exception cref="UsageException">One is a folder, can't be written, is named twice, or is the list of images.</exception>
    public static void Check(IReadOnlyList<(string Option, FileInfo? File)> files, ImagesArgument? images)
    {
        var seen = new Dictionary<string, string>();
        foreach ((string option, FileInfo? file) in files)
        {
            if (file is null)
                continue;
            if (Directory.Exists(file.FullName))
                throw new UsageException($"{option} is '{file.FullName}', which is a folder; allowed: a file's name.");
            if (!seen.TryAdd(file.FullName, option))
                throw new UsageException(
                    $"{option} is '{file.FullName}', which {seen[file.FullName]} is too; each needs a file of its own."
                );
            images?.KeepFrom(file.FullName, option);
            string trial = $"{file.FullName}.{Path.GetRandomFileName()}";
            try
            {
                file.Directory!.Create();
                File.Create(trial).Dispose();
                File.Delete(trial);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"{option} is '{file.FullName}', which can't be written: {e.Message}");
            }
        }
    }
}

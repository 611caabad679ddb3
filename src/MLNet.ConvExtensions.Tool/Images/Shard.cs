using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>One of several equal parts of a job: part <paramref name="Index"/>, counted from 1, of <paramref name="Count"/>.</summary>
internal readonly record struct Shard(int Index, int Count)
{
    private const string JobIndex = "JOB_COMPLETION_INDEX";
    private const string TaskId = "SLURM_ARRAY_TASK_ID";
    private const string TaskCount = "SLURM_ARRAY_TASK_COUNT";
    private const string TaskFirst = "SLURM_ARRAY_TASK_MIN";
    private const string TaskStep = "SLURM_ARRAY_TASK_STEP";

    /// <summary>
    /// The part that the options ask for, or else the one that Kubernetes (an Indexed Job) or Slurm (a job array) gave this process.
    /// Null: the whole job.
    /// </summary>
    /// <exception cref="UsageException">Something isn't a number in range, or only half of the answer is known.</exception>
    public static Shard? Choose(string? shard, int? shards, Func<string, string?> environment)
    {
        if (shards is < 1)
            throw new UsageException($"Option '--shards' is {shards}; allowed: 1 or more.");
        if (shard is not null)
        {
            Shard chosen = Parse("--shard", shard);
            if (shards is { } other && other != chosen.Count)
                throw new UsageException($"Option '--shard' is {chosen} and '--shards' is {other}; leave '--shards' out.");
            return chosen;
        }

        if (Number(JobIndex, environment) is { } completion)
        {
            return Of(
                completion,
                shards
                    ?? throw new UsageException(
                        $"{JobIndex} is {completion}, but not how many parts there are: give '--shards N' (the job's completions), or "
                            + "'--shard 1/1' for all images."
                    ),
                JobIndex,
                completion
            );
        }

        if (Number(TaskId, environment) is { } task && (shards ?? Number(TaskCount, environment)) is { } count)
        {
            int first = Number(TaskFirst, environment) ?? 0,
                step = Math.Max(1, Number(TaskStep, environment) ?? 1);
            if (task < first || (task - first) % step != 0)
                throw new UsageException(
                    $"{TaskId} is {task}, which is not among the array's numbers from {first} ({TaskFirst}) in steps of {step} "
                        + $"({TaskStep})."
                );
            return Of((task - first) / step, count, TaskId, task);
        }

        if (shards is not null)
            throw new UsageException(
                $"'--shards {shards}' leaves open which part to do: give '--shard I/{shards}', or set {JobIndex} or {TaskId}."
            );
        return null;
    }

    /// <summary>The images of this part, which has at most one more or less than any other: the first of them, and how many.</summary>
    public (long First, long Count) RangeOf(long images)
    {
        long first = (long)((Int128)images * (Index - 1) / Count);
        return (first, (long)((Int128)images * Index / Count) - first);
    }

    /// <summary>The file that this part goes to: <c>features.csv</c> becomes <c>features-02-of-16.csv</c>.</summary>
    public string FileName(string path)
    {
        int digits = Count.ToString(CultureInfo.InvariantCulture).Length;
        return Path.Combine(
            Path.GetDirectoryName(path) ?? "",
            $"{Path.GetFileNameWithoutExtension(path)}-{Index.ToString($"D{digits}", CultureInfo.InvariantCulture)}-of-{Count}{Path.GetExtension(path)}"
        );
    }

    public override string ToString() => $"{Index}/{Count}";

    /// <summary>The part that an option names.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="UsageException">It isn't I/N.</exception>
    public static Shard Parse(string option, string text)
    {
        string[] parts = text.Split('/');
        if (
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && index >= 1
            && index <= count
        )
            return new Shard(index, count);
        throw new UsageException($"Option '{option}' is '{text}'; allowed is I/N with I from 1 to N, such as 1/4 to 4/4.");
    }

    private static Shard Of(int index, int count, string variable, int value)
    {
        if (index < 0 || index >= count)
            throw new UsageException(
                $"{variable} is {value}, which is part {index + 1L} of {count}: there are fewer shards than tasks, or too many tasks."
            );
        return new Shard(index + 1, count);
    }

    /// <summary>The whole number that a variable of the environment holds; null where it isn't set.</summary>
    /// <exception cref="UsageException">It holds something else.</exception>
    public static int? Number(string variable, Func<string, string?> environment)
    {
        string? text = environment(variable);
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new UsageException($"{variable} is '{text}'; allowed: a whole number.");
    }
}

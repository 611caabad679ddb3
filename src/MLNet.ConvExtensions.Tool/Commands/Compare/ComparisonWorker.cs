using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>Which one of several processes that share a comparison out this one is.</summary>
internal static class ComparisonWorker
{
    public const string Help =
        "I/N: this is process I, from 1, of N that share the trials out, all with the same command but for I; needs a number of trials as "
        + "--budget. Without it the number comes from a job array of Slurm, an Indexed Job of Kubernetes, or from MPI, where there is one; 1/1 "
        + "for alone.";

    // The rank, and how many there are.
    private static readonly (string Rank, string Size)[] Ranks =
    [
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("PMI_RANK", "PMI_SIZE"),
        ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
    ];

    private static readonly string[] Tasks = ["JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID"];

    /// <summary>The number of this process; null if it is alone.</summary>
    /// <param name="given">What the option says; null for nothing.</param>
    /// <param name="budget">The search's. By time nothing is shared out, and the environment not looked at.</param>
    /// <param name="environment">Looks variables up.</param>
    /// <exception cref="UsageException">The option or a variable can't be followed.</exception>
    public static int? Choose(string? given, Budget budget, Func<string, string?> environment)
    {
        if (given is not null)
        {
            Shard part = Shard.Parse("--worker", given);
            if (part.Count == 1)
                return null;
            if (budget.Time is not null)
                throw new UsageException(
                    $"--worker is '{given}' and --budget is {budget}; allowed with --worker: a number of trials such as 20trials, since what is "
                        + "found in a time depends on who computes it."
                );
            return part.Index;
        }

        if (budget.Time is not null)
            return null;
        (int rank, int size) = Rank(environment);
        int? task = Tasks.Select(t => Shard.Number(t, environment)).FirstOrDefault(n => n is not null);
        return task is null && size == 1 ? null : ((task ?? 0) * size) + rank + 1;
    }

    /// <summary>Of a step of one there is no rank, whatever a variable says.</summary>
    private static (int Rank, int Size) Rank(Func<string, string?> environment)
    {
        foreach ((string rank, string size) in Ranks)
        {
            if (Shard.Number(rank, environment) is { } number && Shard.Number(size, environment) is > 1 and var count && number < count)
                return (number, count);
        }

        return (0, 1);
    }
}

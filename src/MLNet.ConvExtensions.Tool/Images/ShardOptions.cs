using System.CommandLine;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>The options that share a job's images out: <c>--shard I/N</c>, <c>--shards N</c>.</summary>
internal sealed class ShardOptions
{
    private readonly Option<string?> _shard = new("--shard")
    {
        Description =
            "I/N: only part I, from 1, of N equal parts of the images, into a file FILE-I-of-N of its own; see 'mlconv merge'. Without it, "
            + "part and number come from JOB_COMPLETION_INDEX (with --shards) or from SLURM_ARRAY_TASK_ID, where these are set.",
    };

    private readonly Option<int?> _shards = new("--shards")
    {
        Description = "The number of parts, where the environment says only which part to do.",
    };

    /// <summary>Both options.</summary>
    public Option[] All => [_shard, _shards];

    public void AddTo(Command command)
    {
        command.Add(_shard);
        command.Add(_shards);
    }

    /// <summary>The part that the arguments or the environment ask for; null for the whole job.</summary>
    public Shard? Get(ParseResult arguments) =>
        Shard.Choose(arguments.GetValue(_shard), arguments.GetValue(_shards), Environment.GetEnvironmentVariable);
}

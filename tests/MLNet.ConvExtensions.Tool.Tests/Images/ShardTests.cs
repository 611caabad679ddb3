using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Tests.Images;

public sealed class ShardTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("4/4", 4, 4)]
    public void Option_is_taken(string option, int index, int count) => Assert.Equal(new Shard(index, count), Choose(option, null));

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/4")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("1/99999999999")]
    public void Wrong_option_is_refused(string option) =>
        Assert.Contains($"'{option}'; allowed is I/N", Refused(option, null), StringComparison.Ordinal);

    [Fact]
    public void Nothing_asks_for_no_part() => Assert.Null(Choose(null, null));

    [Fact]
    public void Indexed_jobs_count_from_0() => Assert.Equal(new Shard(4, 4), Choose(null, 4, ("JOB_COMPLETION_INDEX", "3")));

    [Theory]
    [InlineData("0", "0", "1", 1)]
    [InlineData("3", "0", "1", 4)]
    [InlineData("4", "1", "1", 4)]
    [InlineData("16", "10", "2", 4)]
    public void Job_arrays_start_and_step_as_they_like(string task, string first, string step, int index) =>
        Assert.Equal(
            new Shard(index, 4),
            Choose(
                null,
                null,
                ("SLURM_ARRAY_TASK_ID", task),
                ("SLURM_ARRAY_TASK_COUNT", "4"),
                ("SLURM_ARRAY_TASK_MIN", first),
                ("SLURM_ARRAY_TASK_STEP", step)
            )
        );

    [Fact]
    public void Job_array_with_the_number_of_parts_as_an_option() =>
        Assert.Equal(new Shard(3, 8), Choose(null, 8, ("SLURM_ARRAY_TASK_ID", "2")));

    [Fact]
    public void Option_wins_over_the_environment() =>
        Assert.Equal(new Shard(1, 2), Choose("1/2", null, ("JOB_COMPLETION_INDEX", "3"), ("SLURM_ARRAY_TASK_ID", "x")));

    [Fact]
    public void Half_an_answer_is_refused()
    {
        Assert.Contains("--shards N", Refused(null, null, ("JOB_COMPLETION_INDEX", "3")), StringComparison.Ordinal);
        Assert.Contains("which part", Refused(null, 4), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Contains("part 5 of 4", Refused(null, 4, ("JOB_COMPLETION_INDEX", "4")), StringComparison.Ordinal);
        Assert.Contains("'two'", Refused(null, 4, ("JOB_COMPLETION_INDEX", "two")), StringComparison.Ordinal);
        Assert.Contains(
            "steps of 2",
            Refused(null, null, ("SLURM_ARRAY_TASK_ID", "3"), ("SLURM_ARRAY_TASK_COUNT", "4"), ("SLURM_ARRAY_TASK_STEP", "2")),
            StringComparison.Ordinal
        );
        Assert.Contains("'--shards' is 0", Refused(null, 0), StringComparison.Ordinal);
        Assert.Contains("leave '--shards' out", Refused("1/2", 3), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 5)]
    [InlineData(10, 3)]
    [InlineData(4_000_000_000_000_000_000, 1000)]
    public void Parts_cover_all_images_without_overlap_and_evenly(long images, int count)
    {
        long next = 0;
        for (int i = 1; i <= count; i++)
        {
            (long first, long size) = new Shard(i, count).RangeOf(images);
            Assert.Equal(next, first);
            Assert.InRange(size, images / count, images / count + 1);
            next += size;
        }

        Assert.Equal(images, next);
    }

    [Fact]
    public void Files_of_parts_sort_by_number() =>
        Assert.Equal(Path.Combine("d", "f-02-of-16.npy"), new Shard(2, 16).FileName(Path.Combine("d", "f.npy")));

    private static Shard? Choose(string? shard, int? shards, params (string Name, string Value)[] environment) =>
        Shard.Choose(shard, shards, name => environment.FirstOrDefault(e => e.Name == name).Value);

    private static string Refused(string? shard, int? shards, params (string Name, string Value)[] environment) =>
        Assert.Throws<UsageException>(() => Choose(shard, shards, environment)).Message;
}

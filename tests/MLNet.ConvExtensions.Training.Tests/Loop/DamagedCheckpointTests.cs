using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Checkpoints whose hash is right and whose contents nobody wrote here: all refused in the same way.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private static readonly OnnxNetwork Network = NetworkBuilder.Image(8, 8, 1).Conv(4, 3).Relu().MaxPool(2).Flatten().Dense(3).Build();

    private readonly TemporaryFolder _folder = new();
    private readonly TrainingCheckpoint _whole;

    public DamagedCheckpointTests()
    {
        TrainingLoop.Run(Job());
        _whole = TrainingCheckpoint.FromBytes(CheckpointFile.Read(State));
    }

    private string State => _folder.File("state");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Damages =>
        [
            "no states",
            "no callbacks' state",
            "a state that ends too early",
            "weights of another length",
            "weights that are no numbers",
            "weights left out",
            "a name twice",
            "an epoch before the first",
            "a batch behind the last",
            "a negative step",
            "a rate that is no number",
            "a negative count of the optimizer's steps",
        ];

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_no_training_writes_is_refused(string damage)
    {
        string weights = _whole.Weights.Keys.First();
        Dictionary<string, byte[]> With(byte[] bytes) => new(_whole.Weights) { [weights] = bytes };
        byte[][] States(int index, byte[] bytes) => [.. _whole.States.Select((s, i) => i == index ? bytes : s)];
        TrainingCheckpoint damaged = damage switch
        {
            "no states" => _whole with { States = [] },
            "no callbacks' state" => _whole with { Callbacks = [.. _whole.Callbacks.Select(c => KeyValuePair.Create(c.Key, new byte[1]))] },
            "a state that ends too early" => _whole with { States = States(1, _whole.States[1][..9]) },
            "weights of another length" => _whole with { Weights = With(new byte[3]) },
            "weights that are no numbers" => _whole with { Weights = With([.. _whole.Weights[weights].Select(_ => (byte)0xFF)]) },
            "weights left out" => _whole with { Weights = _whole.Weights.Skip(1).ToDictionary() },
            "a name twice" => _whole with { Identity = [.. _whole.Identity, _whole.Identity[0]] },
            "an epoch before the first" => _whole with { Epoch = -1 },
            "a batch behind the last" => _whole with { Batch = 5 },
            "a negative step" => _whole with { Step = -1 },
            "a rate that is no number" => _whole with { States = States(3, [.. BitConverter.GetBytes(double.NaN), .. new byte[8]]) },
            _ => _whole with { States = States(0, [.. _whole.States[0].Select(_ => (byte)0xFF)]) },
        };
        CheckpointFile.Write(State, damaged.ToBytes());

        AssertRefused();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(1 << 20)]
    public void Counts_are_not_believed_and_take_no_memory(int count)
    {
        byte[] contents = _whole.ToBytes();
        for (int at = 0; at + sizeof(int) <= contents.Length; at += at < 64 ? 1 : 97)
        {
            byte[] changed = [.. contents];
            BitConverter.GetBytes(count).CopyTo(changed, at);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                TrainingCheckpoint.FromBytes(changed);
            }
            catch (Exception e) when (TrainingCheckpoint.IsDamage(e))
            {
                // Most of these places are counts or in texts, some are in numbers.
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 * contents.Length);
        }
    }

    private void AssertRefused()
    {
        string message = Assert.Throws<CheckpointException>(() => TrainingLoop.Run(Job())).Message;
        Assert.Contains($"The checkpoint '{State}' is damaged: ", message, StringComparison.Ordinal);
        Assert.Contains("delete it to start over", message, StringComparison.Ordinal);
    }

    private TrainingJob Job() =>
        new()
        {
            Network = Network,
            Task = ModelTask.Multiclass,
            Source = new StripesSource(40, 10),
            Options = new ConvNetOptions
            {
                Epochs = 1,
                NumberOfThreads = 1,
                Checkpoint = new CheckpointOptions(State),
                Callbacks = [new EarlyStopping()],
            },
        };
}

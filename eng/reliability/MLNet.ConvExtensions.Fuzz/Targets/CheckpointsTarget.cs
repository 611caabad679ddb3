using System.Security.Cryptography;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Loop;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Checkpoints from which a training goes on: damaged as files, and in their contents with the hash made right again.</summary>
internal sealed class CheckpointsTarget : FuzzTarget
{
    private const int MarkLength = 18,
        Head = MarkLength + sizeof(long) + 32;

    private static readonly byte[][] Words = Corpus.Words(
        "\0\0\0\0",
        "\u00FF\u00FF\u00FF\u00FF",
        "\u00FF\u00FF\u00FF\u007F",
        "Adam",
        "loss"
    );

    private readonly OnnxNetwork _network = NetworkBuilder
        .Image(8, 8, 1)
        .Conv(4, 3)
        .BatchNorm()
        .Relu()
        .MaxPool(2)
        .Flatten()
        .Dense(3)
        .Build();

    private readonly byte[][] _corpus;

    public CheckpointsTarget(string folder)
        : base(folder)
    {
        TorchLibrary.Open();
        string path = Path.Combine(folder, "made");
        TrainingLoop.Run(Job(path));
        byte[] finished = File.ReadAllBytes(path);
        TrainingCheckpoint state = TrainingCheckpoint.FromBytes(CheckpointFile.Read(path));
        CheckpointFile.Write(path, (state with { Epoch = 0, Batch = 3, Step = 3, History = new TrainingHistory() }).ToBytes());
        _corpus = [finished, File.ReadAllBytes(path)];
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        byte[] original = _corpus[random.Next(_corpus.Length)];
        var maker = new InputMaker(random, [.. _corpus.Select(c => c[Head..])], Words);
        return new FuzzInput(
            seed,
            "checkpoint",
            random.Next(4) == 0 ? maker.Damage(original) : Sealed(original[..MarkLength], maker.Damage(original[Head..]))
        );
    }

    public override bool Read(FuzzInput input)
    {
        TrainingLoop.Run(Job(Write(input)));
        return true;
    }

    public override bool IsDocumented(Exception exception) =>
        Is<CheckpointException>(exception)
        // Numbers can be such that a network with them goes wrong: what a training says of that.
        || (Is<InvalidOperationException>(exception) && exception.Message.Contains("finite numbers", StringComparison.Ordinal));

    private static byte[] Sealed(byte[] mark, byte[] contents) =>
        [.. mark, .. BitConverter.GetBytes((long)contents.Length), .. SHA256.HashData(contents), .. contents];

    private TrainingJob Job(string path) =>
        new()
        {
            Network = _network,
            Task = ModelTask.Multiclass,
            Source = new StripesSource(40, 10),
            Validation = new StripesSource(10, 10, seed: 5),
            Options = new ConvNetOptions
            {
                Epochs = 1,
                NumberOfThreads = 1,
                Checkpoint = new CheckpointOptions(path),
                Callbacks = [new EarlyStopping()],
            },
        };
}

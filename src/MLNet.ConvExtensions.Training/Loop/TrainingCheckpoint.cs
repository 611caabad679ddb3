namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Where a training stood, with all that it needs to go on.</summary>
internal sealed record TrainingCheckpoint
{
    /// <summary>What makes two trainings the same: name and value of each thing that decides which bytes come out.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Identity { get; init; }

    /// <summary>The epoch to go on with, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Batches of that epoch that are done.</summary>
    public required int Batch { get; init; }

    /// <summary>Steps that are done.</summary>
    public required long Step { get; init; }

    /// <summary>Why the training was stopped; null if it wasn't.</summary>
    public required string? StopReason { get; init; }

    /// <summary>Weights and statistics.</summary>
    public required IReadOnlyDictionary<string, byte[]> Weights { get; init; }

    /// <summary>What the optimiser remembers, what was summed up in the epoch, and whatever else needs bytes, each by itself.</summary>
    public required IReadOnlyList<byte[]> States { get; init; }

    /// <summary>What each callback remembers, by the name of its type.</summary>
    public required IReadOnlyList<KeyValuePair<string, byte[]>> Callbacks { get; init; }

    public required TrainingHistory History { get; init; }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Identity.Count);
        foreach ((string name, string value) in Identity)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(Epoch);
        writer.Write(Batch);
        writer.Write(Step);
        writer.Write(StopReason ?? "");
        writer.Write(Weights.Count);
        foreach ((string name, byte[] bytes) in Weights.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            Write(writer, bytes);
        }

        writer.Write(States.Count);
        foreach (byte[] state in States)
            Write(writer, state);
        writer.Write(Callbacks.Count);
        foreach ((string name, byte[] state) in Callbacks)
        {
            writer.Write(name);
            Write(writer, state);
        }

        History.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="Exception">Any that <see cref="IsDamage"/> knows: these bytes were not written here.</exception>
    public static TrainingCheckpoint FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        var identity = new KeyValuePair<string, string>[ReadCount(reader)];
        for (int i = 0; i < identity.Length; i++)
            identity[i] = new(reader.ReadString(), reader.ReadString());
        int epoch = reader.ReadInt32(),
            batch = reader.ReadInt32();
        long step = reader.ReadInt64();
        string reason = reader.ReadString();
        var weights = new Dictionary<string, byte[]>();
        for (int count = ReadCount(reader); count > 0; count--)
            weights.Add(reader.ReadString(), Read(reader));
        var states = new byte[ReadCount(reader)][];
        for (int i = 0; i < states.Length; i++)
            states[i] = Read(reader);
        var callbacks = new KeyValuePair<string, byte[]>[ReadCount(reader)];
        for (int i = 0; i < callbacks.Length; i++)
            callbacks[i] = new(reader.ReadString(), Read(reader));
        return new TrainingCheckpoint
        {
            Identity = identity,
            Epoch = epoch,
            Batch = batch,
            Step = step,
            StopReason = reason.Length == 0 ? null : reason,
            Weights = weights,
            States = states,
            Callbacks = callbacks,
            History = TrainingHistory.Load(reader),
        };
    }

    /// <summary>Whether reading what wasn't written here can end so.</summary>
    public static bool IsDamage(Exception exception) =>
        exception
            is (IOException and not CheckpointException)
                or InvalidDataException
                or FormatException
                or ArgumentException
                or OnnxNetworkException;

    /// <summary>Refuses to go on with another training.</summary>
    /// <exception cref="CheckpointException">Something differs; the message says what.</exception>
    public void Require(string path, IReadOnlyList<KeyValuePair<string, string>> identity)
    {
        Dictionary<string, string> here = new(identity),
            there = new(Identity);
        foreach (string name in there.Keys.Concat(here.Keys.Except(there.Keys)))
        {
            if (there.GetValueOrDefault(name) != here.GetValueOrDefault(name))
            {
                throw new CheckpointException(
                    $"The checkpoint '{path}' is of another training: {name} is {there.GetValueOrDefault(name) ?? "nothing"} there and "
                        + $"{here.GetValueOrDefault(name) ?? "nothing"} here. Name another file, or set "
                        + $"{nameof(CheckpointOptions)}.{nameof(CheckpointOptions.Resume)} to false to write over it."
                );
            }
        }
    }

    private static void Write(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Read(BinaryReader reader) => reader.ReadBytes(ReadCount(reader));

    /// <summary>Reads how many things follow, of a byte each at least; no memory is taken for more than there can be.</summary>
    /// <exception cref="InvalidDataException">There can't be so many.</exception>
    private static int ReadCount(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        long rest = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= rest
            ? count
            : throw new InvalidDataException($"it counts {count:N0} where {rest:N0} bytes are left.");
    }
}

namespace Microsoft.ML.Runtime;

/// <summary>The environment behind an <see cref="MLContext"/>, and each host registered in it.</summary>
internal class HostEnvironment : IHostEnvironment
{
    private readonly HostEnvironment _root;
    private readonly Random _rand;
    private readonly string? _name;
    private string _tempFilePath = Path.GetTempPath();

    public HostEnvironment(int? seed)
    {
        Seed = seed;
        _root = this;
        _rand = RandomUtils.Create(seed);
        ComponentCatalog = new ComponentCatalog();
    }

    private HostEnvironment(HostEnvironment parent, string name, Random rand)
    {
        Seed = parent.Seed;
        _root = parent._root;
        _rand = rand;
        _name = parent._name == null ? name : $"{parent._name}; {name}";
        ComponentCatalog = parent.ComponentCatalog;

        // A component keeps the device that was asked for when it was made.
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
    }

    public event Action<ChannelMessage, string>? Message;

    public ComponentCatalog ComponentCatalog { get; }

    public int? Seed { get; }

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public string TempFilePath
    {
        get => _root._tempFilePath;
        set => _root._tempFilePath = value;
    }

    public string ContextDescription => _name ?? "HostEnvironment";

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_rand)
            return new Host(this, name, seed is { } own ? RandomUtils.Create(own) : RandomUtils.Create(_rand.Next()));
    }

    public IChannel Start(string name) => new Channel(_root, ContextDescription, name);

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        ex.Data["Throwing component"] = ContextDescription;
        return ex;
    }

    private sealed class Host(HostEnvironment parent, string name, Random rand) : HostEnvironment(parent, name, rand), IHost
    {
        public Random Rand => _rand;
    }

    private sealed class Channel(HostEnvironment root, string owner, string name) : IChannel
    {
        public string ContextDescription => $"{owner}; {name}";

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

        public void Send(ChannelMessage msg) => root.Message?.Invoke(msg, ContextDescription);

        public TException Process<TException>(TException ex)
            where TException : Exception
        {
            ex.Data["Throwing component"] = ContextDescription;
            return ex;
        }

        public void Dispose()
        {
        }
    }
}

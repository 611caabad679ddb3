using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class MLContext : IHostEnvironment
{
    public MLContext(int? seed = null)
    {
        Environment = new HostEnvironment(seed);
        Environment.Message += (message, source) => Log?.Invoke(this, new LoggingEventArgs(message.Message, message.Kind, source));
        BinaryClassification = new BinaryClassificationCatalog(Environment);
        MulticlassClassification = new MulticlassClassificationCatalog(Environment);
        Regression = new RegressionCatalog(Environment);
        Transforms = new TransformsCatalog(Environment);
        Model = new ModelOperationsCatalog(Environment);
        Data = new DataOperationsCatalog(Environment);
    }

    public event EventHandler<LoggingEventArgs>? Log;

    public BinaryClassificationCatalog BinaryClassification { get; }

    public MulticlassClassificationCatalog MulticlassClassification { get; }

    public RegressionCatalog Regression { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    public DataOperationsCatalog Data { get; }

    public ComponentCatalog ComponentCatalog => Environment.ComponentCatalog;

    public string TempFilePath
    {
        get => Environment.TempFilePath;
        set => Environment.TempFilePath = value;
    }

    public bool FallbackToCpu
    {
        get => Environment.FallbackToCpu;
        set => Environment.FallbackToCpu = value;
    }

    public int? GpuDeviceId
    {
        get => Environment.GpuDeviceId;
        set => Environment.GpuDeviceId = value;
    }

    string IExceptionContext.ContextDescription => Environment.ContextDescription;

    internal HostEnvironment Environment { get; }

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => Environment.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => Environment.Start(name);

    TException IExceptionContext.Process<TException>(TException ex) => Environment.Process(ex);
}

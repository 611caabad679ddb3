using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class MLContextTests
{
    [Fact]
    public void A_context_asks_for_no_device_and_falls_back_to_none_unless_told()
    {
        var ml = new MLContext();
        Assert.Null(ml.GpuDeviceId);
        ml.GpuDeviceId = 1;
        ml.FallbackToCpu = true;
        Assert.Equal((1, true), (ml.GpuDeviceId, ml.FallbackToCpu));
    }

    [Fact]
    public void Fallback_to_the_processor_is_off_at_first() => Assert.False(new MLContext().FallbackToCpu);

    [Fact]
    public void Temporary_files_go_to_the_usual_folder() => Assert.Equal(Path.GetTempPath(), new MLContext().TempFilePath);

    [Fact]
    public void Every_catalog_is_there()
    {
        var ml = new MLContext(0);
        object[] catalogs =
        [
            ml.Data, ml.Model, ml.Transforms, ml.Transforms.Conversion, ml.Transforms.Categorical, ml.Transforms.Text, ml.Transforms.FeatureSelection,
            ml.BinaryClassification, ml.BinaryClassification.Trainers, ml.MulticlassClassification, ml.MulticlassClassification.Trainers,
            ml.Regression, ml.Regression.Trainers, ml.ComponentCatalog,
        ];
        Assert.DoesNotContain(null, catalogs);
    }

    [Fact]
    public void Log_messages_name_their_source_and_kind()
    {
        var args = new LoggingEventArgs("text", ChannelMessageKind.Warning, "source");
        Assert.Equal("[Source=source, Kind=Warning] text", args.Message);
        Assert.Equal(("text", "source"), (args.RawMessage, args.Source));
    }

    [Fact]
    public void Messages_of_components_come_out_at_Log()
    {
        var ml = new MLContext(0);
        var seen = new List<LoggingEventArgs>();
        ml.Log += (_, args) => seen.AddRange(args.Kind == ChannelMessageKind.Trace ? [] : [args]);
        IHost host = ((IHostEnvironment)ml).Register("Component");
        using (IChannel channel = host.Start("Phase"))
        {
            channel.Warning(MessageSensitivity.None, "careful");
            channel.Info(MessageSensitivity.None, "{0} of {1}", 1, 2);
        }

        Assert.Equal([("careful", ChannelMessageKind.Warning), ("1 of 2", ChannelMessageKind.Info)], seen.Select(args => (args.RawMessage, args.Kind)));
        Assert.All(seen, args => Assert.Equal("Component; Phase", args.Source));
    }

    [Fact]
    public void Hosts_draw_random_numbers_from_the_seed()
    {
        Assert.Equal(Draw(new MLContext(3)), Draw(new MLContext(3)));
        Assert.NotEqual(Draw(new MLContext(3)), Draw(new MLContext(4)));

        static int Draw(IHostEnvironment env) => env.Register("Component").Rand.Next();
    }

    [Fact]
    public void An_assembly_may_be_registered_twice()
    {
        var ml = new MLContext(0);
        ml.ComponentCatalog.RegisterAssembly(typeof(MLContextTests).Assembly);
        ml.ComponentCatalog.RegisterAssembly(typeof(MLContextTests).Assembly);
    }
}

using Microsoft.ML;

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
        var args = new LoggingEventArgs("text", Microsoft.ML.Runtime.ChannelMessageKind.Warning, "source");
        Assert.Equal("[Source=source, Kind=Warning] text", args.Message);
        Assert.Equal(("text", "source"), (args.RawMessage, args.Source));
    }

    [Fact]
    public void An_assembly_may_be_registered_twice()
    {
        var ml = new MLContext(0);
        ml.ComponentCatalog.RegisterAssembly(typeof(MLContextTests).Assembly);
        ml.ComponentCatalog.RegisterAssembly(typeof(MLContextTests).Assembly);
    }
}

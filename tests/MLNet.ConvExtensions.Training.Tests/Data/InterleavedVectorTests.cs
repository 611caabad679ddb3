using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>Vectors whose type says that the channels of a pixel lie side by side are read as the planes that networks take.</summary>
public sealed class InterleavedVectorTests
{
    [Theory]
    [InlineData(3, 4, 6)]
    [InlineData(2, 5, 3)]
    [InlineData(4, 7, 7)]
    public void Both_orders_give_the_same_samples(int channels, int height, int width)
    {
        float[] planes = [.. Enumerable.Range(0, channels * height * width).Select(i => i * 0.5f)];
        float[] pixels = [.. Enumerable.Range(0, planes.Length).Select(i => planes[((i % channels) * height * width) + (i / channels)])];
        var shape = new SampleShape(channels, height, width);
        Assert.Equal(planes, Read(planes, shape, channels * height * width));
        Assert.Equal(planes, Read(planes, shape, channels, height, width));
        Assert.Equal(planes, Read(pixels, shape, height, width, channels));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(pixels, shape, height, channels, width));
    }

    private static float[] Read(float[] values, SampleShape shape, params int[] axes)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, axes);
        IDataView data = new MLContext().Data.LoadFromEnumerable([new Row { Features = values, Label = 1 }], schema);
        TrainingSamples samples = new SampleReader(
            data,
            new SampleColumns(nameof(Row.Features), nameof(Row.Label)),
            ModelTask.Regression
        ).ReadVectors(shape);
        var read = new float[shape.Length];
        samples.Store.Write(0, null!, read);
        return read;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}

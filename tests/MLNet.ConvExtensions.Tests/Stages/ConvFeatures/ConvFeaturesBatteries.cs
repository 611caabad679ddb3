using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

public sealed class ConvFeaturesOfPathsBattery : EstimatorBattery<ConvFeaturesOfPathsBattery.Case>
{
    public class Case : ConvFeaturesCase<Row>
    {
        private readonly TemporaryFolder _folder = new();

        private protected TemporaryFolder Folder => _folder;

        // ML.NET's own resizing, to which a saved model falls back, is not antialiased.
        public override double SavedTolerance => 1e-4;

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override void SetImage(Row row, int number, bool missing)
        {
            string name = $"{number}.png";
            if (!missing && !File.Exists(_folder.File(name)))
                _folder.Write(name, TestImages.Png(number));
            row.Image = missing ? "" : _folder.File(name);
        }
    }

    public sealed class Row : ImageRow
    {
        public string Image { get; set; } = "";
    }
}

public sealed class ConvFeaturesWithCacheFileBattery : EstimatorBattery<ConvFeaturesWithCacheFileBattery.Case>
{
    public sealed class Case : ConvFeaturesOfPathsBattery.Case
    {
        protected override ConvFeaturesOptions Configure(ConvFeaturesOptions options) =>
            options with
            {
                CacheTo = Folder.File("features.cache"),
                BatchSize = 3,
            };
    }
}

public sealed class ConvFeaturesOfBytesBattery : EstimatorBattery<ConvFeaturesOfBytesBattery.Case>
{
    public class Case : ConvFeaturesCase<Row>
    {
        public override double SavedTolerance => 1e-4;

        protected override void SetImage(Row row, int number, bool missing) =>
            row.Image = missing ? default : Dense(TestImages.Png(number));

        private static VBuffer<byte> Dense(byte[] bytes) => new(bytes.Length, bytes);
    }

    public sealed class Row : ImageRow
    {
        public VBuffer<byte> Image { get; set; }
    }
}

public sealed class ConvFeaturesOfImagesBattery : EstimatorBattery<ConvFeaturesOfImagesBattery.Case>
{
    public class Case : ConvFeaturesCase<Row>
    {
        public override double SavedTolerance => 1e-4;

        protected override void SetImage(Row row, int number, bool missing)
        {
            using var stream = new MemoryStream(TestImages.Png(number));
            row.Image = missing ? null : MLImage.CreateFromStream(stream);
        }
    }

    public sealed class Row : ImageRow
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}

public sealed class ConvFeaturesOfPixelsBattery : EstimatorBattery<ConvFeaturesOfPixelsBattery.Case>
{
    public class Case : ConvFeaturesCase<Row>
    {
        // Nothing is resized: a saved model computes the same.
        public override double SavedTolerance => 1e-6;

        protected override void SetImage(Row row, int number, bool missing)
        {
            using SKBitmap bitmap = TestImages.Bitmap(number, 32, 32);
            ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
            var values = new float[3 * 32 * 32];
            for (int i = 0; i < 32 * 32; i++)
            {
                for (int c = 0; c < 3; c++)
                    values[c * 32 * 32 + i] = pixels[4 * i + c];
            }

            if (missing)
                values[100] = float.NaN;
            row.Image = values;
        }
    }

    public sealed class Row : ImageRow
    {
        [VectorType(3 * 32 * 32)]
        public float[] Image { get; set; } = [];
    }
}

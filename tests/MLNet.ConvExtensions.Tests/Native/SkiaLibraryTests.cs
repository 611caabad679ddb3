using System.Diagnostics;
using MLNet.ConvExtensions.Native;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Native;

public sealed class SkiaLibraryTests
{
    [Fact]
    public void The_version_that_errors_name_is_the_one_that_the_library_is_built_with()
    {
        Assert.StartsWith(
            SkiaLibrary.Version + ".",
            FileVersionInfo.GetVersionInfo(typeof(SKData).Assembly.Location).FileVersion,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_SkiaSharp_that_MLNETs_images_do_not_run_with_is_refused_with_the_version_that_works()
    {
        var cause = new MissingMethodException("Method not found: 'System.ReadOnlySpan`1<Byte> SkiaSharp.SKBitmap.GetPixelSpan()'.");

        NativeLibraryException error = SkiaLibrary.TooNew(cause);

        Assert.Contains("GetPixelSpan", error.Message, StringComparison.Ordinal);
        Assert.Contains("2.88.9", error.Message, StringComparison.Ordinal);
    }
}

using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Native;

namespace MLNet.ConvExtensions.Tests.Native;

public sealed class TurboJpegLibraryTests
{
    [Fact]
    public void Where_there_is_no_library_the_names_are_told_that_were_looked_for()
    {
        Assert.Null(TurboJpegLibrary.Open(["libnothing.so.0", "libnothing.so"], out string why));

        Assert.Equal("there is no libnothing.so.0 and no libnothing.so", why);
    }

    [SkippableFact]
    public void A_library_that_lacks_the_functions_is_left_alone()
    {
        Skip.IfNot(RuntimeInformation.IsOSPlatform(OSPlatform.Linux), "the library that is tried is Linux's");

        Assert.Null(TurboJpegLibrary.Open(["libc.so.6"], out string why));

        Assert.StartsWith("libc.so.6 is older than version 2.0 of libjpeg-turbo", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_asked_for_and_missing_is_an_error_that_names_the_switch_and_the_package()
    {
        NativeLibraryException error = TurboJpegLibrary.Missing("there is no libturbojpeg.so.0");

        Assert.Contains("MLNet.ConvExtensions.TurboJpeg is true", error.Message, StringComparison.Ordinal);
        Assert.Contains("libturbojpeg0", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}

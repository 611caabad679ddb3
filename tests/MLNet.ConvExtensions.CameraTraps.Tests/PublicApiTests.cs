using System.Reflection;
using System.Runtime.CompilerServices;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests;

/// <summary>
/// The camera traps assembly's public surface is what PublicApi.txt says, so that none of it changes by accident. After a change on purpose:
/// CONV_UPDATE_PUBLIC_API=1 dotnet test tests/MLNet.ConvExtensions.CameraTraps.Tests --filter PublicApi
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_one_on_record()
    {
        string[] actual = PublicSurface.Of(Assembly.Load("MLNet.ConvExtensions.CameraTraps"));
        if (Environment.GetEnvironmentVariable("CONV_UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllLines(Path.Combine(SourceFolder(), "PublicApi.txt"), actual);
            return;
        }

        string[] expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        Assert.Equal([], actual.Except(expected).Select(line => "+ " + line).Concat(expected.Except(actual).Select(line => "- " + line)));
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary><c>mlconv --version</c>: the version, and in a second line what decodes JPEG files here, which decides how fast that is.</summary>
internal sealed class VersionLines(TextWriter output) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        Assembly tool = typeof(VersionLines).Assembly;
        string version = tool.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        output.WriteLine(version.Split('+')[0]);
        output.WriteLine($"JPEG: {ImageReader.JpegDecoder}");
        return CommandLineTool.Success;
    }
}

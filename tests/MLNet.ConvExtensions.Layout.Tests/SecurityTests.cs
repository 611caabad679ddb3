using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>Each line of SECURITY.md has its test.</summary>
public sealed partial class SecurityTests
{
    [Fact]
    public void The_tests_that_are_named_are_there()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories);
        MatchCollection named = Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md")));
        Assert.NotEmpty(named);
        Assert.All(
            named,
            test =>
            {
                string? file = files.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == test.Groups["class"].Value);
                Assert.True(file is not null, $"There is no {test.Value}.");
                Assert.Contains(test.Groups["test"].Value, File.ReadAllText(file), StringComparison.Ordinal);
            }
        );
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)(\.(?<test>\w+))?`")]
    private static partial Regex Named();
}

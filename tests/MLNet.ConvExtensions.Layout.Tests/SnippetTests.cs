namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>
/// C# in the README and in the guides is code that is built and run: it stands so in a sample, or in a program that is run with the
/// packages.
/// </summary>
public sealed class SnippetTests
{
    private static readonly string[] Programs = ["samples", "eng/packages"];

    public static TheoryData<string, int> Snippets
    {
        get
        {
            var snippets = new TheoryData<string, int>();
            foreach (
                string file in Directory
                    .GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                    .Prepend(Path.Combine(Repository.Root, "README.md"))
            )
            {
                for (int i = 0; i < Read(file).Count; i++)
                    snippets.Add(Path.GetRelativePath(Repository.Root, file), i);
            }

            return snippets;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_is_part_of_a_program(string document, int number)
    {
        string snippet = Read(Path.Combine(Repository.Root, document))[number];
        IEnumerable<string> programs = Programs
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        Assert.True(
            programs.Any(file => Plain(File.ReadLines(file)).Contains(snippet, StringComparison.Ordinal)),
            $"In no program:\n{snippet}"
        );
    }

    // A guide names the file in the line before, and leaves out what its comments say.
    [Fact]
    public void A_script_that_a_guide_shows_is_the_one_in_the_repository()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "cluster.md"));
        int start = Array.IndexOf(lines, "`eng/slurm/train.sbatch`:") + 3;
        IEnumerable<string> script = File.ReadLines(Path.Combine(Repository.Root, "eng", "slurm", "train.sbatch"));

        Assert.Equal("```sh", lines[start - 1]);
        Assert.Equal(script.Where(l => !l.StartsWith("# ", StringComparison.Ordinal)), lines.Skip(start).TakeWhile(l => l != "```"));
    }

    /// <summary>The snippets of C# of a document.</summary>
    private static List<string> Read(string document)
    {
        var snippets = new List<string>();
        List<string>? lines = null;
        foreach (string line in File.ReadLines(document))
        {
            if (line == "```csharp")
                lines = [];
            else if (line == "```" && lines is not null)
                (snippets, lines) = ([.. snippets, Plain(lines)], null);
            else
                lines?.Add(line);
        }

        return snippets;
    }

    /// <summary>Code without its indentation and empty lines.</summary>
    private static string Plain(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(l => l.Trim()).Where(l => l.Length > 0)) + "\n";
}

namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>A folder of the source, as a row of the table in CONTRIBUTING.md.</summary>
/// <param name="Order">Its place in the table.</param>
/// <param name="Folder">The folder, relative to 'src'.</param>
/// <param name="Libraries">What it may use of other people's packages.</param>
internal sealed record Room(int Order, string Folder, IReadOnlyList<string> Libraries)
{
    /// <summary>The rooms of the table whose head is '| room | holds | uses |', in its order.</summary>
    public static IReadOnlyList<Room> Read(string contributing)
    {
        string[][] rows = Table.Read(contributing, "| room |");
        return
        [
            .. rows.Where(row => row[0].StartsWith("`src/", StringComparison.Ordinal))
                .Select(
                    (row, i) => new Room(i, row[0].Trim('`')["src/".Length..], row[2].Split(", ", StringSplitOptions.RemoveEmptyEntries))
                ),
        ];
    }

    public override string ToString() => Folder;
}

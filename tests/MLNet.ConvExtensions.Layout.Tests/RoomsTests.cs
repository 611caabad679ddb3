namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>The rooms of CONTRIBUTING.md are those of the code, and know each other only as it says.</summary>
public sealed class RoomsTests
{
    private static readonly string Contributing = Path.Combine(Repository.Root, "CONTRIBUTING.md");

    private readonly Layout _layout = new(Room.Read(Contributing));

    [Fact]
    public void Every_file_is_in_a_room_of_the_table() => AssertNone(_layout.FilesOutside());

    [Fact]
    public void Every_room_of_the_table_is_there() => AssertNone(_layout.EmptyRooms());

    [Fact]
    public void A_room_knows_only_rooms_above_it_in_the_table() => AssertNone(_layout.Arrows().Where(a => a.IsUpwards));

    [Fact]
    public void A_room_uses_only_the_libraries_that_the_table_names() =>
        AssertNone(
            _layout
                .LibraryUses()
                .Where(use => !use.Room.Libraries.Contains(use.Library))
                .Select(use => $"{use.Room} uses {use.Library}: {use.Type}")
        );

    [Fact]
    public void No_library_is_named_in_vain()
    {
        ILookup<Room, string> used = _layout.LibraryUses().ToLookup(use => use.Room, use => use.Library);
        AssertNone(_layout.Rooms.SelectMany(room => room.Libraries.Except(used[room]).Select(library => $"{room} doesn't use {library}")));
    }

    [Fact]
    public void Namespaces_are_folders_except_the_public_ones() => AssertNone(_layout.StrayNamespaces());

    [Fact]
    public void Assemblies_use_of_each_other_what_is_public_and_fewer_than_ten_internal_types()
    {
        string[][] rows = Table.Read(Contributing, "| internal |");
        using var uses = new InternalUses(Layout.Assemblies);
        Assert.Equal(rows.Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal), uses.Names().Order(StringComparer.Ordinal));
        Assert.InRange(rows.Length, 0, 9);
        Assert.All(rows, row => Assert.NotEqual("", row[1]));
    }

    private static void AssertNone<T>(IEnumerable<T> found)
    {
        string[] lines = [.. found.Select(f => f!.ToString()!).Distinct().Order(StringComparer.Ordinal)];
        Assert.True(lines.Length == 0, string.Join(Environment.NewLine, lines));
    }
}

using Mono.Cecil;

namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>The compiled assemblies as rooms, and who knows whom.</summary>
internal sealed class Layout
{
    /// <summary>The names of the product's assemblies.</summary>
    public static IReadOnlyList<string> Assemblies { get; } =
    [
        "MLNet.ConvExtensions",
        "MLNet.ConvExtensions.Training",
        "MLNet.ConvExtensions.Insight",
        "MLNet.ConvExtensions.CameraTraps",
        "MLNet.ConvExtensions.AutoML",
        "mlconv",
    ];

    // Assemblies by the beginning of their names, the longer beginnings first.
    private static readonly (string Beginning, string Library)[] Libraries =
    [
        ("Google.Protobuf", "Protobuf"),
        ("Microsoft.ML.OnnxRuntime", "ONNX Runtime"),
        ("Microsoft.ML", "ML.NET"),
        ("SkiaSharp", "SkiaSharp"),
        ("CsvHelper", "CsvHelper"),
        ("MetadataExtractor", "MetadataExtractor"),
        ("Apache.Arrow", "Arrow"),
        ("Parquet", "Parquet"),
        ("Microsoft.AspNetCore", "ASP.NET"),
        ("TorchSharp", "TorchSharp"),
        ("MathNet.Numerics", "Math.NET"),
        ("System.CommandLine", "System.CommandLine"),
        ("Spectre.Console", "Spectre.Console"),
    ];

    private readonly Dictionary<string, string> _files = [];
    private readonly List<AssemblyDefinition> _assemblies = [];

    public Layout(IReadOnlyList<Room> rooms)
    {
        Rooms = rooms;
        foreach (string name in Assemblies)
        {
            string path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
            AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(path);
            _assemblies.Add(assembly);
            foreach (
                (string type, string file) in SourceFiles.Read(path).Where(t => !t.Key.Contains(".Generated.", StringComparison.Ordinal))
            )
                _files[Key(assembly.Name.Name, type)] = file;
        }
    }

    public IReadOnlyList<Room> Rooms { get; }

    /// <summary>The files of source that are in no room.</summary>
    public IEnumerable<string> FilesOutside() => _files.Values.Distinct().Where(f => RoomOf(f) is null).Order(StringComparer.Ordinal);

    /// <summary>The rooms without a type.</summary>
    public IEnumerable<Room> EmptyRooms() => Rooms.Except(_files.Values.Select(RoomOf).OfType<Room>());

    /// <summary>Where types know types of another room.</summary>
    public IEnumerable<Arrow> Arrows() =>
        from use in Uses()
        let to = RoomOf(use.Used)
        where to is not null && to != use.Room
        select new Arrow(use.Room, use.User.Name, to, use.Used.Name);

    /// <summary>Where types use other people's libraries.</summary>
    public IEnumerable<(Room Room, string Type, string Library)> LibraryUses() =>
        from use in Uses()
        let scope = use.Used.Scope.Name
        let library = Libraries.FirstOrDefault(l => scope.StartsWith(l.Beginning, StringComparison.Ordinal)).Library
        where library is not null
        select (use.Room, use.User.Name, library);

    /// <summary>
    /// The internal types whose namespace isn't their folder's name, and the public ones that aren't in one of the two namespaces of the
    /// public.
    /// </summary>
    public IEnumerable<string> StrayNamespaces() =>
        from assembly in _assemblies
        from type in assembly.MainModule.Types
        let room = RoomOf(type)
        where room is not null
        let file = _files[Key(assembly.Name.Name, type.FullName)]
        let folder = FolderOf(file).Replace('/', '.')
        where type.Name != "Program" // Its namespace is none: the statements at the top of Program.cs.
        where type.IsPublic ? type.Namespace is not ("MLNet.ConvExtensions" or "Microsoft.ML") : type.Namespace != folder
        select $"{type.FullName} is in the folder {FolderOf(file)}";

    private IEnumerable<(Room Room, TypeDefinition User, TypeReference Used)> Uses() =>
        from assembly in _assemblies
        from use in UsedTypes.Read(assembly).Distinct()
        let room = RoomOf(use.User)
        where room is not null
        select (room, use.User, use.Used);

    private Room? RoomOf(TypeReference type) =>
        _files.TryGetValue(Key(AssemblyOf(type), type.FullName), out string? file) ? RoomOf(file) : null;

    /// <summary>The innermost room that a file lies in; generated code lies where its source does.</summary>
    private Room? RoomOf(string file)
    {
        string folder = FolderOf(file);
        return Rooms
            .Where(r => folder == r.Folder || folder.StartsWith(r.Folder + "/", StringComparison.Ordinal))
            .MaxBy(r => r.Folder.Length);
    }

    private static string FolderOf(string file)
    {
        string[] parts = file.Split('/');
        return string.Join('/', parts.Length > 4 && parts[1] == "obj" ? [parts[0], .. parts[4..^1]] : parts[..^1]);
    }

    private static string AssemblyOf(TypeReference type) =>
        type.Scope is AssemblyNameReference reference ? reference.Name : type.Module.Assembly.Name.Name;

    private static string Key(string assembly, string type) => $"{assembly}: {type}";
}

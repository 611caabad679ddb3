using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Support;

/// <summary>A small archive of the photos that Pillow made (Archives/photos.py).</summary>
internal sealed class Archive : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.File("archive");

    public static byte[] Photo(string name) =>
        System.IO.File.ReadAllBytes(System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "archive", name));

    public string Beside(string name) => _folder.File(name);

    /// <summary>Puts a photo at a path of the archive.</summary>
    public Archive Add(string path, string photo) => Add(path, Photo(photo));

    public Archive Add(string path, byte[] content)
    {
        string file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllBytes(file, content);
        return this;
    }

    public string Write(string name, params string[] lines)
    {
        System.IO.File.WriteAllLines(Beside(name), lines);
        return Beside(name);
    }

    public void Dispose() => _folder.Dispose();
}

namespace SpokenDigits;

/// <summary>A recording: its file's name says what is said, by whom, and how often before.</summary>
internal sealed record Recording(string Path, string Digit, string Speaker, int Number)
{
    public static Recording[] Find(string folder) =>
        [
            .. from path in Directory.GetFiles(folder, "*.wav")
            let parts = System.IO.Path.GetFileNameWithoutExtension(path).Split('_')
            where parts.Length == 3
            orderby path
            select new Recording(path, parts[0], parts[1], int.Parse(parts[2])),
        ];
}

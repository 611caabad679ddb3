using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>Photos as small pictures in rows on a few JPEGs, which a page draws from.</summary>
internal sealed class PhotoSheets
{
    private const int Across = 16;
    private const int Quality = 72;

    private PhotoSheets(int side, int[] widths, int[] heights, string[] sheets) =>
        (Side, Widths, Heights, Sheets) = (side, widths, heights, sheets);

    /// <summary>Pictures on a sheet.</summary>
    public static int Each => Across * Across;

    /// <summary>Pictures in a row of a sheet.</summary>
    public static int EachRow => Across;

    /// <summary>The pixels of a place on a sheet, in which a picture lies at the top left.</summary>
    public int Side { get; }

    /// <summary>The pictures' widths; 0 for a photo that can't be read.</summary>
    public int[] Widths { get; }

    public int[] Heights { get; }

    /// <summary>The sheets as data URIs.</summary>
    public string[] Sheets { get; }

    /// <param name="files">The photos.</param>
    /// <param name="parallel">Threads.</param>
    /// <param name="progress">Is told how many photos are done.</param>
    public static PhotoSheets Of(IReadOnlyList<string> files, ParallelOptions parallel, IProgress<int>? progress)
    {
        int wanted = SideFor(files.Count),
            done = 0;
        var photos = new byte[files.Count][];
        var sizes = new SKSizeI[files.Count];
        Parallel.For(
            0,
            files.Count,
            parallel,
            i =>
            {
                // A sheet is compressed once more.
                photos[i] = PhotoThumbnail.Jpeg(files[i], wanted, quality: 90) ?? [];
                using SKBitmap? photo = photos[i].Length == 0 ? null : SKBitmap.Decode(photos[i]);
                sizes[i] = photo is null ? default : new SKSizeI(photo.Width, photo.Height);
                progress?.Report(Interlocked.Increment(ref done));
            }
        );
        int side = Math.Clamp(sizes.Max(s => Math.Max(s.Width, s.Height)), 1, wanted);
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = Fit(sizes[i], side);
        var sheets = new string[(files.Count + Each - 1) / Each];
        Parallel.For(0, sheets.Length, parallel, sheet => sheets[sheet] = Draw(photos, sizes, sheet * Each, side));
        return new PhotoSheets(side, [.. sizes.Select(s => s.Width)], [.. sizes.Select(s => s.Height)], sheets);
    }

    /// <summary>Small enough that a page with all photos opens quickly.</summary>
    private static int SideFor(int photos) =>
        photos switch
        {
            <= 500 => 160,
            <= 2500 => 96,
            <= 6000 => 64,
            _ => 48,
        };

    private static SKSizeI Fit(SKSizeI size, int side)
    {
        if (size.Width == 0 || size.Height == 0)
            return default;
        double factor = side / (double)Math.Max(size.Width, size.Height);
        return new SKSizeI(Math.Max(1, (int)Math.Round(size.Width * factor)), Math.Max(1, (int)Math.Round(size.Height * factor)));
    }

    private static string Draw(byte[][] photos, SKSizeI[] sizes, int first, int side)
    {
        int count = Math.Min(Each, photos.Length - first),
            rows = (count + Across - 1) / Across;
        using var sheet = new SKBitmap(
            new SKImageInfo(Math.Min(count, Across) * side, rows * side, SKColorType.Rgba8888, SKAlphaType.Opaque)
        );
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(SKColors.Gray);
        using var paint = new SKPaint { FilterQuality = SKFilterQuality.Medium };
        for (int i = 0; i < count; i++)
        {
            if (sizes[first + i].Width == 0)
                continue;
            using SKBitmap photo = SKBitmap.Decode(photos[first + i]);
            var place = new SKPoint(i % Across * side, i / Across * side);
            canvas.DrawBitmap(photo, SKRect.Create(place, sizes[first + i]), paint);
        }

        canvas.Flush();
        using SKData encoded = sheet.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return "data:image/jpeg;base64," + Convert.ToBase64String(encoded.ToArray());
    }
}

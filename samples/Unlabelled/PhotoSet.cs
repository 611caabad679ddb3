using Microsoft.ML;
using Microsoft.ML.Data;

namespace Unlabelled;

/// <summary>Images to train and to test with.</summary>
internal sealed record PhotoSet(Photo[] Train, Photo[] Test)
{
    private const int MostToTest = 2000;

    public int Classes => Train.Select(p => p.Label).Distinct().Count();

    /// <summary>Reads CIFAR-10, or a folder with a folder of images for each class, of which a fifth is kept for the test.</summary>
    public static PhotoSet Read(MLContext ml, string folder, int images)
    {
        bool cifar =
            Directory.Exists(Path.Combine(folder, "train"))
            || Directory.GetFiles(folder, "*.tar.gz").Length > 0
            || File.Exists(Path.Combine(folder, "data_batch_1.bin"));
        if (cifar)
            return new PhotoSet(
                Take(ReadCifar(ml, folder, train: true), images, seed: 1),
                Take(ReadCifar(ml, folder, train: false), MostToTest, seed: 1)
            );
        IDataView data = ml.Data.LoadImageFolder(folder);
        Photo[] all =
        [
            .. data.GetColumn<string>("ImagePath")
                .Zip(data.GetColumn<string>("Label"), (path, label) => new Photo(File.ReadAllBytes(path), label)),
        ];
        Photo[] test = Take(all, all.Length / 5, seed: 1);
        return new PhotoSet(Take([.. all.Except(test)], images, seed: 1), test);
    }

    /// <summary>As many images of each class, about so many in all.</summary>
    public static Photo[] Take(Photo[] photos, int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. photos
                .GroupBy(p => p.Label)
                .SelectMany(group =>
                {
                    Photo[] members = [.. group];
                    random.Shuffle(members);
                    return members.Take(Math.Max(2, (int)Math.Round((double)count * members.Length / photos.Length)));
                }),
        ];
    }

    private static Photo[] ReadCifar(MLContext ml, string folder, bool train)
    {
        IDataView data = ml.Data.LoadCifar(folder, train);
        data = ml.Transforms.Conversion.MapKeyToValue("Label").Fit(data).Transform(data);
        return [.. data.GetColumn<byte[]>("Image").Zip(data.GetColumn<string>("Label"), (image, label) => new Photo(image, label))];
    }
}

using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Videos;

namespace Microsoft.ML;

/// <summary>Videos as data: a row for each frame.</summary>
public static class VideoDataCatalog
{
    /// <summary>Loads the videos of a folder that has a folder for each class.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">
    /// The folder. In a class's folder, at any depth, files that end in one of <see cref="VideoReader.Extensions"/> are videos, and so are
    /// folders of images, their frames. What begins with a dot is left out.
    /// </param>
    /// <param name="options">Which frames; one a second if left out.</param>
    /// <returns>
    /// A row for each frame, video by video in the order of their paths: 'VideoPath' and 'Label' (text), 'Frame' (its number, from 0),
    /// 'Seconds' (when it is shown; NaN where that isn't known) and 'Image'. The videos are read while the rows are, anew in each pass:
    /// put a cache behind the features.
    /// </returns>
    /// <remarks>
    /// A video is judged by all of its frames with <c>BurstEnsemble</c>, whose group is 'VideoPath'; split by that column, too
    /// (<see cref="DataSplitCatalog.TrainTestSplitByGroup"/>), or a model is asked about videos that it knows.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ImageInputException">
    /// There is no video, or frames lie outside of folders of their own; while rows are read, that a video can't be.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IDataView LoadVideoFolder(this DataOperationsCatalog catalog, string path, VideoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Load(catalog, VideoFolder.Find(path), options);
    }

    /// <summary>Loads videos without classes.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="paths">The videos: files, or folders of frames.</param>
    /// <param name="options">Which frames; one a second if left out.</param>
    /// <returns>Rows as those of <see cref="LoadVideoFolder"/>, in the order of the paths, with an empty 'Label'.</returns>
    /// <exception cref="ImageInputException">While rows are read: a video can't be.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IDataView LoadVideos(this DataOperationsCatalog catalog, IEnumerable<string> paths, VideoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(paths);
        return Load(catalog, [.. paths.Select(p => (p, ""))], options);
    }

    private static IDataView Load(DataOperationsCatalog catalog, (string Path, string Label)[] videos, VideoOptions? options)
    {
        options ??= new VideoOptions();
        options.Validate();
        return catalog.LoadFromEnumerable(
            videos.SelectMany(video =>
                VideoReader
                    .ReadFrames(video.Path, options)
                    .Select(frame => new VideoRow
                    {
                        VideoPath = video.Path,
                        Label = video.Label,
                        Frame = frame.Number,
                        Seconds = (float)(frame.Time?.TotalSeconds ?? double.NaN),
                        Image = frame.Image,
                    })
            )
        );
    }
}

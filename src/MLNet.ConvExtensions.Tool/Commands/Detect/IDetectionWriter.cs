namespace MLNet.ConvExtensions.Tool.Commands.Detect;

/// <summary>Writes what was found, photo by photo.</summary>
internal interface IDetectionWriter : IDisposable
{
    /// <param name="name">What the photo is called.</param>
    /// <param name="found">What was found in it.</param>
    void Write(string name, ImageDetections found);

    /// <summary>Writes the end.</summary>
    void Complete();
}

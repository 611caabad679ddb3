namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Where in the source a place of the result is: x = <paramref name="Xx"/> u + <paramref name="Xy"/> v + <paramref name="X0"/>, y likewise,
/// with u and v counted from the result's middle and pixels' middles at halves.
/// </summary>
internal readonly record struct PlaneMap(double Xx, double Xy, double Yx, double Yy, double X0, double Y0)
{
    /// <summary>The same, with the result moved by pixels of its own.</summary>
    public PlaneMap Shifted(double right, double down) =>
        this with
        {
            X0 = X0 - (Xx * right) - (Xy * down),
            Y0 = Y0 - (Yx * right) - (Yy * down),
        };
}

using MLNet.ConvExtensions.Training.Autograd.Plan;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>How a Resize node resamples.</summary>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="Coordinates">How a place in the output becomes one in the input.</param>
/// <param name="Rounding">How nearest rounds.</param>
/// <param name="CubicA">The coefficient of the cubic kernel.</param>
/// <param name="ExcludeOutside">Whether weights outside the input are left out, and the others made to sum up to 1.</param>
/// <param name="Extrapolation">The value outside the region of tf_crop_and_resize.</param>
/// <param name="Antialias">Whether the kernel widens where the output is smaller.</param>
/// <param name="KeepAspect">stretch, not_larger or not_smaller.</param>
internal sealed record ResizeOptions(
    string Mode,
    string Coordinates,
    string Rounding,
    double CubicA,
    bool ExcludeOutside,
    double Extrapolation,
    bool Antialias,
    string KeepAspect
)
{
    private static readonly string[] KnownCoordinates =
    [
        "half_pixel",
        "half_pixel_symmetric",
        "pytorch_half_pixel",
        "align_corners",
        "asymmetric",
        "tf_crop_and_resize",
        "tf_half_pixel_for_nn",
    ];

    private static readonly string[] KnownRoundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

    /// <summary>Whether whole factors of nearest neighbours repeat each element.</summary>
    public bool IsFloorOfAsymmetric =>
        (Coordinates == "asymmetric" && Rounding == "floor")
        || (Coordinates is "half_pixel" or "pytorch_half_pixel" && Rounding == "round_prefer_floor");

    public static ResizeOptions Of(PlanNode node)
    {
        // Before version 11 coordinates were scaled from the corner and cut off.
        bool old = node.Operator == "Upsample" || node.Opset < 11;
        var options = new ResizeOptions(
            node.Text("mode", "nearest"),
            old ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel"),
            old ? "floor" : node.Text("nearest_mode", "round_prefer_floor"),
            node.Float("cubic_coeff_a", -0.75f),
            node.Int("exclude_outside", 0) != 0,
            node.Float("extrapolation_value", 0),
            node.Int("antialias", 0) != 0,
            node.Text("keep_aspect_ratio_policy", "stretch")
        );
        Check(node, "mode", options.Mode, "nearest", "linear", "cubic");
        Check(node, "coordinate_transformation_mode", options.Coordinates, KnownCoordinates);
        Check(node, "nearest_mode", options.Rounding, KnownRoundings);
        return options;
    }

    private static void Check(PlanNode node, string attribute, string value, params string[] allowed)
    {
        if (!allowed.Contains(value))
            throw node.Unable($"{attribute} '{value}' is not known; {string.Join(", ", allowed)} are allowed.");
    }
}

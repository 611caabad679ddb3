using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(CalibratedModelParameters), CalibratedModelParameters.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>The one implementation of what trainers promise as <see cref="CalibratedModelParametersBase{TSubModel, TCalibrator}"/>.</summary>
internal sealed class CalibratedModelParameters<TSubModel, TCalibrator>(TSubModel subModel, TCalibrator calibrator)
    : CalibratedModelParametersBase<TSubModel, TCalibrator>(subModel, calibrator), ICanSaveModel
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(CalibratedModelParameters.LoaderSignature, typeof(CalibratedModelParameters));
        ctx.SaveModel(SubModel, CalibratedModelParameters.SubModelFolder);
        ctx.SaveModel(Calibrator, CalibratedModelParameters.CalibratorFolder);
    }
}

internal static class CalibratedModelParameters
{
    public const string LoaderSignature = "PMixCaliPredExec";
    public const string SubModelFolder = "Predictor";
    public const string CalibratorFolder = "Calibrator";

    private static readonly MethodInfo Maker = typeof(CalibratedModelParameters).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Joins a model to a calibrator, as the types that the two are.</summary>
    public static CalibratedModelParametersBase Create(object subModel, ICalibrator calibrator) =>
        (CalibratedModelParametersBase)Data.RowCursorUtils.InvokeGeneric(
            Maker, [subModel.GetType(), calibrator.GetType()], null, subModel, calibrator)!;

    private static CalibratedModelParametersBase Create(IHostEnvironment env, ModelLoadContext ctx) => Create(
        ctx.LoadModel<object>(env, SubModelFolder), ctx.LoadModel<ICalibrator>(env, CalibratorFolder));

    private static CalibratedModelParametersBase Make<TSubModel, TCalibrator>(TSubModel subModel, TCalibrator calibrator)
        where TSubModel : class
        where TCalibrator : class, ICalibrator => new CalibratedModelParameters<TSubModel, TCalibrator>(subModel, calibrator);
}

using Microsoft.ML;
using MLNet.ConvExtensions;

using ImageModel model = new MLContext().Model.LoadImageModel("model.zip");
WebApplication app = WebApplication.CreateBuilder(args).Build();
app.MapPost("/predict", async (HttpRequest request) =>
{
    try
    {
        return Results.Ok(await model.PredictAsync(request.Body));
    }
    catch (ImageInputException e)
    {
        return Results.BadRequest(e.Message);
    }
});
app.Run();

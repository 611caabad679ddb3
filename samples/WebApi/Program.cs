// A web API that says what a photo shows, by a saved model, for many requests at once:
//     dotnet run --project samples/WebApi -c Release -- model.zip --urls http://localhost:5000
//     curl -F photo=@photo.jpg http://localhost:5000/predict      or      curl --data-binary @photo.jpg http://localhost:5000/predict
// Without a model it trains a small one; without --urls it sends itself 200 requests at a time, checks the answers, and ends.
using Microsoft.ML;
using MLNet.ConvExtensions;
using WebApi;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = SelfCheck.MostBytes);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Error);
string file = args.FirstOrDefault(argument => argument.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) ?? SmallModel.Train();
using ImageModel model = new MLContext().Model.LoadImageModel(file);

WebApplication app = builder.Build();
app.MapPost(
    "/predict",
    async (HttpRequest request, CancellationToken cancelled) =>
    {
        try
        {
            // The file of a form, or the photo as it is.
            bool isForm = request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
            IFormFile? photo = isForm ? (await request.ReadFormAsync(cancelled)).Files.FirstOrDefault() : null;
            ImagePrediction prediction = await model.PredictAsync(photo?.OpenReadStream() ?? request.Body, cancelled);
            return Results.Ok(
                new
                {
                    prediction.Label,
                    prediction.Probability,
                    prediction.Classes,
                }
            );
        }
        catch (ImageInputException e)
        {
            return Results.BadRequest(new { Error = e.Message });
        }
        catch (BadHttpRequestException e)
        {
            // Too large, for one.
            return Results.Json(new { Error = e.Message }, statusCode: e.StatusCode);
        }
    }
);

if (builder.Configuration["urls"] is null)
    return await SelfCheck.Run(app, model);
await app.RunAsync();
return 0;

// The code of the guides in docs/, as it stands there, on the photos of samples/QuickStart.
using Guides;
using Microsoft.ML;

string work = Directory.CreateTempSubdirectory("guides-").FullName;
Directory.CreateSymbolicLink(Path.Combine(work, "photos"), Path.Combine(AppContext.BaseDirectory, "photos"));
File.Copy(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "photos"), "*.jpg", SearchOption.AllDirectories)[0], Path.Combine(work, "photo.jpg"));
File.Copy(Path.Combine(AppContext.BaseDirectory, "detector.onnx"), Path.Combine(work, "detector.onnx"));
Directory.SetCurrentDirectory(work);
try
{
    var ml = new MLContext(seed: 1);
    FewPhotos.Run(ml);
    ImageData.Run(ml);
    Networks.Run();
    Hub.Run(ml);
    Ensembles.Run(ml);
    Training.Run(ml);
    SelfSupervised.Run(ml);
    Deploy.Run(ml);
    Smaller.Run(ml);
    Inside.Run(ml);
    Judging.Run(ml);
    Decisions.Run(ml);
    Inspection.Run(ml);
    Events.Run(ml);
    Detection.Run(ml);
}
finally
{
    Directory.SetCurrentDirectory(AppContext.BaseDirectory);
    Directory.Delete(work, recursive: true);
}

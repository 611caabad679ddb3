using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How extension methods of a catalog get to the environment, which users can't.</summary>
internal interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}

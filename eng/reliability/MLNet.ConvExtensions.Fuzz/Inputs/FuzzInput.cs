namespace MLNet.ConvExtensions.Fuzz.Inputs;

/// <summary>An input.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Name">The name of the file that it is read from.</param>
/// <param name="Bytes">The file's contents.</param>
internal sealed record FuzzInput(int Seed, string Name, byte[] Bytes);

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>A part of an ELF file.</summary>
/// <param name="Type">What it holds: one of <see cref="ElfLibrary"/>'s constants, or something else.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Size">How many bytes it has; they are all inside the file.</param>
/// <param name="Link">The section with its texts, or with the symbols it is about.</param>
/// <param name="Count">For versions: how many libraries or versions it lists.</param>
internal readonly record struct ElfSection(uint Type, long Offset, long Size, uint Link, uint Count);

/// <summary>A row: where the picture is and what it shows.</summary>
internal sealed record Picture(string ImagePath, string Label);

using System.Globalization;
using System.Text;
using MLNet.ConvExtensions.Insight.Activations;

namespace MLNet.ConvExtensions;

/// <summary>Draws the graph of a network.</summary>
public static class NetworkDrawing
{
    private const double BoxWidth = 210,
        BoxHeight = 36,
        Across = 226,
        Down = 58,
        Lane = 14,
        Margin = 16,
        Badge = 44;

    /// <summary>
    /// The graph from top to bottom: a box for each layer with the shape of what it gives for one sample; batch normalisation and activations
    /// are in the box of the layer in front of them, and of blocks that follow themselves one is drawn, with how often.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <returns>An SVG picture. It takes its colours from CSS variables of reports, or is dark on light without them.</returns>
    public static string ToSvg(OnnxNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        IReadOnlyList<DrawnNode> nodes = DrawnGraph.Of(network);
        IReadOnlyList<DrawnBlock> blocks = DrawnBlock.Of(nodes);
        var places = new Dictionary<int, (double X, double Y)>();
        var boxes = new StringBuilder();
        var lines = new StringBuilder();
        int columns = 1;
        int row = 1;
        foreach (DrawnBlock block in blocks)
        {
            (int rows, int widest) = Place(nodes, block, row, places);
            columns = Math.Max(columns, widest);
            row += rows;
        }

        double width = (columns * Across) + (2 * Badge) + (2 * Margin),
            height = (row * Down) + (2 * Margin);
        double centre = width / 2;
        string inputs = string.Join(", ", network.Inputs.Select(i => LayerWords.Shape(i.Shape)));
        Box(boxes, centre, Margin, "input", inputs);
        foreach (DrawnBlock block in blocks)
        {
            Connect(nodes, block, places, lines, centre);
            for (int i = block.First; i < block.First + block.Count; i++)
                Box(boxes, centre + places[i].X, places[i].Y, nodes[i].Title, nodes[i].Shape);
            if (block.Times > 1)
                Repeat(boxes, block, places, centre);
            // What follows reads the last of the blocks that aren't drawn.
            if (block.End - 1 != block.First + block.Count - 1)
                places[block.End - 1] = places[block.First + block.Count - 1];
        }

        string label = HtmlPage.Encode($"The graph of the network {network.Name}: {network.Layers.Count} layers in {nodes.Count} boxes");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0.#} {height:0.#}" width="{width:0.#}" height="{height:0.#}" role="img" aria-label="{label}" font-family="system-ui, sans-serif" font-size="12" text-anchor="middle">
            <g fill="none" stroke="var(--soft, #5d6771)" stroke-width="1.3">
            {lines}</g>
            {boxes}</svg>

            """
        );
    }

    /// <summary>Gives the boxes of a block their places; boxes that wait for each other below, others beside each other.</summary>
    /// <returns>How many rows it takes, and how many boxes are beside each other at most.</returns>
    private static (int Rows, int Widest) Place(
        IReadOnlyList<DrawnNode> nodes,
        DrawnBlock block,
        int row,
        Dictionary<int, (double X, double Y)> places
    )
    {
        var levels = new Dictionary<int, int>();
        for (int i = block.First; i < block.First + block.Count; i++)
            levels[i] = nodes[i].Inputs.Where(levels.ContainsKey).Select(input => levels[input] + 1).DefaultIfEmpty(0).Max();
        IGrouping<int, int>[] rows = [.. levels.GroupBy(l => l.Value, l => l.Key)];
        foreach (IGrouping<int, int> level in rows)
        {
            int[] beside = [.. level];
            for (int i = 0; i < beside.Length; i++)
                places[beside[i]] = ((i - ((beside.Length - 1) / 2.0)) * Across, Margin + ((row + level.Key) * Down));
        }

        return (rows.Length, rows.Max(level => level.Count()));
    }

    private static void Connect(
        IReadOnlyList<DrawnNode> nodes,
        DrawnBlock block,
        Dictionary<int, (double X, double Y)> places,
        StringBuilder lines,
        double centre
    )
    {
        int skips = 0;
        double right = Enumerable.Range(block.First, block.Count).Max(i => places[i].X) + (BoxWidth / 2);
        for (int i = block.First; i < block.First + block.Count; i++)
        {
            (double x, double y) = places[i];
            foreach (int input in nodes[i].Inputs.Distinct())
            {
                (double fromX, double fromY) = input < 0 ? (0, Margin) : places[input];
                fromY += BoxHeight;
                if (y - fromY <= Down)
                {
                    double middle = (fromY + y) / 2;
                    Line(
                        $"M{centre + fromX:0.#} {fromY:0.#}C{centre + fromX:0.#} {middle:0.#} {centre + x:0.#} {middle:0.#} {centre + x:0.#} {y:0.#}"
                    );
                    continue;
                }

                // Around the boxes in between.
                double lane = centre + right + (Lane * (1 + (skips++ % 3)));
                Line(
                    $"M{centre + fromX:0.#} {fromY:0.#}Q{lane:0.#} {fromY + 4:0.#} {lane:0.#} {fromY + 26:0.#}V{y - 24:0.#}Q{lane:0.#} {y - 4:0.#} {centre + x + 24:0.#} {y:0.#}"
                );
            }
        }

        void Line(FormattableString path) =>
            lines.Append(CultureInfo.InvariantCulture, $"<path d=\"{FormattableString.Invariant(path)}\"/>\n");
    }

    private static void Box(StringBuilder boxes, double x, double y, string title, string shape)
    {
        // As many letters as fit.
        string shown = title.Length <= 34 ? title : title[..33] + "…";
        boxes.Append(
            CultureInfo.InvariantCulture,
            $"""
            <g transform="translate({x:0.#} {y:0.#})"><title>{HtmlPage.Encode(title)}: {HtmlPage.Encode(shape)}</title><rect x="{-BoxWidth
                / 2}" width="{BoxWidth}" height="{BoxHeight}" rx="7" fill="var(--card, #fff)" stroke="var(--accent, #0b6e99)"/><text y="15" class="name" fill="var(--ink, #1c2126)">{HtmlPage.Encode(
                shown
            )}</text><text y="30" font-size="11" fill="var(--soft, #5d6771)">{HtmlPage.Encode(shape)}</text></g>

            """
        );
    }

    private static void Repeat(StringBuilder boxes, DrawnBlock block, Dictionary<int, (double X, double Y)> places, double centre)
    {
        (double X, double Y)[] all = [.. Enumerable.Range(block.First, block.Count).Select(i => places[i])];
        double left = centre + all.Min(p => p.X) - (BoxWidth / 2) - 8,
            top = all.Min(p => p.Y) - 8,
            width = centre + all.Max(p => p.X) + (BoxWidth / 2) + 8 - left,
            height = all.Max(p => p.Y) + BoxHeight + 8 - top;
        boxes.Append(
            CultureInfo.InvariantCulture,
            $"""
            <rect x="{left:0.#}" y="{top:0.#}" width="{width:0.#}" height="{height:0.#}" rx="10" fill="none" stroke="var(--soft, #5d6771)" stroke-dasharray="4 4"/><text x="{left
                - 20:0.#}" y="{top
                + (height / 2)
                + 5:0.#}" font-size="15" font-weight="600" class="name" fill="var(--ink, #1c2126)">× {block.Times}</text>

            """
        );
    }
}

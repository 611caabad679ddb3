using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Lays a confusion matrix out as text, for consoles and logs.</summary>
internal static class ConfusionTable
{
    private const string PredictedHeading = "PREDICTED";

    public static string Format(ConfusionMatrix matrix, IReadOnlyList<string> classNames, bool isBinary)
    {
        int classes = matrix.NumberOfClasses;
        int cellWidth = classes == 2 ? 8 : 5;
        int longestName = classNames.Max(name => name.Length);

        // Names that don't fit over a column are replaced by numbers, and the rows then say which number is which class.
        bool numbered = longestName > cellWidth;
        int digits = numbered ? (classes - 1).ToString(CultureInfo.InvariantCulture).Length : 0;
        int labelWidth = Math.Max(PredictedHeading.Length, numbered ? longestName + digits + 2 : longestName);

        var rule = string.Concat(Enumerable.Repeat(classes > 2 ? "========" : "===========", classes));
        var text = new StringBuilder();

        if (classes == 2 && isBinary)
            AppendPositiveRatio(text, matrix, classNames[0]);
        text.AppendLine();
        text.AppendLine("Confusion table");
        AppendHeading(text, "", labelWidth).AppendLine(rule);

        AppendHeading(text, PredictedHeading, labelWidth);
        for (int i = 0; i < classes; i++)
            AppendCell(text, numbered ? i.ToString(CultureInfo.InvariantCulture) : classNames[i], cellWidth);
        text.AppendLine(" Recall");
        AppendHeading(text, "TRUTH", labelWidth).AppendLine(rule);

        for (int i = 0; i < classes; i++)
        {
            AppendRowLabel(text, i, classNames[i], numbered, digits, labelWidth);
            foreach (var count in matrix.Counts[i])
                AppendCell(text, count.ToString("N0", CultureInfo.CurrentCulture), cellWidth);
            text.AppendFormat(CultureInfo.CurrentCulture, " {0,5:F4}", matrix.PerClassRecall[i]).AppendLine();
        }

        AppendHeading(text, "", labelWidth).AppendLine(rule);
        AppendHeading(text, "Precision", labelWidth);
        foreach (var precision in matrix.PerClassPrecision)
            text.Append(precision.ToString("N4", CultureInfo.CurrentCulture).PadLeft(cellWidth + 1)).Append(" |");
        return text.AppendLine().ToString();
    }

    private static void AppendPositiveRatio(StringBuilder text, ConfusionMatrix matrix, string positiveName)
    {
        double positives = matrix.Counts[0].Sum();
        double negatives = matrix.Counts[1].Sum();
        text.AppendFormat(CultureInfo.CurrentCulture, "TEST {0} RATIO:\t{1:N4} ({2:F1}/({2:F1}+{3:F1}))",
            positiveName.ToUpper(CultureInfo.CurrentCulture), positives / (positives + negatives), positives, negatives);
    }

    // The stub of every line, up to the double bar, is one blank wider than the longest label.
    private static StringBuilder AppendHeading(StringBuilder text, string heading, int labelWidth)
        => text.Append(heading.PadRight(labelWidth + 1)).Append("||");

    private static void AppendRowLabel(StringBuilder text, int index, string name, bool numbered, int digits, int labelWidth)
    {
        if (numbered)
        {
            text.Append(index.ToString(CultureInfo.InvariantCulture).PadLeft(digits)).Append(". ");
            labelWidth -= digits + 2;
        }
        text.Append(name.PadLeft(labelWidth)).Append(" ||");
    }

    private static void AppendCell(StringBuilder text, string value, int width)
        => text.Append(' ').Append(value.PadLeft(width)).Append(" |");
}

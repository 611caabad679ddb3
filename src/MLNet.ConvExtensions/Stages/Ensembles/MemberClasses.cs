using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Brings the classes of members together that know them in other orders, or not all of them.</summary>
internal static class MemberClasses
{
    /// <summary>The classes of the ensemble: those of the label in its order, then those that only members know.</summary>
    public static ClassList Unite(MemberList members, IReadOnlyList<MemberOutput> outputs, DataViewSchema input, string labelColumn)
    {
        ClassList? label = input.GetColumnOrNull(labelColumn) is DataViewSchema.Column column ? ClassList.Of(column) : null;
        ClassList all = label ?? outputs[0].Classes!;
        string owner = label is null ? members.Describe(0) : $"Column '{labelColumn}'";
        for (int i = 0; i < outputs.Count; i++)
        {
            ClassList classes = outputs[i].Classes!;
            if (classes.IsOfOtherType(all) || classes.HasNoneOf(all))
            {
                throw new InvalidOperationException(
                    $"{members.Describe(i)} predicts other classes: {classes}. {owner} has {all}. Classes are matched by the values of "
                        + "their keys."
                );
            }

            all = all.With(classes);
        }

        return all;
    }
}

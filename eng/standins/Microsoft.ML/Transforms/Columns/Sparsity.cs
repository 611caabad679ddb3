namespace Microsoft.ML.Data;

internal static class Sparsity
{
    /// <summary>Stores values as a dense vector, or as a sparse one where fewer than half of them aren't the default value.</summary>
    public static void Store<T>(Span<T> values, ref VBuffer<T> target)
        where T : struct
    {
        int count = 0;
        foreach (ref T value in values)
        {
            if (IsDefault(value))
                value = default; // A negative zero, which no sparse vector would keep either.
            else
                count++;
        }

        if (count > 0 && count >= values.Length / 2)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref target, values.Length);
            values.CopyTo(dense.Values);
            target = dense.Commit();
            return;
        }

        VBufferEditor<T> sparse = VBufferEditor.Create(ref target, values.Length, count);
        int next = 0;
        for (int i = 0; next < count; i++)
        {
            if (IsDefault(values[i]))
                continue;
            sparse.Values[next] = values[i];
            sparse.Indices[next++] = i;
        }

        target = sparse.Commit();
    }

    private static bool IsDefault<T>(T value)
        where T : struct => EqualityComparer<T>.Default.Equals(value, default);
}

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions of networks.</summary>
        public static partial class functional
        {
            private static readonly long[] Ones2 = [1, 1];
            private static readonly long[] Ones3 = [1, 1, 1];
            private static readonly long[] Zeros2 = [0, 0];
            private static readonly long[] Zeros3 = [0, 0, 0];

            // One value for each of the axes.
            private static long[] Along(int axes, long? value, long otherwise)
            {
                var values = new long[axes];
                Array.Fill(values, value ?? otherwise);
                return values;
            }

            private static long[] Pair((long First, long Second) values) => [values.First, values.Second];

            private static long[] Triple((long First, long Second, long Third) values) => [values.First, values.Second, values.Third];
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Runtime;

/// <summary>Argument and state checks with the exception types that callers of ML.NET know.</summary>
internal static class Contracts
{
    public static Exception Except(string? msg = null) => new InvalidOperationException(msg);

    public static Exception Except(this IExceptionContext? ctx, string? msg = null) => Process(ctx, Except(msg));

    public static Exception Except(this IExceptionContext? ctx, Exception inner, string msg) =>
        Process(ctx, new InvalidOperationException(msg, inner));

    public static Exception ExceptParam(string name, string? msg = null) => new ArgumentOutOfRangeException(name, msg);

    public static Exception ExceptParam(this IExceptionContext? ctx, string name, string? msg = null) => Process(ctx, ExceptParam(name, msg));

    public static Exception ExceptUserArg(string name, string? msg = null) => ExceptParam(name, msg);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string? msg = null) => Process(ctx, ExceptParam(name, msg));

    public static Exception ExceptValue(string name, string? msg = null) => new ArgumentNullException(name, msg);

    public static Exception ExceptValue(this IExceptionContext? ctx, string name, string? msg = null) => Process(ctx, ExceptValue(name, msg));

    public static Exception ExceptEmpty(string name, string? msg = null) => ExceptParam(name, msg ?? $"{name} can't be null or empty.");

    public static Exception ExceptDecode(string? msg = null) => new FormatException(msg);

    public static Exception ExceptDecode(this IExceptionContext? ctx, string? msg = null) => Process(ctx, ExceptDecode(msg));

    public static Exception ExceptDecode(this IExceptionContext? ctx, Exception inner, string msg) => Process(ctx, new FormatException(msg, inner));

    public static Exception ExceptIO(this IExceptionContext? ctx, string msg) => Process(ctx, new IOException(msg));

    public static Exception ExceptNotSupp(string? msg = null) => new NotSupportedException(msg);

    public static Exception ExceptNotSupp(this IExceptionContext? ctx, string? msg = null) => Process(ctx, ExceptNotSupp(msg));

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName) =>
        ExceptParam(paramName, $"Could not find {columnRole} column '{columnName}'");

    public static Exception ExceptSchemaMismatch(this IExceptionContext? ctx, string paramName, string columnRole, string columnName) =>
        Process(ctx, ExceptSchemaMismatch(paramName, columnRole, columnName));

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        ExceptParam(paramName, $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}");

    public static Exception ExceptSchemaMismatch(
        this IExceptionContext? ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        Process(ctx, ExceptSchemaMismatch(paramName, columnRole, columnName, expectedType, actualType));

    public static void Check([DoesNotReturnIf(false)] bool condition, string? msg = null)
    {
        if (!condition)
            throw Except(msg);
    }

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool condition, string? msg = null)
    {
        if (!condition)
            throw ctx.Except(msg);
    }

    public static void Check(
        [DoesNotReturnIf(false)] bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref CheckMessage msg)
    {
        if (!condition)
            throw Except(msg.GetText());
    }

    public static void Check(
        this IExceptionContext? ctx,
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref CheckMessage msg)
    {
        if (!condition)
            throw ctx.Except(msg.GetText());
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool condition, string name, string? msg = null)
    {
        if (!condition)
            throw ExceptParam(name, msg);
    }

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool condition, string name, string? msg = null)
    {
        if (!condition)
            throw ctx.ExceptParam(name, msg);
    }

    public static void CheckParam(
        [DoesNotReturnIf(false)] bool condition, string name, [InterpolatedStringHandlerArgument(nameof(condition))] ref CheckMessage msg)
    {
        if (!condition)
            throw ExceptParam(name, msg.GetText());
    }

    public static void CheckParam(
        this IExceptionContext? ctx,
        [DoesNotReturnIf(false)] bool condition,
        string name,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref CheckMessage msg)
    {
        if (!condition)
            throw ctx.ExceptParam(name, msg.GetText());
    }

    public static void CheckUserArg([DoesNotReturnIf(false)] bool condition, string name, string? msg = null) => CheckParam(condition, name, msg);

    public static void CheckUserArg(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool condition, string name, string? msg = null) =>
        ctx.CheckParam(condition, name, msg);

    public static void CheckValue<T>([NotNull] T? value, string name, string? msg = null)
        where T : class
    {
        if (value is null)
            throw ExceptValue(name, msg);
    }

    public static void CheckValue<T>(this IExceptionContext? ctx, [NotNull] T? value, string name, string? msg = null)
        where T : class
    {
        if (value is null)
            throw ctx.ExceptValue(name, msg);
    }

    public static void CheckNonEmpty([NotNull] string? value, string name, string? msg = null)
    {
        if (string.IsNullOrEmpty(value))
            throw ExceptEmpty(name, msg);
    }

    public static void CheckNonEmpty(this IExceptionContext? ctx, [NotNull] string? value, string name, string? msg = null)
    {
        if (string.IsNullOrEmpty(value))
            throw Process(ctx, ExceptEmpty(name, msg));
    }

    public static void CheckNonEmpty<T>([NotNull] ICollection<T>? value, string name, string? msg = null)
    {
        if (value is null || value.Count == 0)
            throw ExceptEmpty(name, msg);
    }

    public static void CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] ICollection<T>? value, string name, string? msg = null)
    {
        if (value is null || value.Count == 0)
            throw Process(ctx, ExceptEmpty(name, msg));
    }

    public static void CheckNonWhiteSpace([NotNull] string? value, string name, string? msg = null)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw ExceptParam(name, msg ?? $"{name} can't be null or white space.");
    }

    public static void CheckNonWhiteSpace(this IExceptionContext? ctx, [NotNull] string? value, string name, string? msg = null)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw ctx.ExceptParam(name, msg ?? $"{name} can't be null or white space.");
    }

    public static void CheckDecode([DoesNotReturnIf(false)] bool condition, string? msg = null)
    {
        if (!condition)
            throw ExceptDecode(msg);
    }

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool condition, string? msg = null)
    {
        if (!condition)
            throw ctx.ExceptDecode(msg);
    }

    private static Exception Process(IExceptionContext? ctx, Exception ex) => ctx == null ? ex : ctx.Process(ex);
}

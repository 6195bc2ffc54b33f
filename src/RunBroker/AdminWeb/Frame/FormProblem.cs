using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.Frame;

/// <summary>Why a form was not taken: the same reasons, by the same field names, as the management API gives.</summary>
public sealed record FormProblem(string Title, string? Detail, ImmutableArray<FieldFault> Faults)
{
    internal static FormProblem Of(Problem problem) => new(Inert.Text(problem.Title), problem.Detail is { } detail ? Inert.Text(detail) : null,
        [.. problem.Errors.Select(e => new FieldFault(e.Path, Inert.Text(e.Says)))]);

    /// <summary>What is wrong with this field or what lies in it; null when nothing is.</summary>
    public string? Of(string field) => Faults.FirstOrDefault(f => f.Field == field || f.Field.StartsWith(field + ".", StringComparison.Ordinal)
        || f.Field.StartsWith(field + "[", StringComparison.Ordinal))?.Says;
}

public sealed record FieldFault(string Field, string Says);
